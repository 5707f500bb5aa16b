"""What a warehouse lacks, and when: the netting of all its stocking places together.

One set of parts that replace each other, one warehouse, one unit. A van keeps its own
stock; what it lacks it asks of the hub, the place that the warehouse buys for. What
lies in a van is there for nobody else.
"""

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from odoo.addons.maintenance_bom.tools import EPSILON

from .netting import Allocation, Supply, net
from .priority import Need


@dataclass(frozen=True, slots=True)
class Plan:
    """``allocations``: {key of the need: what it gets, at its own place and the hub};
    ``asked``: {key: how much of it its place asks of the hub}; ``unclaimed``: how much
    of the stock at the hub no need has taken; ``paid``: what goes to debts, as
    ``(supply, quantity)``.
    """

    allocations: dict[tuple, Allocation]
    asked: dict[tuple, float]
    unclaimed: float
    paid: list[tuple[Supply, float]]


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
    :raises ValueError: if two needs have one key, for one of them would be forgotten

    A late receipt of a place stays its own: it is late, and not asked for again.
    """
    served, asked, paid = {}, {}, []
    # also of places where nothing is needed: there may be debts
    for place in dict.fromkeys((*needs, *supplies)):
        if place != hub:
            found = net(needs.get(place, ()), supplies.get(place, ()), arrival)
            _check_keys(served, found.allocations)
            served |= found.allocations
            paid += found.paid
    at_hub = list(needs.get(hub, ()))
    _check_keys(served, (need.key for need in at_hub))
    for key, found in served.items():
        if found.short > EPSILON:
            asked[key] = found.short
            at_hub.append(found.need._replace(quantity=found.short))
    given = net(at_hub, supplies.get(hub, ()), arrival)
    paid += given.paid
    unclaimed = sum(left for supply, left in given.left if supply.day is None)
    joined = {key: _join(served[key], given.allocations[key]) for key in asked}
    return Plan(served | given.allocations | joined, asked, unclaimed, paid)


def _check_keys(known: Container[tuple], keys: Iterable[tuple]) -> None:
    for key in keys if known else ():
        if key in known:
            raise ValueError(f"two needs have the key {key}")


def _join(own: Allocation, hub: Allocation) -> Allocation:
    """Return what a need gets in all, given what its place lacked and the hub gave."""
    joined = Allocation(
        own.need,
        own.from_stock + hub.from_stock,
        own.on_time + hub.on_time,
        own.late + hub.late,
        hub.short,
        supplies=own.supplies + hub.supplies,
    )
    joined.expected = joined.find_expected()
    return joined
