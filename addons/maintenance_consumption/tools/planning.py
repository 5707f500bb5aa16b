"""What a warehouse lacks, and when: the netting of all its stocking places together.

One set of parts that replace each other, one warehouse, one unit. A van keeps its own
stock; what it lacks it asks of the hub, the place that the warehouse buys for. What
lies in a van is there for nobody else.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .netting import EPSILON, Allocation, Need, Supply, allocate


@dataclass(frozen=True, slots=True)
class Plan:
    """``allocations``: {key of the need: what it gets, at its own place and the hub};
    ``asked``: {key: how much of it its place asks of the hub}.
    """

    allocations: dict[tuple, Allocation]
    asked: dict[tuple, float]


@dataclass(frozen=True, slots=True)
class Shortage:
    """``quantity`` that nobody has for ``day``, lacked by the needs in ``pieces``:
    ``(key of the need, quantity)``.
    """

    day: date
    quantity: float
    pieces: tuple[tuple[tuple, float], ...]


def plan_warehouse(
    needs: Mapping[Hashable, Iterable[Need]],
    supplies: Mapping[Hashable, Iterable[Supply]],
    hub: Hashable,
    arrival: date,
) -> Plan:
    """Net every place by itself, then what they lack against the hub.

    :param needs: by place; keys are unique over all places
    :param supplies: by place
    :param arrival: the day on which what is ordered today would be at the hub

    A late receipt of a place stays its own: it is late, and not asked for again.
    """
    served, asked, at_hub = {}, {}, list(needs.get(hub, ()))
    for place, here in needs.items():
        if place == hub:
            continue
        for key, found in allocate(here, supplies.get(place, ()), arrival).items():
            served[key] = found
            if found.short > EPSILON:
                asked[key] = found.short
                need = found.need
                at_hub.append(Need(key, need.day, found.short, need.criticality))
    allocations = dict(served)
    for key, found in allocate(at_hub, supplies.get(hub, ()), arrival).items():
        own = served.get(key)
        allocations[key] = _join(own, found) if own else found
    return Plan(allocations, asked)


def find_shortages(allocations: Iterable[Allocation]) -> list[Shortage]:
    """Return what is short, one entry a day, the first day first."""
    pieces = defaultdict(list)
    for found in allocations:
        if found.short > EPSILON:
            pieces[found.need.day].append((found.need.key, found.short))
    return [
        Shortage(day, sum(quantity for _key, quantity in lacking), tuple(lacking))
        for day, lacking in sorted(pieces.items())
    ]


def find_unclaimed(
    supplies: Iterable[Supply], allocations: Iterable[Allocation]
) -> float:
    """Return how much of the stock at hand no need has taken, debts paid first."""
    taken = sum(found.from_stock for found in allocations)
    on_hand = sum(supply.quantity for supply in supplies if supply.day is None)
    return max(on_hand - taken, 0.0)


def _join(own: Allocation, hub: Allocation) -> Allocation:
    """Return what a need gets in all, given what its place lacked and the hub gave."""
    supplies = own.supplies + hub.supplies
    days = [supply.day for supply, _quantity in supplies if supply.day]
    return Allocation(
        own.need,
        own.from_stock + hub.from_stock,
        own.on_time + hub.on_time,
        own.late + hub.late,
        hub.short,
        None if hub.short > EPSILON else max(days, default=None),
        supplies,
    )
