from odoo import api, fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    is_spare_part = fields.Boolean(
        string="Spare Parts",
        compute="_compute_is_spare_part",
        store=True,
        readonly=False,
        recursive=True,
        help="Products of this category are spare parts, and so are those of the "
        "categories below it. What of them is in stock and on no BOM is shown as "
        "unlinked.",
    )

    @api.depends("parent_id.is_spare_part")
    def _compute_is_spare_part(self):
        for category in self:
            category.is_spare_part = category.parent_id.is_spare_part
