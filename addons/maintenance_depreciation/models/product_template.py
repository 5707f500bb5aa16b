from odoo import api, fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["maintenance.checked.values", "product.template"]

    capital_treatment = fields.Selection(
        [("capital", "Capital Part"), ("never", "Never Capital")],
        string="In the Books",
        help="Capital part: when it is issued to an asset, the accountant is asked "
        "whether it goes into the fixed assets. Never capital: always an expense, such "
        "as consumables. Empty: as the BOM line says, else by the threshold of the "
        "company.",
    )
    part_life_months = fields.Integer(
        string="Expected Life in Months",
        help="How long the part lasts in an asset. Parts that last longer than a year "
        "can be capital by the threshold of the company. 0: nobody knows; then the age "
        "for replacement on the BOM line counts.",
    )

    _part_life_months_range = models.Constraint(
        "CHECK(part_life_months BETWEEN 0 AND 1200)",
        "The expected life of a part is from 0 to 1,200 months, a hundred years.",
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    looks_like_equipment = fields.Boolean(
        search="_search_looks_like_equipment",
        compute="_compute_looks_like_equipment",
        groups="account.group_account_readonly,account.group_account_invoice",
        help="In stock, with serial numbers, worth the capital threshold of the "
        "company or more apiece, and never issued to an asset: it may be equipment "
        "that is kept as inventory.",
    )

    @api.depends_context("company")
    def _compute_looks_like_equipment(self):
        found = self.filtered_domain(self._get_equipment_domain())
        for product in self:
            product.looks_like_equipment = product in found

    def _search_looks_like_equipment(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_equipment_domain()
        return domain if True in value else ~domain

    @api.model
    def _get_equipment_domain(self):
        """Return the domain of products in stock that look like equipment."""
        company = self.env.company
        # with all rights: the quants and issues of the company, not those of the user
        quants_sudo = self.env["stock.quant"].sudo()
        in_stock = quants_sudo._read_group(
            [
                ("company_id", "=", company.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
                ("product_id.tracking", "=", "serial"),
            ],
            ["product_id"],
        )
        products_sudo = quants_sudo.product_id.union(*(row[0] for row in in_stock))
        products_sudo = products_sudo.with_company(company)
        threshold = company.capital_threshold
        dear = products_sudo.filtered(
            lambda product: threshold and product.standard_price >= threshold
        )
        # with all rights: see above
        moves_sudo = self.env["stock.move"].sudo()
        issued = moves_sudo._read_group(
            [
                ("product_id", "in", dear.ids),
                ("company_id", "=", company.id),
                ("maintenance_kind", "=", "issue"),
                ("state", "=", "done"),
            ],
            ["product_id"],
        )
        found = dear - self.browse().union(*(row[0] for row in issued))
        return fields.Domain("id", "in", found.ids)
