from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestPart(models.Model):
    """What was taken of a planned part, and stock does not show."""

    _inherit = "maintenance.request.part"

    pending_ids = fields.One2many(
        "maintenance.parts.pending", "part_id", string="Pending Issues"
    )
    pending_qty = fields.Float(
        string="Pending",
        compute="_compute_pending_qty",
        compute_sudo=True,
        min_display_digits="Product Unit",
        help="Taken, but not seen in stock. It is issued as soon as a receipt or a "
        "count shows it.",
    )

    @api.depends("pending_ids.state", "pending_ids.product_qty", "uom_id")
    def _compute_pending_qty(self):
        """In the unit of the plan."""
        moved = self._get_moved_quantities()
        for part in self:
            part.pending_qty = part.product_id.uom_id._compute_quantity(
                moved[part._origin.id]["pending"], part.uom_id, round=False
            )

    @api.depends("pending_ids.product_qty", "pending_ids.state")
    def _compute_availability(self):
        return super()._compute_availability()

    def _get_pending_products(self):
        yield from super()._get_pending_products()
        # who plans parts sees what became of them, with or without rights on stock
        groups = (
            self.env["maintenance.parts.pending"]
            .sudo()
            ._read_group(
                [("part_id", "in", self.ids), ("state", "=", "open")],
                ["part_id", "product_id"],
                ["product_qty:sum"],
            )
        )
        for part, product, quantity in groups:
            yield part.id, product.with_env(self.env), quantity

    @api.model
    def _get_pending_sql(self, part_id):
        return SQL(
            """(%s OR EXISTS (SELECT 1
                                FROM maintenance_parts_pending
                               WHERE part_id = %s AND state = 'open'))""",
            super()._get_pending_sql(part_id),
            part_id,
        )

    @one_at_a_time
    def action_drop_pending(self):
        """Say that what is pending of these parts was not taken. Returns True.

        A job that is still open needs them again.
        """
        self = to_records(self)
        self.check_access("read")
        self.pending_ids.action_drop()
        return True

    def _drop_pending(self, quantity):
        self.ensure_one()
        for product, amount in self._get_contents()[self].items():
            self.pending_ids.filtered(
                lambda pending, product=product: pending.product_id == product
            )._drop_quantity(quantity * amount)
        return super()._drop_pending(quantity)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending(self):
        self._check_nothing_pending()

    def _check_nothing_pending(self):
        # who plans parts is told of what was taken, whatever his rights on stock
        for pending in self.sudo().pending_ids:
            if pending.state == "open":
                raise UserError(
                    self.env._(
                        "%(parts)s were taken for “%(job)s” "
                        "and are pending: issue them, or say that they were not "
                        "taken, before deleting the line.",
                        parts=pending._describe(),
                        job=pending.request_id.display_name,
                    )
                )
