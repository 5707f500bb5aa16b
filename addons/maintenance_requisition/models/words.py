"""Words that several screens share: quantities, and how far a line is."""

from math import floor, log10

from odoo.tools import formatLang

# the states of a requisition line
STATES = [
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("ordered", "Ordered"),
    ("received", "Received"),
    ("cancel", "Cancelled"),
]
# what screens show of a requisition line: its state, and where an approved one is
STATUSES = [
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("failed", "Cannot Be Ordered"),
    ("rfq", "In RFQ"),
    ("ordered", "Ordered"),
    ("received", "Received"),
    ("cancel", "Cancelled"),
]
# why a requisition line is a rush: codes of tools/rush.py
CAUSES = [
    ("unknown_age", "Unknown Age"),
    ("late_vendor", "Late Vendor"),
    ("unplanned_failure", "Unplanned Failure"),
    ("late_planning", "Late Planning"),
]

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


def tell_waiting(line):
    """Return in words where the requisition ``line`` is that is not ordered yet."""
    env = line.env
    texts = {
        "draft": env._("%s, to decide"),
        "to_approve": env._("%s, to approve"),
        "approved": env._("%s, approved"),
    }
    text = env._("%s, cannot be ordered") if line.failure else texts[line.state]
    return text % line.requisition_id.name
