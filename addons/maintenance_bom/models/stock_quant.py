from odoo import api, fields, models

from .arguments import to_records


class StockQuant(models.Model):
    _inherit = "stock.quant"

    where_used_summary = fields.Char(
        string="Used On",
        compute="_compute_where_used_summary",
        groups="maintenance_bom.group_user",
        help="The asset types that have this part, with the number of living assets.",
    )

    @api.depends("product_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_where_used_summary(self):
        summaries = self.product_id._get_where_used_summary("product_id")
        for quant in self:
            quant.where_used_summary = summaries.get(quant.product_id.id, False)

    def action_view_where_used(self):
        """Open the assets that have the products of these stock lines."""
        self = to_records(self)
        return self.product_id.action_view_where_used()
