from odoo import models

DEFAULT_LEAD_DAYS = 7


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_part_contents(self, company):
        """Return {product: {product in it: how much}}, in the own units of both.

        A seam for kits, which ``company`` takes apart: here each is just itself.
        """
        return {product: {product: 1.0} for product in self}

    def _get_parts_containing(self):
        """Return the products that consist, perhaps among others, of one of these."""
        return self

    def _get_part_lead_days(self):
        """Return {product id: in how many days it would be here if ordered today}.

        A seam for purchasing: here the delay of the first vendor of the current
        company, a week if nobody sells it.
        """
        leads = {}
        # that a part can be had is a fact of the company, whoever of its users asks
        for product in self.sudo():
            vendors = product.seller_ids.filtered(
                lambda vendor, product=product: (
                    vendor.company_id.id in (False, self.env.company.id)
                    and vendor.product_id in (vendor.product_id.browse(), product)
                )
            )
            leads[product.id] = vendors[:1].delay if vendors else DEFAULT_LEAD_DAYS
        return leads
