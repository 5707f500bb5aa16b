from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _prepare_purchase_request_line(self, request_id, procurement):
        values = super()._prepare_purchase_request_line(request_id, procurement)
        lines = self.env["maintenance.requisition.line"]
        line = lines.browse(procurement.values.get("maintenance_line_id"))
        if line:
            values |= line._prepare_request_line()
        return values
