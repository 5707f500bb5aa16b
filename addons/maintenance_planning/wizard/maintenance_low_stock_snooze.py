from datetime import timedelta

from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import get_active_ids, to_record

from ..models.maintenance_low_stock import SNOOZE_DAYS


class MaintenanceLowStockSnooze(models.TransientModel):
    """Snooze low stock until a date, with a reason."""

    _name = "maintenance.low.stock.snooze"
    _description = "Snooze Low Stock"
    _inherit = ["maintenance.checked.values"]

    low_stock_ids = fields.Many2many(
        "maintenance.low.stock", default=lambda self: get_active_ids(self.env)
    )
    until = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(SNOOZE_DAYS),
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Snooze them, and close the dialog."""
        self = to_record(self)
        self.low_stock_ids.snooze(self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
