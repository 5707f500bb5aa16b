from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.rights import OwnValue, get_own_value

# key of the context: only stock of nobody else than this partner is found
OWNER = "maintenance_stock_owner"


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_expired_sql(self, alias):
        """Return the condition that a quant has expired: nobody can use it any more.

        :param alias: of ``stock_quant``, as SQL
        """
        return SQL("FALSE")

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

    @api.model
    def _gather_of_disposition(self, disposition):
        """Return what lies where a disposition takes the part from, in the order of
        Odoo's removal strategy; not what other companies or people own.
        """
        # with all rights: stock is the same for all users of the company
        quants_sudo = self.sudo()._of_company(disposition.company_id)
        lot = disposition.lot_id
        quants_sudo = quants_sudo._gather(
            disposition.product_id, disposition.location_id, lot_id=lot or None
        )
        return quants_sudo.filtered(lambda one: not lot or one.lot_id == lot)

    @api.model
    def _get_free_of_disposition(self, disposition):
        """Return [(quant, what of it a disposition may take)]: neither what is reserved
        nor what scraps of other dispositions take.
        """
        held = self.env["stock.scrap"]._get_held_by_others(disposition)
        found = []
        for quant in self._gather_of_disposition(disposition):
            key = quant.location_id, quant.lot_id, quant.package_id, quant.owner_id
            quantity = quant.quantity - quant.reserved_quantity
            taken = min(held.get(key, 0.0), max(quantity, 0.0))
            if taken:
                held[key] -= taken
            found.append((quant, quantity - taken))
        return found
