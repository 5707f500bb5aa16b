from odoo import api, fields, models
from odoo.tools import SQL


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_expired_sql(self, alias):
        """As in the netting of jobs, what is to be removed from stock has expired."""
        self.flush_model(["removal_date"])
        return SQL(
            "COALESCE(%s <= %s, FALSE)",
            SQL("%s.removal_date", alias),
            fields.Datetime.now(),
        )

    @api.model
    def _gather_of_disposition(self, disposition):
        """What has expired is scrapped first."""
        quants = super()._gather_of_disposition(disposition)
        if disposition.kind != "scrap":
            return quants
        now = fields.Datetime.now()
        return quants.sorted(
            lambda quant: not (quant.removal_date and quant.removal_date <= now)
        )
