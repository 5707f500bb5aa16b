from odoo import fields, models
from odoo.tools import SQL


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
        lambda self: (
            self.env["maintenance.dead.stock"]
            ._fields["status"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    product_count = fields.Integer(string="Parts", readonly=True)
    value = fields.Monetary(readonly=True)
    surplus_value = fields.Monetary(readonly=True)

    _month_uniq = models.UniqueIndex("(warehouse_id, date, status)")

    def _keep_month(self, warehouse, today):
        """Keep what ``warehouse`` has in the month of ``today``, once a month."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO maintenance_dead_stock_snapshot
                          (date, warehouse_id, status, product_count, value,
                           surplus_value)
                   SELECT %(month)s, warehouse_id, status, COUNT(*), SUM(value),
                          SUM(surplus_value)
                     FROM maintenance_dead_stock
                    WHERE warehouse_id = %(warehouse)s
                      AND NOT EXISTS (SELECT 1
                                        FROM maintenance_dead_stock_snapshot
                                       WHERE warehouse_id = %(warehouse)s
                                         AND date = %(month)s)
                 GROUP BY warehouse_id, status""",
                month=today.replace(day=1),
                warehouse=warehouse.id,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model()
