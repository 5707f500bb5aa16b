"""What was used so far, from which levels of stock are set."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import sqrt

from maintenance_planning_tools.minimums import Use

from .shop import World


@dataclass(frozen=True)
class Past(Use):
    """The use of an item over some time, and how it goes up and down."""

    @cached_property
    def mean(self) -> float:
        """The use of a day."""
        return sum(self.quantities) / self.length

    @cached_property
    def spread(self) -> float:
        """The standard deviation of the use of a day."""
        squares = sum(used * used for used in self.quantities)
        return sqrt(squares / self.length - self.mean * self.mean)


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
