from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.maintenance_bom.models.rights import as_superuser

OWN = "maintenance_requisition_line_id"
# something may still come of a request in these
OPEN_STATES = ("draft", "to_approve", "approved", "in_progress")


class PurchaseRequestLine(models.Model):
    """What is requested for a requisition line counts as on the way to it."""

    _inherit = "purchase.request.line"

    maintenance_requisition_line_id = fields.Many2one(
        "maintenance.requisition.line",
        string="Requisition Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def default_get(self, fields):
        return super().default_get([name for name in fields if name != OWN])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_own(vals)
        return super().create(vals_list)

    def _check_own(self, vals):
        """
        :raises AccessError: if a user says for which requisition line it is: what is
            decided about the request is decided about that
        """
        if vals.get(OWN) and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only a requisition says for which of its lines it requests."
                )
            )

    def write(self, vals):
        self._check_own(vals)
        result = super().write(vals)
        if "cancelled" in vals:
            # with all rights: who decides about purchase requests may lack access to
            # requisitions
            lines = as_superuser(self.maintenance_requisition_line_id)
            if vals["cancelled"]:
                lines._refuse_request(self)
            else:
                lines._renew_request()
        return result

    def _is_open(self):
        """Return whether something may still come of this line."""
        self.ensure_one()
        return not self.cancelled and self.request_state in OPEN_STATES

    def _get_requested_quantity(self):
        """Return what is requested and in no request for quotation yet, in the unit of
        the part.
        """
        self.ensure_one()
        if not self._is_open():
            return 0.0
        links = self.maintenance_requisition_line_id.allocation_ids.filtered(
            lambda link: (
                link.state != "cancel" and link.purchase_line_id in self.purchase_lines
            )
        )
        requested = self.product_uom_id._compute_quantity(
            self.product_qty, self.product_id.uom_id, round=False
        )
        return max(requested - sum(links.mapped("quantity")), 0.0)

    def _is_untouched(self):
        """Return whether this line is as its requisition line wrote it."""
        self.ensure_one()
        line = self.maintenance_requisition_line_id
        unit = line.product_id.uom_id
        return (
            self.request_state == "draft"
            and not self.purchase_lines
            and self.product_id == line.product_id
            and self.product_uom_id == unit
            and unit.compare(self.product_qty, line.quantity) == 0
            and self.date_required == line.date_planned
        )
