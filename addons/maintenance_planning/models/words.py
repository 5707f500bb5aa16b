"""Words that several screens share: quantities and amounts."""

from math import floor, log10

from odoo.tools import formatLang

# of amounts that are small in their unit
MOST_DIGITS = 6


def format_quantity(env, quantity):
    """Return ``quantity`` as a person writes it: without zeros at the end, and three
    grams in kilograms are not nothing.
    """
    digits = env["decimal.precision"].precision_get("Product Unit")
    if quantity:
        significant = 2 - floor(log10(abs(quantity)))
        digits = max(digits, min(significant, MOST_DIGITS))
    text = formatLang(env, quantity, digits=digits)
    language = env["res.lang"]._lang_get(env.lang or "en_US")
    point = language.decimal_point or "."
    return text.rstrip("0").rstrip(point) if point in text else text


def tell_amounts(env, amounts):
    """Return “2 × Belt, 1.5 L Oil” for {product: quantity in its own unit}."""
    piece_id = env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
    pieces = []
    for product, quantity in amounts.items():
        number = format_quantity(env, quantity)
        name = product.with_context(display_default_code=False).display_name
        if product.uom_id.id == piece_id:
            pieces.append(f"{number} × {name}")
        else:
            pieces.append(f"{number} {product.uom_id.name} {name}")
    return ", ".join(pieces)
