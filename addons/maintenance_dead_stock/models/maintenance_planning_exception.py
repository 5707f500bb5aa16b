from odoo import fields, models


class MaintenancePlanningException(models.Model):
    _inherit = "maintenance.planning.exception"

    kind = fields.Selection(
        selection_add=[("failed_dead_stock", "Dead Stock Not Updated")],
        ondelete={"failed_dead_stock": "cascade"},
    )
