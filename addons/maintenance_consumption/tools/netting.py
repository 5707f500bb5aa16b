"""Who gets the parts there are: dated needs against stock and dated receipts.

One place, one part (or parts that replace each other), one unit. Quantities are floats
in the part's own unit and never rounded; ``EPSILON`` only keeps float dust from
counting.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from math import isfinite
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import EPSILON, take

from .priority import Need, rank

# the name of all needs of maintenance together
FOR_ANY = "*"


class Supply(NamedTuple):
    """``quantity`` that is there from ``day`` on; None: it is on the shelf now.

    ``until``: the last day on which it can be used; None: it does not expire.

    A quantity below zero is owed: the first that arrives of the same ``part`` goes
    there. Other parts of the set do not pay: what was taken is issued as what it is.
    What is ``pegged`` was bought for needs of maintenance that still want it: it
    pays debts, and demand of others, only with what none of these needs takes.
    """

    day: date | None
    quantity: float
    source: Hashable = None
    part: Hashable = None
    pegged: bool = False
    until: date | None = None

    def scale(self, factor: float) -> "Supply":
        return self._replace(quantity=self.quantity * factor)

    def is_fresh_for(self, need: Need) -> bool:
        return self.until is None or self.until >= need.day


@dataclass(slots=True)
class Allocation:
    """What one need gets, in quantities; together they are what it asked for.

    ``from_stock`` from the shelf, ``on_time`` from receipts up to its day, ``late``
    from receipts after it, ``short`` has no planned supply. ``expected`` is the day
    on which the last of it is there, None if all is on the shelf or some of it will
    never come.
    ``supplies`` lists ``(supply, quantity)``.
    """

    need: Need
    from_stock: float = 0.0
    on_time: float = 0.0
    late: float = 0.0
    short: float = 0.0
    expected: date | None = None
    supplies: list[tuple[Supply, float]] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The worst of its parts: ``available``, ``expected``, ``late``, ``short``."""
        if self.short > EPSILON:
            return "short"
        if self.late > EPSILON:
            return "late"
        if self.on_time > EPSILON:
            return "expected"
        return "available"

    def without(self, dust: float) -> "Allocation":
        """Return this where so little neither lacks nor is late.

        :param dust: less than anybody can move: two gallons are as many litres as
            stock has decimals for, and nobody waits for the rest

        Of a need that is no more than that nothing is left out: it is no rest.
        """
        if self.need.quantity <= dust:
            return self
        short = self.short if self.short > dust else 0.0
        late = self.late if self.late > dust else 0.0
        if (short, late) == (self.short, self.late):
            return self
        supplies = [
            (supply, quantity)
            for supply, quantity in self.supplies
            if late or supply.day is None or supply.day <= self.need.day
        ]
        found = replace(self, short=short, late=late, supplies=supplies)
        found.expected = found.find_expected()
        return found

    def find_expected(self) -> date | None:
        """Return the day on which the last of it is there, as ``expected`` says."""
        if self.short > EPSILON:
            return None
        days = (supply.day for supply, _quantity in self.supplies if supply.day)
        return max(days, default=None)


@dataclass(frozen=True, slots=True)
class Netting:
    """``allocations``: {key of the need: what it gets}; ``paid``: what of the supplies
    goes to debts, as ``(supply, quantity)``; ``left``: what nobody takes, likewise.
    """

    allocations: dict[tuple, Allocation]
    paid: list[tuple[Supply, float]]
    left: list[tuple[Supply, float]]


def allocate(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    arrival: date,
) -> dict[tuple, Allocation]:
    """Return {key of the need: what it gets}, as :func:`net` says."""
    return net(needs, supplies, arrival).allocations


