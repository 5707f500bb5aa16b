"""Words that several addons share: quantities."""

from math import floor, isfinite, log10

from odoo.tools import formatLang

# of amounts that are small in their unit
MOST_DIGITS = 6


def format_quantity(env, quantity):
    """Return ``quantity`` as a person writes it: without zeros at the end, and three
    grams in kilograms are not nothing.
    """
    digits = env["decimal.precision"].precision_get("Product Unit")
    if quantity and isfinite(quantity):
        significant = 2 - floor(log10(abs(quantity)))
        digits = max(digits, min(significant, MOST_DIGITS))
    text = formatLang(env, quantity, digits=digits)
    language = env["res.lang"]._lang_get(env.lang or "en_US")
    point = language.decimal_point or "."
    return text.rstrip("0").rstrip(point) if point in text else text
