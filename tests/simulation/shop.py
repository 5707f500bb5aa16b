"""The shop, day by day: receipts, jobs, the shelf, and what somebody orders."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Protocol

from maintenance_bom_tools.criticality import RANKS
from maintenance_bom_tools.quantities import EPSILON
from maintenance_planning_tools.order_by import Lead

from .catalogue import make_catalogue
from .results import Result
from .settings import Settings
from .sources import make_work
from .work import Job, Wanted

WORKING_DAYS = range(5)


class World:
    """What is drawn for a seed; nobody who buys can change it."""

    def __init__(self, settings: Settings, seed: int):
        self.settings = settings
        self.seed = seed
        self._start = settings.start
        self.catalogue = make_catalogue(settings, seed)
        self.items = self.catalogue.items
        self.work = make_work(settings, self.catalogue, seed)
        self.jobs_by_day = defaultdict(list)
        for job in self.work.jobs:
            self.jobs_by_day[job.day].append(job)
        self.wanted_items = {
            wanted.item for job in self.work.jobs for wanted in job.wanted
        }
        self._deliveries: dict[int, list[int]] = {}

    def get_lead(self, item: int, safety: int = 0) -> Lead:
        """Return the days that a buyer reckons with."""
        settings = self.settings
        promised = self.items[item].part.lead
        return Lead(promised, settings.purchase_days, settings.receipt_days, safety)

    def get_delivery_days(self, item: int, today: date) -> int:
        """Return how long the vendor takes for what is ordered today, by anybody."""
        if item not in self._deliveries:
            self._deliveries[item] = self._draw_deliveries(item)
        return self._deliveries[item][(today - self._start).days]

    def _draw_deliveries(self, item):
        """Return the days that a delivery takes, for orders of each day."""
        settings, part = self.settings, self.items[item].part
        late_share = self.catalogue.late_shares[part.vendor]
        mean = settings.late_days + settings.late_factor * part.lead
        dice = random.Random(f"{self.seed} deliveries {item}")
        return [
            part.lead + (dice.random() < late_share) * ceil(dice.expovariate(1 / mean))
            for _day in range((settings.end - settings.start).days)
        ]


@dataclass(slots=True)
class Order:
    item: int
    quantity: float
    promised: date
    arrives: date


@dataclass(slots=True)
class Waiting:
    """What a job lacks of an item: line ``number`` of what it wants."""

    visit: "Visit"
    number: int
    wanted: Wanted
    quantity: float


@dataclass(slots=True)
class Visit:
    """A job that has begun; ``open_lines`` are not there yet."""

    job: Job
    open_lines: int = 0


class Buyer(Protocol):
    def get_orders(self, shop: "Shop", today: date) -> Iterable[tuple[int, float]]:
        """Return (item, quantity) to order on a working day."""


class Shop:
    """One run through the years; ``stock`` and the like are by item."""

    def __init__(self, world: World):
        count = len(world.items)
        self.world = world
        self.result = Result()
        self.stock = [0.0] * count
        self.incoming: list[list[Order]] = [[] for _ in range(count)]
        self.waiting: list[list[Waiting]] = [[] for _ in range(count)]
        #: what is left when all that is ordered is there and no job waits
        self.forecast = [0.0] * count
        #: items that somebody used or lacked since somebody ordered last
        self.touched: set[int] = set()
        self._arrivals: dict[date, list[Order]] = defaultdict(list)
        self._is_measured = False
        self._value = 0.0
        self._vendors_today: set[int] = set()

    def run(self, buyer: Buyer) -> Result:
        """Let the years pass: each day receipts, then jobs, then somebody orders."""
        settings = self.world.settings
        today, measured_from, end = settings.start, settings.measured_from, settings.end
        while today < end:
            self._is_measured = today >= measured_from
            for order in self._arrivals.pop(today, ()):
                self._receive(order, today)
            for job in self.world.jobs_by_day.get(today, ()):
                self._begin(job, today)
            if today.weekday() in WORKING_DAYS:
                for item, quantity in buyer.get_orders(self, today):
                    self._order(item, quantity, today)
                self.touched.clear()
                self._vendors_today.clear()
            if self._is_measured:
                self.result.days += 1
                self.result.value_days += self._value
            today += timedelta(1)
        self._close(end)
        return self.result

    def _close(self, end):
        """Count those who still wait, and what nobody ever wanted."""
        visits = {id(row.visit): row.visit for rows in self.waiting for row in rows}
        for visit in visits.values():
            self._count_wait(visit, end)
        self.result.unused_value = sum(
            quantity * item.part.cost
            for number, (quantity, item) in enumerate(
                zip(self.stock, self.world.items, strict=True)
            )
            if number not in self.world.wanted_items
        )

    def _begin(self, job, today):
        """A job takes what there is, and waits for what there is not."""
        visit = Visit(job)
        for number, wanted in enumerate(job.wanted):
            self.forecast[wanted.item] -= wanted.quantity
            taken = min(self.stock[wanted.item], wanted.quantity)
            self._move(wanted.item, -taken)
            if taken < wanted.quantity:
                visit.open_lines += 1
                self.waiting[wanted.item].append(
                    Waiting(visit, number, wanted, wanted.quantity - taken)
                )
            self.touched.add(wanted.item)
        if self._is_measured:
            kind = self.result.kind(job.is_planned)
            kind.lines += len(job.wanted)
            kind.lines_ready += len(job.wanted) - visit.open_lines
            kind.jobs += 1
            kind.jobs_ready += not visit.open_lines

    def _receive(self, order, today):
        """Who waits is served first, the most critical before the others."""
        item = order.item
        self.incoming[item].remove(order)
        self._move(item, order.quantity)
        still = []
        for waiting in sorted(self.waiting[item], key=_urgency):
            taken = min(self.stock[item], waiting.quantity)
            self._move(item, -taken)
            waiting.quantity -= taken
            if waiting.quantity > EPSILON:
                still.append(waiting)
                continue
            waiting.visit.open_lines -= 1
            if not waiting.visit.open_lines:
                self._count_wait(waiting.visit, today)
        self.waiting[item] = still

    def _count_wait(self, visit, until):
        if visit.job.day >= self.world.settings.measured_from:
            self.result.kind(visit.job.is_planned).days_waited += (
                until - visit.job.day
            ).days

    def _order(self, item, quantity, today):
        """Order whole packs. It is a rush if a job waits and nothing is on its way."""
        part = self.world.items[item].part
        is_rush = bool(self.waiting[item]) and self.forecast[item] < -EPSILON
        quantity = part.pack * ceil(quantity / part.pack - EPSILON)
        settings = self.world.settings
        days = self.world.get_delivery_days(item, today)
        around = settings.purchase_days + settings.receipt_days
        arrives = today + timedelta(days + around)
        promised = today + timedelta(part.lead + around)
        order = Order(item, quantity, promised, arrives)
        self.forecast[item] += quantity
        self.incoming[item].append(order)
        self._arrivals[arrives].append(order)
        if self._is_measured:
            self.result.order_lines += 1
            self.result.rushes += is_rush
            self.result.orders += part.vendor not in self._vendors_today
        self._vendors_today.add(part.vendor)

    def _move(self, item, quantity):
        self.stock[item] += quantity
        self._value += quantity * self.world.items[item].part.cost


def _urgency(waiting):
    critical = RANKS[waiting.wanted.criticality]
    return critical, waiting.visit.job.day, waiting.visit.job.key
