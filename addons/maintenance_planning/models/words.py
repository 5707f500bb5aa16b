"""Words that several screens share: amounts of parts."""

from odoo.addons.maintenance_bom.models.words import format_quantity


def tell_amounts(env, amounts):
    """Return “2 × Belt; 1.5 L Oil” for {product: quantity in its own unit}."""
    piece_id = env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
    pieces = []
    for product, quantity in amounts.items():
        name = product.with_context(display_default_code=False).display_name
        if product.uom_id.id == piece_id:
            pieces.append(f"{format_quantity(env, quantity)} × {name}")
        else:
            pieces.append(f"{product.uom_id._tell_quantity(quantity)} {name}")
    # names of parts have commas
    return "; ".join(pieces)
