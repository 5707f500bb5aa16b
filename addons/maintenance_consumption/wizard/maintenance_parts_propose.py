from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsPropose(models.TransientModel):
    """Lets a technician tick the parts of the asset that a corrective job needs."""

    _name = "maintenance.parts.propose"
    _description = "Propose Parts of the Asset"
    _inherit = ["maintenance.checked.values"]

    request_id = fields.Many2one(
        "maintenance.request", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many("maintenance.parts.propose.line", "propose_id")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["maintenance.request"].browse(values.get("request_id"))
        proposed = request._get_parts_to_propose() if request else []
        products = self.env["product.product"].browse(
            part["product_id"] for part in proposed
        )
        # with all rights: stock is the same for all users of the company
        job_sudo = request.sudo()
        place = job_sudo._get_stock_locations().get(
            job_sudo, self.env["stock.location"]
        )
        free = job_sudo._get_free_quantities(place, products)
        values["line_ids"] = [
            Command.create(
                {
                    "path": part["path"],
                    "product_id": part["product_id"],
                    "position": part["position"],
                    "quantity": part["product_qty"],
                    "free_qty": free[place.id, part["product_id"]],
                }
            )
            for part in proposed
        ]
        return values

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_apply(self):
        """Plan the ticked parts on the job. Returns True.

        :raises UserError: if none is ticked
        """
        self = to_record(self)
        paths = set(self.line_ids.filtered("is_chosen").mapped("path"))
        if not paths:
            raise UserError(
                self.env._(
                    "Tick at least one part that “%s” needs.", self.request_id.name
                )
            )
        self.request_id._plan_parts(
            [
                part
                for part in self.request_id._get_parts_to_propose()
                if part["path"] in paths
            ]
        )
        return True


class MaintenancePartsProposeLine(models.TransientModel):
    _name = "maintenance.parts.propose.line"
    _description = "Proposed Part"
    _inherit = ["maintenance.checked.values"]

    propose_id = fields.Many2one(
        "maintenance.parts.propose", required=True, ondelete="cascade", index=True
    )
    is_chosen = fields.Boolean(string="Needed")
    path = fields.Char(readonly=True)
    product_id = fields.Many2one(
        "product.product", string="Part", required=True, readonly=True
    )
    position = fields.Char(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    free_qty = fields.Float(
        string="Free Here",
        digits="Product Unit",
        readonly=True,
        help="What stock has where this job takes its parts, and nobody has reserved.",
    )
