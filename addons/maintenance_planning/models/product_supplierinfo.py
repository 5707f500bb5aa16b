from odoo import api, models

from ..tools import Offer


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    @api.model
    def _can_be_entered(self):
        """Return whether this user may say who sells a part.

        Odoo shows the Purchase tab of a product to buyers only.
        """
        is_buyer = self.env.user.has_group("purchase.group_purchase_user")
        return is_buyer and self.has_access("create")

    def _get_part_price(self, company):
        """Return what one of the part costs, in the currency of ``company``."""
        self.ensure_one()
        # Odoo gives the discounted price for the unit of the part
        return self.currency_id._convert(
            self.price_discounted,
            company.currency_id,
            company,
            company._get_today(),
            round=False,
        )

    def _has_fitting_unit(self, product):
        """Say whether the unit of the vendor converts to that of ``product``."""
        self.ensure_one()
        unit = product.product_tmpl_id.uom_id
        return self.product_uom_id == unit or self.product_uom_id._has_common_reference(
            unit
        )

    def _prepare_offer(self, product, company):
        """Return this line of the vendor list as an Offer for ``product``."""
        self.ensure_one()
        return Offer(
            key=self.id,
            vendor=self.partner_id.id,
            price=self._get_part_price(company),
            pack=self.product_uom_id._compute_quantity(
                1.0, product.uom_id, round=False
            ),
            min_qty=self.min_qty,
            sequence=self.sequence,
            delay=self.delay or None,
        )
