"""Who gets the parts there are: dated needs against stock and dated receipts.

One place, one part (or parts that replace each other), one unit. Quantities are floats in
the part's own unit and never rounded; ``EPSILON`` only keeps float dust from counting.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date

EPSILON = 1e-9
CRITICALITIES = ("vital", "essential", "desirable")


@dataclass(frozen=True, slots=True)
class Need:
    """``quantity`` wanted on ``day``.

    ``in_time`` says whether it could still be ordered to arrive by that day.
    ``criticality`` decides only between needs for which it is too late.
    """

    key: Hashable
    day: date
    quantity: float
    criticality: str = "essential"
    in_time: bool = True


@dataclass(frozen=True, slots=True)
class Supply:
    """``quantity`` that is there from ``day`` on; None: it is on the shelf now."""

    day: date | None
    quantity: float
    source: Hashable = None


@dataclass(slots=True)
class Allocation:
    """What one need gets, in quantities; together they are what it asked for.

    ``from_stock`` from the shelf, ``on_time`` from receipts up to its day, ``late`` from
    receipts after it, ``short`` from nowhere. ``expected`` is the day on which the last
    of it is there, None if all is on the shelf or some of it will never come.
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
        """``available``, ``expected``, ``late`` or ``short``: the worst of its parts."""
        if self.short > EPSILON:
            return "short"
        if self.late > EPSILON:
            return "late"
        if self.on_time > EPSILON:
            return "expected"
        return "available"


def allocate(
    needs: Iterable[Need], supplies: Iterable[Supply]
) -> dict[Hashable, Allocation]:
    """Give every need what it can get; return {key of the need: its allocation}.

    First those for which it is too late to order, the more critical before the less,
    then the others by day: who can still be ordered for never takes from an earlier
    one. A need takes from the latest supply that is still in time for it, and so leaves
    the shelf to those that cannot wait. What is left over then covers, by the same
    order, needs that it is late for.

    Nothing is promised twice, and more supply or less demand never makes any need
    worse off.
    """
    ranked = sorted(needs, key=_rank)
    left = [[supply, max(supply.quantity, 0.0)] for supply in supplies]
    left.sort(key=lambda entry: entry[0].day or date.min)
    allocations = {}
    for need in ranked:
        allocation = Allocation(need)
        allocations[need.key] = allocation
        in_time = [entry for entry in left if (entry[0].day or date.min) <= need.day]
        open_quantity = _take(allocation, need.quantity, reversed(in_time))
        allocation.short = open_quantity
    for need in ranked:
        allocation = allocations[need.key]
        late = [entry for entry in left if (entry[0].day or date.min) > need.day]
        allocation.short = _take(allocation, allocation.short, late)
        days = [supply.day for supply, _quantity in allocation.supplies if supply.day]
        if days and allocation.short <= EPSILON:
            allocation.expected = max(days)
    return allocations


def _rank(need: Need) -> tuple:
    if need.in_time:
        return 1, 0, need.day, str(need.key)
    return 0, CRITICALITIES.index(need.criticality), need.day, str(need.key)


def _take(allocation: Allocation, wanted: float, entries: Iterable[list]) -> float:
    """Take ``wanted`` from ``[supply, quantity left]`` in order; return what lacks."""
    for entry in entries:
        if wanted <= EPSILON:
            return 0.0
        supply, available = entry
        taken = min(wanted, available)
        if taken <= EPSILON:
            continue
        entry[1] = available - taken
        wanted -= taken
        allocation.supplies.append((supply, taken))
        if supply.day is None:
            allocation.from_stock += taken
        elif supply.day <= allocation.need.day:
            allocation.on_time += taken
        else:
            allocation.late += taken
    return wanted if wanted > EPSILON else 0.0
