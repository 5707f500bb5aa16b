"""What of an order nobody needs any more, and why."""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.addons.maintenance_bom.tools import EPSILON

RETIRED, CANCELLED, DONE, GONE, LESS = "retired", "cancelled", "done", "gone", "less"


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """One of those for whom it was ordered: how much ``then``, how much ``now``."""

    then: float
    now: float
    is_retired: bool = False
    is_cancelled: bool = False
    is_done: bool = False


def judge_share(facts: ShareFacts) -> str | None:
    """Return why one wants less than when it was ordered; None if he does not."""
    if facts.now >= facts.then - EPSILON:
        return None
    if facts.is_retired:
        return RETIRED
    if facts.is_cancelled:
        return CANCELLED
    if facts.is_done:
        return DONE
    return LESS if facts.now > EPSILON else GONE


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
