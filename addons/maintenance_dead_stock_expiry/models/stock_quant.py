from odoo import api, models
from odoo.tools import SQL

from odoo.addons.maintenance_consumption_expiry.models.stock_quant import (
    get_fresh_domain,
)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_expired_sql(self, alias):
        """As for jobs, what is to be removed from stock has expired."""
        # with all rights: stock is the same for all users of the company
        expired = self.sudo()._search(~get_fresh_domain())
        return SQL("%s.id IN %s", alias, expired.subselect())

    @api.model
    def _gather_of_disposition(self, disposition):
        """What has expired is scrapped first."""
        quants = super()._gather_of_disposition(disposition)
        if disposition.kind != "scrap":
            return quants
        fresh = quants.filtered_domain(get_fresh_domain())
        return quants - fresh + fresh
