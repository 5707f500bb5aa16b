"""What the company has on paper and on its floor: parts, vendors, asset types."""

import dataclasses
import random
from dataclasses import dataclass

from maintenance_consumption_tools.equivalence import find_sets, newest

from .settings import Settings

SERVICE, AGE, REPAIR = "service", "age", "repair"


@dataclass(frozen=True, slots=True)
class Part:
    cost: float
    pack: int
    vendor: int
    lead: int


@dataclass(frozen=True, slots=True)
class Item:
    """Parts that replace each other, stocked as one; ``part`` is the one to buy."""

    part: Part
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a parts list: what is fitted, and what the list says.

    ``listed``: (part, quantity) of the list, None if the line is missing there.
    ``use``: ``service`` on every Nth recurring job, ``age`` at an age of
    ``replace_after`` months, ``repair`` when it fails.
    """

    part: int
    quantity: int
    criticality: str
    use: str
    every_nth: int
    replace_after: int
    listed: tuple[int, int] | None

    @property
    def fitted(self) -> tuple[int, int]:
        return self.part, self.quantity

    @property
    def is_right(self) -> bool:
        return self.listed == self.fitted


@dataclass(frozen=True, slots=True)
class AssetType:
    lines: tuple[Line, ...]
    unit: str
    interval: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``item_of``: the item of each part; ``late_shares``: by vendor."""

    items: tuple[Item, ...]
    item_of: tuple[int, ...]
    types: tuple[AssetType, ...]
    late_shares: tuple[float, ...]


def make_catalogue(settings: Settings, seed: int) -> Catalogue:
    dice = random.Random(f"{seed} catalogue")
    parts = [_make_part(settings, dice) for _ in range(settings.parts)]
    items, item_of = _make_items(settings, dice, parts)
    types = [_make_type(settings, dice, parts) for _ in range(settings.asset_types)]
    # from dice of its own: what is fitted does not depend on how wrong the lists are
    errors = random.Random(f"{seed} errors")
    return Catalogue(
        items,
        item_of,
        tuple(_with_errors(settings, errors, kind, item_of) for kind in types),
        tuple(dice.uniform(*settings.late_share) for _ in range(settings.vendors)),
    )


def draw(dice: random.Random, weighted):
    """Return one of ``(value, …, weight)`` without its weight."""
    [chosen] = dice.choices(weighted, [row[-1] for row in weighted])
    return chosen[0] if len(chosen) == 2 else chosen[:-1]


def _make_part(settings, dice):
    cost = round(dice.lognormvariate(3.6, 1.2), 2)
    pack = dice.choice((1, 5, 10)) if cost < 20 else 1
    return Part(
        cost, pack, dice.randrange(settings.vendors), draw(dice, settings.leads)
    )


def _make_items(settings, dice, parts):
    """Half of the replaceable parts have a successor, half an equal."""
    numbers = dice.sample(
        range(len(parts)), 2 * round(settings.replaceable_share * len(parts))
    )
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    successors = dict(pairs[::2])
    sets = find_sets(range(len(parts)), successors, pairs[1::2])
    items, item_of = [], [0] * len(parts)
    for members in sets:
        bought = newest(members[-1], successors)
        for member in members:
            item_of[member] = len(items)
        items.append(Item(parts[bought], tuple(members)))
    return tuple(items), tuple(item_of)


def _make_type(settings, dice, parts):
    unit, interval = draw(dice, settings.recurrences)
    count = dice.randint(*settings.lines_per_type)
    lines = tuple(_make_line(settings, dice, parts) for _ in range(count))
    return AssetType(lines, unit, interval)


def _make_line(settings, dice, parts):
    use = draw(dice, ((SERVICE, 0.45), (AGE, 0.2), (REPAIR, 0.35)))
    if dice.random() < settings.common_share:
        part = dice.randrange(settings.common_parts)
    else:
        part = dice.randrange(settings.common_parts, len(parts))
    quantity = dice.choice((1, 1, 2, 4)) if parts[part].cost < 50 else 1
    return Line(
        part,
        quantity,
        draw(dice, (("vital", 0.2), ("essential", 0.5), ("desirable", 0.3))),
        use,
        draw(dice, settings.every_nth),
        dice.choice(settings.replace_after),
        (part, quantity),
    )


def _with_errors(settings, dice, kind, item_of):
    lines = []
    for line in kind.lines:
        listed = _spoil(dice, line, item_of)
        if dice.random() < settings.wrong_share:
            line = dataclasses.replace(line, listed=listed)
        lines.append(line)
    return AssetType(tuple(lines), kind.unit, kind.interval)


def _spoil(dice, line, item_of):
    """Return what a wrong list says instead of the line."""
    error, more = dice.randrange(3), dice.random() < 0.5
    other = dice.randrange(len(item_of))
    if error == 0:
        return None
    if error == 1:
        if item_of[other] == item_of[line.part]:
            return None
        return other, line.quantity
    if line.quantity == 1 or more:
        return line.part, 2 * line.quantity
    return line.part, line.quantity // 2
