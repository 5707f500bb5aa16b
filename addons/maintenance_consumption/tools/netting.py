"""Who gets the parts there are: dated needs against stock and dated receipts.

One place, one part (or parts that replace each other), one unit. Quantities are floats
in the part's own unit and never rounded; ``EPSILON`` only keeps float dust from
counting.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import NamedTuple

EPSILON = 1e-9
CRITICALITIES = ("vital", "essential", "desirable")
_RANKS = {name: rank for rank, name in enumerate(CRITICALITIES)}


class Need(NamedTuple):
    """``quantity`` wanted on ``day``.

    Keys are unique, and sort: of two needs that are equal in all else, the lower key
    comes first. ``criticality`` decides between needs for which it is too late to
    order, and between needs of one day. Nothing is to be ordered for what of it is
    ``refused``: that much takes only what no other need wants.
    """

    key: tuple
    day: date
    quantity: float
    criticality: str = "essential"
    refused: float = 0.0

    def scale(self, factor: float) -> "Need":
        return self._replace(
            quantity=self.quantity * factor, refused=self.refused * factor
        )


class Supply(NamedTuple):
    """``quantity`` that is there from ``day`` on; None: it is on the shelf now.

    A quantity below zero is owed: the first that arrives of the same ``part`` goes
    there. Other parts of the set do not pay: what was taken is issued as what it is.
    """

    day: date | None
    quantity: float
    source: Hashable = None
    part: Hashable = None

    def scale(self, factor: float) -> "Supply":
        return self._replace(quantity=self.quantity * factor)


@dataclass(slots=True)
class Allocation:
    """What one need gets, in quantities; together they are what it asked for.

    ``from_stock`` from the shelf, ``on_time`` from receipts up to its day, ``late``
    from receipts after it, ``short`` from nowhere. ``expected`` is the day on which the
    last of it is there, None if all is on the shelf or some of it will never come.
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
        """
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


def allocate(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    arrival: date,
) -> dict[tuple, Allocation]:
    """Give every need what it can get; return {key of the need: its allocation}.

    :param arrival: the day on which what is ordered today would be there
    :raises ValueError: if two needs have one key, for one of them would be forgotten

    First come the needs before ``arrival``, for which it is too late to order: the more
    critical before the less, then by day. Then the others by day: who can still be
    ordered for never takes from an earlier one.

    Each in its turn takes from the latest supply that is still in time for it, which
    leaves the shelf to those that cannot wait; what then lacks, from the earliest that
    is late for it. A need in its turn is served in full before the next one, late if
    need be. So nothing is promised twice, and no need is worse off, in what it gets in
    time or at all, when there is more supply, or some of it arrives earlier: after
    every turn at least as much is left up to any day.

    What is refused has its turn when all have had theirs. In the end each, in the same
    order, changes what it has for what nobody took and is there earlier.
    """
    left = pay_debts(supplies)
    days = [supply.day or date.min for supply, _quantity in left]
    taken = {}
    ranked = sorted(needs, key=lambda need: rank(need, arrival))
    for need in ranked:
        if need.key in taken:
            raise ValueError(f"two needs have the key {need.key}")
        taken[need.key] = (need, [])
    turns = [(need, need.quantity - need.refused) for need in ranked]
    turns += [
        (need, min(need.refused, need.quantity)) for need in ranked if need.refused
    ]
    for need, quantity in turns:
        in_time = bisect_right(days, need.day)
        latest_first = chain(reversed(left[:in_time]), left[in_time:])
        taken[need.key][1].extend(_take(quantity, latest_first))
    allocations = {}
    for need, pieces in taken.values():
        for entry, quantity in pieces:
            entry[1] += quantity
        allocations[need.key] = describe(need, _take(need.quantity, left))
    return allocations


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


def rank(need: Need, arrival: date) -> tuple:
    """Return what sorts needs into the order in which ``allocate`` serves them.

    Of what is refused there is a second turn, after all others.
    """
    critical = _RANKS[need.criticality]
    if need.day < arrival:
        return 0, critical, need.day, need.key
    return 1, need.day, critical, need.key


def pay_debts(supplies: Iterable[Supply]) -> list[list]:
    """Return ``[supply, quantity left]`` by day, what is owed paid by the first of its
    part; what none of it pays is nobody else's.
    """
    # by all that matters, so that the order of the input does not
    ordered = sorted(
        supplies,
        key=lambda supply: (
            supply.day or date.min,
            str(supply.source),
            str(supply.part),
            supply.quantity,
        ),
    )
    debts = defaultdict(float)
    for supply in ordered:
        debts[supply.part] -= min(supply.quantity, 0.0)
    left = []
    for supply in ordered:
        paid = min(debts[supply.part], max(supply.quantity, 0.0))
        debts[supply.part] -= paid
        if supply.quantity - paid > EPSILON:
            left.append([supply, supply.quantity - paid])
    return left


def _take(wanted: float, entries: Iterable[list]) -> list[tuple[list, float]]:
    """Take ``wanted`` from ``[supply, quantity left]`` in order, as far as it goes.

    Returns what was taken as (entry, quantity).
    """
    pieces = []
    for entry in entries:
        if wanted <= EPSILON:
            break
        quantity = min(wanted, entry[1])
        if quantity > EPSILON:
            entry[1] -= quantity
            wanted -= quantity
            pieces.append((entry, quantity))
    return pieces


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
