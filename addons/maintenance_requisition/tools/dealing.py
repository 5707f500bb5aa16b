"""Receipt pegging: which receipt brings what for which line."""

from collections.abc import Hashable, Iterable

from odoo.addons.maintenance_bom.tools import EPSILON

from .serving import Wish, serve


def deal(
    receipts: Iterable[tuple[Hashable, float]], wishes: Iterable[Wish]
) -> dict[Hashable, dict[Hashable, float]]:
    """Return {key of a receipt: {key of a wish: how much of it the receipt brings}}.

    Together the receipts serve as ``serve`` does, which has the last word on who gets
    what; each brings what the ones before it have left open. What nobody wishes is
    brought to nobody.

    :param receipts: (key, quantity) in the order in which they come
    """
    wishes = list(wishes)
    dealt: dict[Hashable, dict[Hashable, float]] = {}
    total, before = 0.0, serve(0.0, wishes)
    for key, quantity in receipts:
        total += quantity
        after = serve(total, wishes)
        brought = dealt.setdefault(key, {})
        for wish, served in after.items():
            more = served - before[wish]
            if more > EPSILON:
                brought[wish] = brought.get(wish, 0.0) + more
        before = after
    return dealt