def net(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    arrival: date,
) -> Netting:
    """Give every need what it can get.

    :param arrival: the day on which what is ordered today would be there
    :raises ValueError: if two needs have one key, for one of them would be forgotten

    First come the needs before ``arrival``, for which it is too late to order: the more
    critical before the less, then by day. Then the others by day: who can still be
    ordered for never takes from an earlier one.

    Each in its turn takes from the latest supply that is still in time for it, which
    leaves the shelf to those that cannot wait; what then lacks, from the earliest that
    is late for it. A need in its turn is served in full before the next one, late if
    need be. So nothing is promised twice, and no need of maintenance is worse off, in
    what it gets in time or at all, when there is more supply, or some of it arrives
    earlier: after every turn at least as much is left up to any day.

    Where demand of others takes part, a need of maintenance takes first what those
    others may not take, as long as nobody can be too late by that.

    What is refused has its turn when all have had theirs; then debts and demand of
    others get what is left of what was bought for maintenance. In the end each, in the
    same order, changes what it has for what nobody took and is there earlier.

    What expires before the day of a need is not there for it. Of what lies on the shelf
    a need takes first what expires first.
    """
    left, debts, paid = pay_debts(supplies)
    perishable = any(supply.until for supply, _quantity in left)

    def fresh(entries, need):
        if not perishable:
            return entries
        return (entry for entry in entries if entry[0].is_fresh_for(need))

    taken = {}
    ranked = sorted(needs, key=lambda need: rank(need, arrival))
    for need in ranked:
        if need.key in taken:
            raise ValueError(f"two needs have the key {need.key}")
        taken[need.key] = (need, [])
    others = [need for need in ranked if need.of_others]
    line_up = _Queue(left, arrival, {need.part for need in others}).line_up
    turns = [(need, need.quantity - need.refused) for need in ranked]
    turns += [
        (need, min(need.refused, need.quantity)) for need in ranked if need.refused
    ]
    for need, quantity in turns:
        taken[need.key][1].extend(take(quantity, fresh(line_up(need), need)))
    for entry in left:
        owed = min(debts.get(entry[0].part, 0.0), entry[1])
        if owed > EPSILON:
            debts[entry[0].part] -= owed
            entry[1] -= owed
            paid.append((entry[0], owed))
    for need in others:
        pieces = taken[need.key][1]
        lacking = need.quantity - sum(quantity for _entry, quantity in pieces)
        pieces.extend(take(lacking, fresh(_filter_part(left, need), need)))
    earliest_first = sorted(left, key=_expires_first) if perishable else left
    allocations = {}
    for need, pieces in taken.values():
        for entry, quantity in pieces:
            entry[1] += quantity
        mine = earliest_first
        if need.of_others:
            mine = _filter_part(mine, need)
        pieces = take(need.quantity, fresh(mine, need))
        allocations[need.key] = describe(need, pieces)
    unclaimed = [(supply, quantity) for supply, quantity in left if quantity > EPSILON]
    return Netting(allocations, paid, unclaimed)


class _Queue:
    """What there is, ``[supply, quantity left]`` by day, in the order in which a need
    takes it.

    :param contested: the parts that others than maintenance want
    """

    def __init__(self, entries, arrival, contested):
        self.entries, self.arrival, self.contested = entries, arrival, contested
        if contested:
            # of what is there on one day, the end of the list is taken first
            self.entries.sort(
                key=lambda entry: (
                    entry[0].day or date.min,
                    not self._is_contested(entry),
                )
            )
        self.days = [supply.day or date.min for supply, _quantity in entries]

    def line_up(self, need):
        in_time = bisect_right(self.days, need.day)
        early, late = self.entries[:in_time], self.entries[in_time:]
        early.reverse()
        if need.of_others:
            return [
                entry
                for entry in _filter_part(chain(early, late), need)
                if not entry[0].pegged
            ]
        if self.contested:
            if need.day >= self.arrival:
                # whoever comes after it is due after it
                early.sort(key=self._is_contested)
            late.sort(
                key=lambda entry: (entry[0].day or date.min, self._is_contested(entry))
            )
        return chain(early, late)

    def _is_contested(self, entry):
        supply, _quantity = entry
        return supply.part in self.contested and not supply.pegged


def _filter_part(entries, need):
    return [entry for entry in entries if entry[0].part == need.part]


def peg_supplies(
    supplies: Iterable[Supply],
    bought: Mapping[Hashable, Mapping[Hashable, float]],
    wanted: dict[Hashable, float],
) -> list[Supply]:
    """Return ``supplies`` of one part and place, what is pegged of them apart.

    :param bought: {source of a supply, or None for what lies on the shelf: {name of a
        need, or FOR_ANY: how much of it was bought for that need}}
    :param wanted: {name of a need: how much of it no other supply is pegged for},
        brought up to date. For who wants it no more nothing is kept
    """
    if not bought:
        return list(supplies)
    found = []
    left = {source: dict(names) for source, names in bought.items()}
    # on the shelf no more than is there when what is owed is paid
    room = sum(supply.quantity for supply in supplies if supply.day is None)
    for supply in sorted(supplies, key=lambda supply: supply.day or date.min):
        source = None if supply.day is None else supply.source
        most = supply.quantity if supply.day else min(supply.quantity, room)
        names, kept = left.get(source, {}), 0.0
        for name, quantity in names.items():
            taken = min(quantity, most - kept)
            if name != FOR_ANY:
                taken = min(taken, wanted.get(name, 0.0))
            if taken > EPSILON:
                kept += taken
                names[name] -= taken
                if name != FOR_ANY:
                    wanted[name] -= taken
        if supply.day is None:
            room -= kept
        if kept:
            found.append(supply._replace(quantity=kept, pegged=True))
        if not kept or supply.quantity - kept > EPSILON:
            found.append(supply._replace(quantity=supply.quantity - kept))
    return found


