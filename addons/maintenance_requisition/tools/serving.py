"""Who gets what has come, and what of an order nobody wants any more."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from odoo.addons.maintenance_bom.tools import RANKS, take


@dataclass(frozen=True, slots=True)
class Wish:
    """``quantity`` wanted on ``day``; of one day the more critical comes first."""

    key: Hashable
    day: date
    quantity: float
    criticality: str = "essential"


def serve(received: float, wishes: Iterable[Wish]) -> dict[Hashable, float]:
    """Return {key: how much of what was received is for it}: the earliest first.

    What is received beyond all wishes is nobody's.
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


def find_surplus(
    ordered: float,
    received: float,
    claimed: float,
    round_up: Callable[[float], float],
) -> float:
    """Return how much could be taken off an order and still serve those that claim it.

    :param claimed: how much of what is still to come somebody counts on
    :param round_up: what has to be ordered at least for a quantity that is wanted

    What has come cannot be taken off.
    """
    kept = max(round_up(received + claimed), received) if received + claimed else 0.0
    return max(min(ordered - kept, ordered - received), 0.0)
