from odoo import api, models


class MaintenanceRequisitionLine(models.Model):
    _name = "maintenance.requisition.line"
    _inherit = ["maintenance.requisition.line", "maintenance.dead.flag"]

    @api.depends("warehouse_id")
    def _compute_dead_stock_status(self):
        return super()._compute_dead_stock_status()