def reckon_bought(
    bought: Mapping[Hashable, Mapping[Hashable, float]],
    used: Mapping[Hashable, float],
    factor: float,
) -> dict[Hashable, dict[Hashable, float]]:
    """Return what was bought of one part as :func:`peg_supplies` takes it.

    :param bought: as there, but for None all that has ever come, in the part's own unit
    :param used: {name of a need: what it has got already, or reserved}
    :param factor: so much of the unit of ``used``, and of the result, is in the own one
    """
    return {
        source: {
            name: max(
                quantity * factor - (used.get(name, 0.0) if source is None else 0.0),
                0.0,
            )
            for name, quantity in names.items()
        }
        for source, names in bought.items()
    }


def find_dust(digits: int, factors: Iterable[float]) -> float:
    """Return less than what stock can move of some parts, in the unit of their set.

    :param digits: decimals of quantities in stock
    :param factors: for each part, how much of that unit one of its own is
    """
    return 0.5 * 10**-digits * min(factors)


def finite(number: float) -> float:
    """Return ``number``, or zero for what is none: NaN, or infinite."""
    return number if isfinite(number) else 0.0


def scale(rows: Iterable, factor: float) -> list:
    """Return these needs or supplies in another unit, ``factor`` of it in one."""
    if factor == 1.0:
        return list(rows)
    return [row.scale(factor) for row in rows]


def summarize(allocations: Iterable[Allocation]) -> tuple[str, date | None]:
    """Return (state, expected) of one that has all of these needs: the worst decides.

    Who needs nothing has it: ``available``.
    """
    states = ("short", "late", "expected", "available")
    allocations = list(allocations)
    worst = min((states.index(entry.state) for entry in allocations), default=-1)
    if states[worst] == "short":
        return "short", None
    days = [entry.expected for entry in allocations if entry.expected]
    return states[worst], max(days, default=None)


def pay_debts(
    supplies: Iterable[Supply],
) -> tuple[list[list], dict[Hashable, float], list[tuple[Supply, float]]]:
    """Return (``[supply, quantity left]`` by day, {part: what is still owed of it},
    what was paid), what is owed paid by the first of its part that nobody has
    pegged; what none of it pays is nobody else's.
    """
    # by all that matters, so that the order of the input does not
    ordered = sorted(
        supplies,
        key=lambda supply: (
            supply.day or date.min,
            # who takes the latest first takes of the shelf what expires first
            -(supply.until or date.max).toordinal(),
            str(supply.source),
            str(supply.part),
            supply.quantity,
            supply.pegged,
        ),
    )
    debts = defaultdict(float)
    for supply in ordered:
        debts[supply.part] -= min(supply.quantity, 0.0)
    left, paid = [], []
    for supply in ordered:
        owed = 0.0
        if not supply.pegged:
            owed = min(debts[supply.part], max(supply.quantity, 0.0))
        debts[supply.part] -= owed
        if owed > EPSILON:
            paid.append((supply, owed))
        if supply.quantity - owed > EPSILON:
            left.append([supply, supply.quantity - owed])
    return left, debts, paid


def _expires_first(entry: list) -> tuple:
    supply, _left = entry
    return supply.day or date.min, supply.until or date.max


def describe(need: Need, pieces: list[tuple[list, float]]) -> Allocation:
    allocation = Allocation(need)
    for (supply, _left), quantity in pieces:
        allocation.supplies.append((supply, quantity))
        if supply.day is None:
            allocation.from_stock += quantity
        elif supply.day <= need.day:
            allocation.on_time += quantity
        else:
            allocation.late += quantity
    got = allocation.from_stock + allocation.on_time + allocation.late
    if need.quantity - got > EPSILON:
        allocation.short = need.quantity - got
    allocation.expected = allocation.find_expected()
    return allocation
