from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import OwnValue, get_own_value

# key of the context: only stock of nobody else than this partner is found
OWNER = "maintenance_stock_owner"


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _of_company(self, company):
        """Return these quants so that what is kept for others is not found."""
        return self.with_context(**{OWNER: OwnValue(company.partner_id.id)})

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        owner = get_own_value(self.env, OWNER)
        if owner:
            domain &= Domain("owner_id", "in", (owner, False))
        return domain
