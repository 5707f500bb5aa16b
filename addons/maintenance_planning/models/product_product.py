from collections import defaultdict

from odoo import models

from ..tools import Lead, Sourcing, choose_usual


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_part_sellers(self):
        """Return {product id: the lines of its vendor list that count today, in the
        order in which Odoo looks at them} for the current company.

        All are found at once. Odoo is asked about those that have several.
        """
        company = self.env.company
        today = company._get_today()
        lines = self.env["product.supplierinfo"].search(
            [
                ("product_tmpl_id", "in", self.product_tmpl_id.ids),
                ("company_id", "in", (False, company.id)),
                ("partner_id.active", "=", True),
            ]
        )
        valid = defaultdict(list)
        for line in lines:
            if (line.date_start or today) <= today <= (line.date_end or today):
                valid[line.product_tmpl_id].append(line)
        found = {}
        for product in self:
            sellers = [
                line
                for line in valid.get(product.product_tmpl_id, ())
                if line.product_id.id in (False, product.id)
            ]
            if len(sellers) > 1:
                sellers = [
                    line for line in product._prepare_sellers() if line in sellers
                ]
            found[product.id] = sellers
        return found

    def _get_part_offers(self):
        """Return {product id: [Offer]} for the current company, as Odoo ranks them.

        Of a vendor whose unit does not convert nothing can be bought.
        """
        sellers = self._get_part_sellers()
        return {
            product.id: product._prepare_offers(sellers[product.id]) for product in self
        }

    def _prepare_offers(self, sellers):
        """Return the lines of the vendor list of this part as [Offer]."""
        return [
            line._prepare_offer(self, self.env.company)
            for line in sellers
            if line._has_fitting_unit(self)
        ]

    def _get_part_sourcing(self):
        """Return {product id: Sourcing} for the current company.

        The vendor is the one that Odoo would choose for any quantity.
        """
        sellers_of = self._get_part_sellers()
        found = {}
        for product in self:
            sellers = sellers_of[product.id]
            fitting = [line for line in sellers if line._has_fitting_unit(product)]
            if len(fitting) > 1:
                usual = choose_usual(product._prepare_offers(fitting))
                fitting = [line for line in fitting if line.id == usual.key]
            found[product.id] = sourcing = product._prepare_sourcing(
                fitting and fitting[0]
            )
            sourcing.is_unit_wrong = bool(sellers) and not fitting
        return found

    def _prepare_sourcing(self, vendor_line):
        """Return the Sourcing of this part from a line of its vendor list, or none."""
        cost = self.standard_price
        if not vendor_line:
            return Sourcing(price=cost, cost=cost)
        price = vendor_line._get_part_price(self.env.company)
        return Sourcing(
            vendor_line.partner_id.id,
            vendor_line.delay or None,
            price=price or cost,
            cost=cost or price,
        )

    def _get_part_leads(self, sourcing=None, receipt_days=0):
        """Return {product id: Lead} for the current company.

        Who names no vendor or no time gets the company's own default: never a year.

        :param sourcing: what :meth:`_get_part_sourcing` returns, if known
        :param receipt_days: from the dock to the shelf of the warehouse
        """
        company = self.env.company
        # with all rights: sourcing is the same for all users of the company
        sourcing = sourcing or self.sudo()._get_part_sourcing()
        leads = defaultdict(Lead)
        for product in self:
            known = sourcing[product.id]
            delay = company.parts_default_lead_days
            if known.delay is not None:
                delay = known.delay
            leads[product.id] = company._get_part_lead(delay, receipt_days)
        return leads

    def _get_part_lead_days(self):
        # with all rights: sourcing is the same for all users of the company
        leads = self.sudo()._get_part_leads()
        return {product_id: lead.days for product_id, lead in leads.items()}
