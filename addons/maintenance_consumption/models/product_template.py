from odoo import api, fields, models
from odoo.exceptions import ValidationError

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
    used_product_id = fields.Many2one(
        "product.product",
        groups="base.group_user",
        string="Used Ones Are Kept As",
        index="btree_not_null",
        check_company=True,
        domain="[('is_storable', '=', True), ('product_tmpl_id', '!=', id)]",
        help="The product that a worn piece becomes when it is removed from an asset "
        "into stock. It has a cost of its own, so that new ones keep theirs.",
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

    def _check_unit_change(self, units):
        result = super()._check_unit_change(units)
        # of every company, whoever of its users changes the unit
        for name in ("maintenance.request.part", "maintenance.parts.pending"):
            self.env[name].sudo()._check_units_of(
                [("product_id.product_tmpl_id", "in", self.ids)]
            )
        return result

    @api.constrains("tracking", "uom_id", "used_product_id")
    def _check_used_product(self):
        for product in self:
            used = product.used_product_id
            if not used:
                continue
            problem = None
            if used.product_tmpl_id == product:
                problem = self.env._("it is the same product")
            elif not used.is_storable:
                problem = self.env._("it keeps no stock")
            elif not used.uom_id._has_common_reference(product.uom_id):
                problem = self.env._("its unit does not convert")
            elif used.tracking not in ("none", product.tracking):
                problem = self.env._("its serials or lots are tracked differently")
            if problem:
                raise ValidationError(
                    self.env._(
                        "Used ones of “%(product)s” cannot be kept as “%(used)s”: "
                        "%(problem)s. Choose another.",
                        product=product.display_name,
                        used=used.display_name,
                        problem=problem,
                    )
                )
