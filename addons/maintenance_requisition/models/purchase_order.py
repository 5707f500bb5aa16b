from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_for_maintenance = fields.Boolean(
        compute="_compute_is_for_maintenance",
        # accountants read orders, and no requisitions
        compute_sudo=True,
        help="Some of it is for assets, or for requisitions of parts.",
    )

    @api.depends(
        "order_line.equipment_id", "order_line.maintenance_allocation_ids.line_id"
    )
    def _compute_is_for_maintenance(self):
        for order in self:
            lines = order.order_line
            order.is_for_maintenance = bool(
                lines.equipment_id or lines.maintenance_allocation_ids
            )

    def _cancel_empty(self):
        """Cancel the draft orders that nothing is left of."""
        empty = self.filtered(
            lambda order: order.state == "draft" and not order.order_line
        )
        if empty:
            empty.button_cancel()
