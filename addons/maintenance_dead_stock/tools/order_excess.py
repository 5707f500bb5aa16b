"""How much of what is on order nobody needs, and which orders are to be reduced."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

EPSILON = 1e-6


class Ordered(NamedTuple):
    """A line on order; ``step``: 0 not asked for yet, 1 asked for, 2 confirmed."""

    key: object
    quantity: float
    step: int
    day: date | None = None


def find_excess(on_hand: float, on_order: float, kept: float) -> float:
    """Return how much of ``on_order`` is too many.

    :param kept: what of the stock and of the orders together somebody still wants
    """
    lacking = max(kept - max(on_hand, 0.0), 0.0)
    return max(on_order - lacking, 0.0)


def share_excess(lines: Iterable[Ordered], excess: float) -> dict[object, float]:
    """Return {key: how much of the line is too many}.

    What is easiest to undo comes first: what is not asked for yet, then what is asked
    for, then what is confirmed; of these what comes last.
    """
    shares = {}
    for line in sorted(lines, key=_by_effort):
        taken = min(line.quantity, excess)
        if taken > EPSILON:
            shares[line.key] = taken
            excess -= taken
    return shares


def _by_effort(line: Ordered) -> Sequence:
    day = line.day or date.max
    return (line.step, -day.toordinal())
