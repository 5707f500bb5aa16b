"""The work of all the years: which job needs what and when, and who knew of it.

It is the same whoever buys: a job that waits for a part is late, and the next one comes
when it would have come anyway.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .catalogue import AssetType, Catalogue, Line
from .settings import DAYS_A_YEAR, Settings

#: the longest that anybody looks ahead
SIGHT = timedelta(DAYS_A_YEAR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a job truly needs of one item; ``unplanned``: how much of it no plan has."""

    item: int
    quantity: int
    criticality: str
    unplanned: int


@dataclass(frozen=True, slots=True)
class Job:
    key: tuple
    day: date
    is_planned: bool
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A need that the company knows of, right or wrong, from ``seen_from`` up to the
    day before ``seen_until``.
    """

    key: tuple
    item: int
    quantity: int
    criticality: str
    day: date
    seen_from: date
    seen_until: date


@dataclass(frozen=True, slots=True)
class Asset:
    """``leaves``: the day on which it retires, known from ``leaves_known`` on."""

    number: int
    kind: AssetType
    enters: date
    leaves: date
    leaves_known: date


@dataclass(frozen=True, slots=True)
class Work:
    """All jobs by day, and all that was ever expected."""

    jobs: tuple[Job, ...]
    expectations: tuple[Expectation, ...]


class Log:
    """Takes down the jobs of one asset and what is expected of them."""

    def __init__(self, settings: Settings, catalogue: Catalogue, asset: Asset):
        self.settings = settings
        self.asset = asset
        self.until = min(asset.leaves, settings.end)
        self.jobs: list[Job] = []
        self.expectations: list[Expectation] = []
        self._item_of = catalogue.item_of

    def happens(self, key: tuple, day: date, lines: Iterable[Line], *, planned: bool):
        """Take down a job; of ``lines`` it has no plan but what the lists say."""
        self.happens_as(key, day, [(line, line.listed) for line in lines], planned)

    def happens_as(
        self,
        key: tuple,
        day: date,
        plan: Sequence[tuple[Line, tuple[int, int] | None]],
        planned: bool,
    ):
        """Take down a job and its plan: (what it needs, (part, quantity) planned)."""
        if not plan or day >= self.until:
            return
        wanted = tuple(
            self._make_wanted(line, listed if planned else None)
            for line, listed in plan
        )
        self.jobs.append(Job((self.asset.number, *key), day, planned, wanted))

    def _make_wanted(self, line, planned):
        item, unplanned = self._item_of[line.part], line.quantity
        if planned and self._item_of[planned[0]] == item:
            unplanned = max(line.quantity - planned[1], 0)
        return Wanted(item, line.quantity, line.criticality, unplanned)

    def expects(
        self,
        key: tuple,
        line: Line,
        planned: tuple[int, int] | None,
        day: date,
        seen_from: date,
        seen_until: date,
    ):
        """Take down that ``planned``, (part, quantity), is expected for a line.

        An asset that is known to leave before needs nothing.
        """
        if day >= self.asset.leaves:
            seen_until = min(seen_until, self.asset.leaves_known)
        if not planned or seen_from >= seen_until or seen_until <= self.settings.start:
            return
        part, quantity = planned
        item = self._item_of[part]
        key = (self.asset.number, *key)
        self.expectations.append(
            Expectation(
                key, item, quantity, line.criticality, day, seen_from, seen_until
            )
        )


def make_assets(settings: Settings, catalogue: Catalogue, seed: int) -> Iterator[Asset]:
    """Yield those of the first day, each followed by those that replace it."""
    dice = random.Random(f"{seed} assets")
    number = 0
    for _place in range(settings.assets):
        enters = settings.first_day
        while enters < settings.end:
            days = 1 + round(dice.expovariate(settings.retired_a_year / DAYS_A_YEAR))
            leaves = enters + min(timedelta(days), settings.end - enters + SIGHT)
            known = leaves - timedelta(settings.retirement_notice)
            kind = dice.choice(catalogue.types)
            yield Asset(number, kind, enters, leaves, max(known, enters))
            number += 1
            enters = leaves
