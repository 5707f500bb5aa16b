from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_records


class ProductTemplate(models.Model):
    _inherit = "product.template"

    issued_to_assets_qty = fields.Float(
        string="Issued to Assets",
        compute="_compute_issued_to_assets_qty",
        digits="Product Unit",
        groups="maintenance_bom.group_user",
        help="What was issued to assets so far, less what came back.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_issued_to_assets_qty(self):
        quantities = self._get_all_variants()._get_issued_to_assets(
            "product_id.product_tmpl_id"
        )
        for template in self:
            template.issued_to_assets_qty = quantities.get(template._origin, 0.0)

    def action_view_parts_used(self):
        """Open the issues of these products to assets, and the returns."""
        self = to_records(self)
        return self._get_all_variants().action_view_parts_used()

    @api.model
    def _get_models_with_units(self):
        return [*super()._get_models_with_units(), "maintenance.request.part"]
