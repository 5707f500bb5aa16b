"""What persons have rejected."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import EPSILON, take
from odoo.addons.maintenance_consumption.tools import Need


class Refusal(NamedTuple):
    """A rejection of ``quantity`` of a need that came from ``group``.

    ``total``: what the need lacked in all at the rejection.
    """

    group: Hashable
    quantity: float
    total: float


class Refused(NamedTuple):
    """What a person has rejected by cancelling the line ``line_id``, for ``day``.

    The group of its refusal begins with the id of the part.
    """

    line_id: int
    day: date
    refusal: Refusal


def get_valid(
    refused: Iterable[Refused], key: tuple, day: date, today: date
) -> list[Refused]:
    """Return those of ``refused`` that apply to the need ``key`` for ``day``.

    What is overdue is wanted today, whatever day that is; and a minimum is always
    wanted on the first day on which it can be there.
    """
    return [one for one in refused if key[0] == "minimum" or max(one.day, today) == day]


def with_refused(
    need: Need,
    refused: Iterable[Refused],
    today: date,
    get_factor: Callable[[int], float],
) -> Need:
    """Return ``need`` with what of it persons have rejected, if that still holds.

    :param refused: of this need
    :param get_factor: {id of a part: how much of the unit of the need one of it is}
    """
    quantity = sum_refused(
        (one.refusal, get_factor(one.refusal.group[0]))
        for one in get_valid(refused, need.key, need.day, today)
    )
    return need._replace(refused=quantity) if quantity else need


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
