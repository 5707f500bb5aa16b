from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _get_models_with_units(self):
        return [*super()._get_models_with_units(), "maintenance.parts.pending"]
