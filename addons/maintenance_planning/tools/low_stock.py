"""Which parts are, or will be, less than is to be kept."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from odoo.addons.maintenance_bom.tools import EPSILON


@dataclass(frozen=True, slots=True)
class Level:
    """So much is to be kept at a place; ``key``: sorts, and no need has it."""

    key: tuple
    place: Hashable
    quantity: float
    criticality: str


@dataclass(frozen=True, slots=True)
class Low:
    """What is less than its level.

    ``missing``: how much, now or when what is ordered today would be there; ``short``:
    how much of that has no planned supply; ``expected``: the day on which it is whole
    again, None if it is not to be seen.
    """

    missing: float
    short: float
    expected: date | None


def find_low(
    net: Callable,
    make_need: Callable,
    levels: Iterable[Level],
    needs: Mapping[Hashable, Iterable],
    supplies: Mapping[Hashable, Iterable],
    hub: Hashable,
    today: date,
    arrival: date,
) -> dict[tuple, Low]:
    """Return {key of a level: Low} of those that are not kept.

    One set of parts that replace each other, in its unit. A level is wanted for the day
    on which what is ordered today would be there: exactly as the planner wants it, so
    that what it buys for a level is low here.

    :param net: ``plan_warehouse`` of ``maintenance_consumption``
    :param make_need: its ``Need``
    :param needs: by place, of maintenance and of all others
    :param supplies: by place
    :param arrival: the day on which what is ordered today would be there
    """
    levels = list(levels)
    now, ahead = {}, {place: list(here) for place, here in needs.items()}
    for level in levels:
        wanted = (level.key, level.quantity, level.criticality)
        now.setdefault(level.place, []).append(_make(make_need, wanted, today))
        ahead.setdefault(level.place, []).append(_make(make_need, wanted, arrival))
    on_hand = {
        place: [supply for supply in here if supply.day is None]
        for place, here in supplies.items()
    }
    # a place has what lies there: the hub has not brought it yet
    missing = {}
    for place, here in now.items():
        found = net({place: here}, {place: on_hand.get(place, [])}, place, today)
        missing |= found.allocations
    plan = net(ahead, supplies, hub, arrival)
    lows = {}
    for level in levels:
        then = plan.allocations[level.key]
        # what a van must get from the hub is short until somebody moves it
        asked = plan.asked.get(level.key, 0.0)
        short = max(then.short, asked)
        lacking = max(missing[level.key].short, short + then.late)
        if lacking > EPSILON:
            expected = None if short > EPSILON else then.expected
            lows[level.key] = Low(lacking, short if short > EPSILON else 0.0, expected)
    return lows


def _make(make_need, wanted, day):
    key, quantity, criticality = wanted
    return make_need(key, day, quantity, criticality)
