"""From what lacks to what is ordered: replenishments, and the lines that carry them.

One part of one warehouse that comes from one source, in the part's own unit.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from odoo.addons.maintenance_bom.tools import EPSILON, take


@dataclass(frozen=True, slots=True)
class Short:
    """What lacks for one day: ``pieces`` are ``(key of the need, quantity)``.

    ``order_by``: the last day to decide; it does not fall when ``day`` rises.
    ``is_rush``: that day has passed, and somebody waits.
    """

    key: Hashable
    day: date
    order_by: date
    pieces: tuple[tuple[Hashable, float], ...]
    is_rush: bool = False


@dataclass(slots=True)
class Replenishment:
    """What is ordered at once.

    ``day`` and ``order_by`` of the earliest that it serves. ``pieces``: ``(key of the
    short, key of the need, quantity)``; together they are ``needed``. ``quantity`` is
    what is ordered, by ``offer``; what is not needed is for the shelf.
    """

    day: date
    order_by: date
    is_rush: bool
    pieces: list[tuple[Hashable, Hashable, float]] = field(default_factory=list)
    quantity: float = 0.0
    offer: object = None

    @property
    def needed(self) -> float:
        return sum(quantity for _short, _need, quantity in self.pieces)

    @property
    def spare(self) -> float:
        return self.quantity - self.needed


@dataclass(frozen=True, slots=True)
class Held:
    """A line that may still change: ``keys``: {key of a need: quantity}; the one with
    the lowest ``rank`` is kept first."""

    key: Hashable
    day: date
    keys: dict[Hashable, float]
    rank: int = 0


def plan_replenishments(
    shorts: Iterable[Short],
    today: date,
    look_ahead: int,
    bucket: int,
    round_up: Callable[[float], tuple[float, object]],
) -> list[Replenishment]:
    """Return the replenishments to order, by day.

    What is to be decided within ``look_ahead`` days begins a replenishment; what is
    wanted within ``bucket`` days after it joins, rush apart from the rest, so that it
    waits for nobody. Each replenishment is rounded once, and what is left of it serves
    later days: nothing is ordered twice. What is decided later, and not served so, is
    left for another run.

    :param round_up: (quantity to order, offer) for a quantity that is wanted
    """
    replenishments: list[Replenishment] = []
    spares: list[list] = []
    current: Replenishment | None = None
    for short in sorted(shorts, key=lambda short: (short.day, short.order_by)):
        if current and not _joins(current, short, bucket):
            spares.append(_close(current, round_up))
            current = None
        left = short.pieces if current else _take_spare(spares, short)
        if not left:
            continue
        if current is None:
            if short.order_by > today + timedelta(look_ahead):
                continue
            current = Replenishment(short.day, short.order_by, short.is_rush)
            replenishments.append(current)
        current.order_by = min(current.order_by, short.order_by)
        current.pieces += [(short.key, need, quantity) for need, quantity in left]
    if current:
        _close(current, round_up)
    return replenishments


def match_lines(
    lines: Sequence[Held],
    replenishments: Sequence[Replenishment],
    name: Callable[[Hashable], Hashable] = lambda need: need,
) -> dict[int, Hashable]:
    """Return {index of a replenishment: key of the line that carries it}.

    A line stays with those that it is for, so that as little as possible changes: the
    largest overlap first, then the line that has gone furthest, then the nearest day.

    :param name: how the lines name a need
    """
    wishes = []
    for index, replenishment in enumerate(replenishments):
        wanted: dict[Hashable, float] = {}
        for _short, need, quantity in replenishment.pieces:
            wanted[name(need)] = wanted.get(name(need), 0.0) + quantity
        for place, line in enumerate(lines):
            overlap = sum(
                min(quantity, line.keys.get(need, 0.0))
                for need, quantity in wanted.items()
            )
            apart = abs((line.day - replenishment.day).days)
            wishes.append((-overlap, line.rank, apart, place, index))
    carried, taken = {}, set()
    for _overlap, _rank, _apart, place, index in sorted(wishes):
        if index not in carried and place not in taken:
            carried[index] = lines[place].key
            taken.add(place)
    return carried


def _joins(replenishment: Replenishment, short: Short, bucket: int) -> bool:
    return (
        replenishment.is_rush == short.is_rush
        and short.day <= replenishment.day + timedelta(bucket)
    )


def _close(
    replenishment: Replenishment, round_up: Callable[[float], tuple[float, object]]
) -> list:
    """Round the replenishment; return it with what it has too much of."""
    needed = replenishment.needed
    replenishment.quantity, replenishment.offer = round_up(needed)
    return [replenishment, replenishment.quantity - needed]


def _take_spare(spares: list[list], short: Short) -> list[tuple[Hashable, float]]:
    """Serve ``short`` from the spare quantity of earlier ones; return the rest."""
    left = []
    for need, quantity in short.pieces:
        for (replenishment, _spare), taken in take(quantity, spares):
            replenishment.pieces.append((short.key, need, taken))
            quantity -= taken
        if quantity > EPSILON:
            left.append((need, quantity))
    return left
