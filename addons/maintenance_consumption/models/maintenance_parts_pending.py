from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.notification import get_notification
from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    get_visible_names,
)


class MaintenancePartsPending(models.Model):
    """A part that was taken for a job although stock did not show it.

    It moves nothing: when a receipt or a count has made it true, it is issued. It
    counts as issued for the job, and is a debt of the place that it was taken from.
    """

    _name = "maintenance.parts.pending"
    _description = "Pending Parts Issue"
    _inherit = [
        "maintenance.own.values",
        "maintenance.checked.values",
        "maintenance.parts.pending.issue",
        "maintenance.parts.pending.stock",
    ]
    _order = "taken_on, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    part_id = fields.Many2one(
        "maintenance.request.part",
        string="Planned Part",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    # unrounded: pieces that are left of it must add up
    quantity = fields.Float(required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True, readonly=True)
    product_qty = fields.Float(
        string="Quantity in Stock Unit", compute="_compute_product_qty", store=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial Number",
        readonly=True,
        index="btree_not_null",
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Taken From",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
    )
    taken_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users",
        string="Taken By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("open", "Pending"), ("issued", "Issued"), ("dropped", "Not Taken")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    move_ids = fields.Many2many(
        "stock.move",
        string="Issues",
        readonly=True,
        copy=False,
        help="The stock moves that made it true.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Stock Unit")

    @api.depends("quantity", "uom_id.factor", "product_id.uom_id.factor")
    def _compute_product_qty(self):
        for pending in self:
            pending.product_qty = pending.uom_id._compute_quantity(
                pending.quantity, pending.product_id.uom_id, round=False
            )

    @api.depends("product_id", "request_id")
    def _compute_display_name(self):
        # an employee of the stockroom need not see the job to know its name
        for pending in self.sudo():
            pending.display_name = self.env._(
                "%(part)s for %(job)s",
                part=pending.product_id.display_name,
                job=pending.request_id.display_name,
            )

    @api.model
    def _check_units_of(self, domain):
        """
        :param domain: of pending parts whose units, or those of their parts, changed
        :raises UserError: if the one of an open one does not convert to the other
        """
        for product, unit, pending in self._read_group(
            Domain(domain) & Domain("state", "=", "open"),
            ["product_id", "uom_id"],
            ["id:recordset"],
        ):
            if not unit._has_common_reference(product.uom_id):
                raise UserError(
                    self.env._(
                        "%(parts)s were taken for “%(job)s” and are pending: they "
                        "cannot be kept in %(stock_unit)s. Issue them first, or say "
                        "that they were not taken.",
                        parts=pending[0]._describe(),
                        job=get_visible_names(
                            pending[0].request_id,
                            self.env._("a job that you may not see"),
                        ),
                        stock_unit=product.uom_id.name,
                    )
                )

    # --- what the storekeeper does --------------------------------------------------

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        # an employee of the stockroom need not see the jobs
        return self.sudo().request_id._get_records_to_lock()

    @one_at_a_time
    def action_issue_now(self):
        """Issue of these what stock shows by now; the rest stays pending. Returns True.

        :raises UserError: if stock shows nothing of them
        """
        self = to_records(self)
        self.check_access("read")
        waiting = self.filtered(lambda pending: pending.state == "open")
        # an employee of the stockroom need not see the jobs and assets
        if waiting and not as_superuser(waiting)._issue():
            raise UserError(
                self.env._(
                    "Stock still does not show %(parts)s. Receive or count them first, "
                    "or say that they were not taken.",
                    parts=waiting._describe(),
                )
            )
        return True

    @one_at_a_time
    def action_drop(self):
        """Say that these parts were not taken after all. Returns True.

        A job that is still open needs them again.
        """
        self = to_records(self)
        self.check_access("read")
        self.filtered(lambda pending: pending.state == "open")._drop()
        return True

    def _drop(self):
        # nobody writes on pending parts but through these methods
        as_superuser(self).state = "dropped"
        self._note_on_jobs(
            lambda of_job: self.env._(
                "Not taken after all: %(parts)s.", parts=of_job._describe()
            )
        )
        self._close_activities()

    def _drop_quantity(self, quantity):
        """Drop so much of the open ones, in the part's own unit; the last first."""
        dropped = self.browse()
        for pending in self.sorted("id", reverse=True):
            if pending.state != "open" or pending.product_uom_id.is_zero(quantity):
                continue
            taken = min(quantity, pending.product_qty)
            whole = not pending.product_uom_id.compare(taken, pending.product_qty)
            # nobody writes on pending parts but through these methods
            dropped |= (
                pending
                if whole
                else as_superuser(pending)._split(taken).with_env(self.env)
            )
            quantity -= taken
        dropped._drop()

    # --- telling --------------------------------------------------------------------

    def _describe(self):
        """Return these parts in words: how much of what."""
        totals = defaultdict(float)
        for pending in self:
            totals[pending.product_id, pending.uom_id] += pending.quantity
        return ", ".join(
            product._describe_quantity(quantity, unit)
            for (product, unit), quantity in totals.items()
        )

    def _note_on_jobs(self, get_text):
        """Log on each job what ``get_text`` says about its pending parts."""
        # whoever may issue on a job may not always write on it
        requests_sudo = as_superuser(self.request_id)
        by_request = self.grouped("request_id")
        requests_sudo._message_log_batch(
            {request.id: get_text(by_request[request]) for request in self.request_id}
        )

    def _get_notification(self):
        """Return a notification that names these parts; True if there are none."""
        if not self:
            return True
        return get_notification(
            self.env._(
                "%(parts)s: kept as pending until a receipt or a count shows them.",
                parts=self._describe(),
            ),
            kind="warning",
            title=self.env._("Not seen in stock"),
        )
