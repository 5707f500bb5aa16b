"""What was used so far, from which levels of stock are set."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import sqrt

from .settings import DAYS_A_YEAR
from .shop import World


@dataclass(frozen=True)
class Past:
    """The use of an item over some time: on which days (ordinals), and how much."""

    cost: float
    lead_days: int
    length: int
    days: Sequence[int]
    quantities: Sequence[float]

    @cached_property
    def mean(self) -> float:
        """The use of a day."""
        return sum(self.quantities) / self.length

    @cached_property
    def spread(self) -> float:
        """The standard deviation of the use of a day."""
        squares = sum(used * used for used in self.quantities)
        return sqrt(squares / self.length - self.mean * self.mean)

    @cached_property
    def covers(self) -> list[float]:
        """For each day of use, the lowest first: the stock that would have served it.

        That is what was used in the lead time up to it: what is ordered upon a use is
        there in the morning a lead time later.
        """
        totals = [0.0]
        for quantity in self.quantities:
            totals.append(totals[-1] + quantity)
        return sorted(
            totals[number + 1]
            - totals[bisect_right(self.days, day - self.lead_days, 0, number)]
            for number, day in enumerate(self.days)
        )

    def find_best_level(self, worth: float) -> float:
        """Return the stock that would have served most for its money.

        :param worth: how much money on the shelf one use a year is worth that is served
        """
        years = self.length / DAYS_A_YEAR
        best = (0.0, 0.0)
        for served, stock in enumerate(self.covers, 1):
            best = max(best, (worth * served / years - self.cost * stock, stock))
        return best[1]


class Archive:
    """The past of all items, as seen on the days on which somebody looks."""

    def __init__(self, world: World):
        self._world = world
        self._read: dict[tuple[date, bool], list[Past]] = {}

    def read(self, today: date, *, unplanned: bool = False) -> list[Past]:
        """Return the past of each item: all use, or only what nobody had planned."""
        key = (today, unplanned)
        if key not in self._read:
            self._read[key] = list(self._collect(today, unplanned))
        return self._read[key]

    def _collect(self, today: date, unplanned: bool) -> Iterator[Past]:
        world, settings = self._world, self._world.settings
        since = max(today - timedelta(settings.history_days), settings.first_day)
        used = [defaultdict(float) for _item in world.items]
        for job in world.work.jobs:
            if since <= job.day < today:
                for wanted in job.wanted:
                    quantity = wanted.unplanned if unplanned else wanted.quantity
                    if quantity:
                        used[wanted.item][job.day.toordinal()] += quantity
        for item, by_day in enumerate(used):
            days = sorted(by_day)
            yield Past(
                world.items[item].part.cost,
                world.get_lead(item).days,
                (today - since).days,
                days,
                [by_day[day] for day in days],
            )
