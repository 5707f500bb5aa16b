"""Whether a worn part can be kept in stock at a value of its own."""


def judge_salvage(
    is_stored: bool, cost_method: str, has_own_product: bool, has_own_cost: bool
) -> str:
    """Say how Odoo's valuation can hold the salvage value of a worn part.

    ``free``: whatever it is said to be worth; new ones keep their cost.
    ``fixed``: the standard price of the product for used ones, and nothing else.
    ``mixed``: whatever it is said to be worth, but new ones share the average.
    ``not_stored``, ``standard``: not at all; the product keeps no stock, or would count
    a worn part at the standard price of a new one.

    :param cost_method: of the product that the worn part is kept as
    :param has_own_product: that product is for used ones only
    :param has_own_cost: each serial of that product has a cost of its own
    """
    if not is_stored:
        return "not_stored"
    if cost_method == "standard":
        return "fixed" if has_own_product else "standard"
    return "free" if has_own_product or has_own_cost else "mixed"
