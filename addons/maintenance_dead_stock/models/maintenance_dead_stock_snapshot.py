from odoo import fields, models


class MaintenanceDeadStockSnapshot(models.Model):
    """What a warehouse had of each status in a month: the trend of its dead stock."""

    _name = "maintenance.dead.stock.snapshot"
    _description = "Monthly Snapshot of Dead Stock"
    _inherit = ["maintenance.checked.values"]
    _order = "date DESC, warehouse_id, status"
    _rec_name = "date"
    _log_access = False

    date = fields.Date(
        string="Month", required=True, readonly=True, help="First day of the month."
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="warehouse_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    status = fields.Selection(
        lambda self: self.env["maintenance.dead.stock"]
        ._fields["status"]
        ._description_selection(self.env),
        required=True,
        readonly=True,
    )
    product_count = fields.Integer(string="Parts", readonly=True)
    value = fields.Monetary(readonly=True)
    surplus_value = fields.Monetary(readonly=True)

    _month_uniq = models.UniqueIndex("(warehouse_id, date, status)")
