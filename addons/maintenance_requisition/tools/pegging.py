"""Receipt pegging: who gets what has come, and which receipt brings it."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from odoo.addons.maintenance_bom.tools import EPSILON, RANKS, take


@dataclass(frozen=True, slots=True)
class Wish:
    """``quantity`` wanted on ``day``; of one day the more critical comes first."""

    key: Hashable
    day: date
    quantity: float
    criticality: str = "essential"


def serve(received: float, wishes: Iterable[Wish]) -> dict[Hashable, float]:
    """Return {key: how much of what was received is for it}: the earliest first.

    The excess is not assigned.
    """
    ordered = sorted(
        wishes, key=lambda wish: (wish.day, RANKS[wish.criticality], wish.key)
    )
    served = {wish.key: 0.0 for wish in ordered}
    for (key, _left), quantity in take(
        received, [[wish.key, wish.quantity] for wish in ordered]
    ):
        served[key] = quantity
    return served


def deal(
    receipts: Iterable[tuple[Hashable, float]], wishes: Iterable[Wish]
) -> dict[Hashable, dict[Hashable, float]]:
    """Return {key of a receipt: {key of a wish: how much of it the receipt brings}}.

    Together the receipts serve as ``serve`` does, which has the last word on who gets
    what; each brings what the ones before it have left open. The excess is not
    assigned.

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
