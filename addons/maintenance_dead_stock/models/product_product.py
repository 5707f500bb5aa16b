from odoo import fields, models


class ProductProduct(models.Model):
    """A part stays a part of assets when nothing lists it any more."""

    _inherit = "product.product"

    was_on_bom = fields.Boolean(
        string="Was on a BOM",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="It was on a BOM, or on the parts list of an asset, and is not any more.",
    )

    _was_on_bom_idx = models.Index("(id) WHERE was_on_bom")
