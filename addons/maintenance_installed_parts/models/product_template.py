from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

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
