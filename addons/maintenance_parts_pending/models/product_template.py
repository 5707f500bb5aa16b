from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _check_unit_change(self, units):
        result = super()._check_unit_change(units)
        # with all rights: rows of all companies count
        self.env["maintenance.parts.pending"].sudo()._check_units_of(
            [("product_id.product_tmpl_id", "in", self.ids)]
        )
        return result
