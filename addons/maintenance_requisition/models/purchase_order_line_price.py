from odoo import models


class PurchaseOrderLinePrice(models.AbstractModel):
    """What a purchase line would normally cost."""

    _name = "purchase.order.line.price"
    _description = "Normal Price of a Purchase"

    def _get_normal_price(self, vendor_line):
        """Return what one of the part costs by ``vendor_line`` of a vendor list.

        Without taxes, in the currency of the company and at the rate of the order, so
        that it is comparable with what the order costs.
        """
        self.ensure_one()
        order, company = self.order_id, self.company_id
        price = self.env["account.tax"]._fix_tax_included_price_company(
            vendor_line.price_discounted,
            self.product_id.supplier_taxes_id,
            self.tax_ids,
            company,
        )
        price = vendor_line.currency_id._convert(
            price, order.currency_id, company, order.date_order, round=False
        )
        if self.tax_ids:
            quantity = self.product_uom_id._compute_quantity(
                self.product_qty, self.product_id.uom_id, round=False
            )
            totals = self.tax_ids.with_context(round=False).compute_all(
                price,
                currency=order.currency_id,
                quantity=quantity or 1.0,
                product=self.product_id,
                partner=order.partner_id,
                rounding_method="round_globally",
            )
            price = totals["total_excluded"] / (quantity or 1.0)
        return price / (order.currency_rate or 1.0)
