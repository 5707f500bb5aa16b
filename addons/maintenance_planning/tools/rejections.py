"""What persons have rejected."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import EPSILON, take


class Refusal(NamedTuple):
    """A rejection of ``quantity`` of a need that came from ``group``.

    ``total``: what the need lacked in all at the rejection.
    """

    group: Hashable
    quantity: float
    total: float


class Refused(NamedTuple):
    """What a person has rejected by cancelling the line ``line_id``, for ``day``."""

    line_id: int
    day: date
    refusal: Refusal


def sum_refused(said: Iterable[tuple[Refusal, float]]) -> float:
    """Return how much of a need is refused in all, in the unit of the need.

    A later rejection may be of the same pieces, and of more.

    :param said: (refusal of this need for its day, how much of that unit one unit of
        the refused part is)
    """
    said = list(said)
    return min(
        sum(refusal.quantity * factor for refusal, factor in said),
        max((refusal.total * factor for refusal, factor in said), default=0.0),
    )


def refuse(
    pieces: Sequence[tuple[Hashable, float]], refusals: Iterable[Refusal]
) -> list[float]:
    """Return how much of each piece is refused.

    A rejection applies while the need is short of no more than at the rejection. It is
    deducted first from the pieces of its own group (if the transfer is rejected of a
    need that is transferred and bought, the purchase stays); what is left of it is
    deducted from the pieces of other groups.

    :param pieces: ``(group, quantity)`` of one need for one day
    :param refusals: those of the same need and day
    """
    total = sum(quantity for _group, quantity in pieces)
    valid = [[one, one.quantity] for one in refusals if total <= one.total + EPSILON]
    refused = [0.0] * len(pieces)
    for is_same in (True, False):
        for index, (group, quantity) in enumerate(pieces):
            mine = [one for one in valid if one[0].group == group or not is_same]
            taken = take(quantity - refused[index], mine)
            refused[index] += sum(part for _one, part in taken)
    return refused
