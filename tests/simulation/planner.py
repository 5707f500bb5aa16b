"""Buying as ``maintenance_requisition`` decides, by its own code."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from maintenance_consumption_tools.netting import Supply
from maintenance_consumption_tools.priority import Need
from maintenance_consumption_tools.warehouse_netting import plan_warehouse
from maintenance_planning_tools.decision import decide
from maintenance_planning_tools.order_by import arrival, order_by

from .past import Archive
from .shop import Shop, World
from .work import Expectation

HUB = "stock"

#: on a day, the least to keep of each item, for what nobody planned
Minimums = Callable[[date], dict[int, float]]


class Planner:
    """Nets what is expected against stock and orders; buys what must be ordered soon.

    An item of which nothing has changed has the same shortages as before, so it sleeps
    until the first of them must be ordered. ``sleeps=False`` plans all items every day,
    to show that this is true.
    """

    def __init__(
        self, world: World, minimums: Minimums | None = None, *, sleeps: bool = True
    ):
        settings = world.settings
        self.world = world
        self._look_ahead = timedelta(settings.look_ahead)
        self._get_minimums = minimums
        self._minimums: dict[int, float] = {}
        self._next_review = settings.start if minimums else date.max
        self._sleeps = sleeps
        self._agenda: dict[date, set[int]] = defaultdict(set)
        self._books = [_Book() for _ in world.items]
        self._leads = [
            world.get_lead(item, settings.safety_days)
            for item in range(len(world.items))
        ]
        for need in world.work.expectations:
            self._file(need)
        for book in self._books:
            book.upcoming.sort(key=lambda entry: entry[0], reverse=True)
        self._seen = settings.start - timedelta(1)

    def _file(self, need: Expectation):
        """Note from when to when an expectation is in the horizon of its item.

        The horizon is longer for what takes long to get.
        """
        settings = self.world.settings
        days = self._leads[need.item].days + settings.look_ahead
        horizon = timedelta(max(settings.horizon_days, days))
        first = max(need.seen_from, need.day - horizon, settings.start)
        if first < need.seen_until:
            self._books[need.item].upcoming.append((first, need))
            self._agenda[first].add(need.item)
            self._agenda[need.seen_until].add(need.item)

    def get_orders(self, shop: Shop, today: date):
        items = set(shop.touched)
        while self._seen < today:
            self._seen += timedelta(1)
            items |= self._agenda.pop(self._seen, set())
        if today >= self._next_review:
            self._next_review = today + timedelta(self.world.settings.review_days)
            before, self._minimums = self._minimums, self._get_minimums(today)
            items |= before.keys() | self._minimums.keys()
        if not self._sleeps:
            items = range(len(self._books))
        for item in sorted(items):
            if quantity := self._get_quantity(shop, item, today):
                yield item, quantity

    def _get_quantity(self, shop, item, today):
        """Return all of the item that must be ordered by the end of the look-ahead."""
        lead = self._leads[item]
        needs = self._get_needs(shop, item, today)
        decision = decide(
            plan_warehouse,
            {HUB: needs},
            {HUB: self._get_supplies(shop, item, today)},
            HUB,
            arrival(today, lead),
            {need.key: (item, item, HUB) for need in needs},
            (shop.stock[item], 0.0),
        )
        quantity = 0.0
        for lack in decision.lacks:
            if lack.is_late:
                continue
            last_day = order_by(lack.day, lead)
            if last_day > today + self._look_ahead:
                self._agenda[last_day - self._look_ahead].add(item)
                break
            quantity += lack.quantity
        return quantity

    def _get_needs(self, shop, item, today):
        needs = [
            Need(("expected", *need.key), need.day, need.quantity, need.criticality)
            for need in self._books[item].get_seen(today)
        ]
        for waiting in shop.waiting[item]:
            job, wanted = waiting.visit.job, waiting.wanted
            key = ("waiting", *job.key, waiting.number)
            needs.append(Need(key, job.day, waiting.quantity, wanted.criticality))
        if minimum := self._minimums.get(item):
            # to be there when an order of today is there: what is too late to order may
            # use it up, what can still be ordered may not
            day = arrival(today, self._leads[item])
            needs.append(Need(("minimum",), day, minimum, "desirable"))
        return needs

    def _get_supplies(self, shop, item, today):
        supplies = [Supply(None, shop.stock[item], ("stock", 0, item, HUB))]
        for number, order in enumerate(shop.incoming[item]):
            # what is overdue is not there yet, and comes
            day = max(order.promised, today)
            source = ("incoming", number, item, HUB)
            supplies.append(Supply(day, order.quantity, source))
        return supplies


class _Book:
    """The expectations of one item, ``upcoming`` as (first day, need), last first."""

    def __init__(self):
        self.upcoming: list[tuple[date, Expectation]] = []
        self._seen: list[Expectation] = []

    def get_seen(self, today: date) -> list[Expectation]:
        while self.upcoming and self.upcoming[-1][0] <= today:
            self._seen.append(self.upcoming.pop()[1])
        self._seen = [need for need in self._seen if need.seen_until > today]
        return self._seen


def of_vital_parts(world: World) -> Minimums:
    """Keep some of each part that is vital on any list."""
    catalogue = world.catalogue
    vital = {
        catalogue.item_of[line.listed[0]]
        for kind in catalogue.types
        for line in kind.lines
        if line.listed and line.criticality == "vital"
    }
    minimums = dict.fromkeys(vital, float(world.settings.vital_minimum))
    return lambda _today: minimums


def from_unplanned_use(world: World, archive: Archive) -> Minimums:
    """Keep what would have served best, for its money, what nobody had planned."""

    def get_minimums(today):
        pasts = archive.read(today, unplanned=True)
        levels = (past.find_best_level(world.settings.worth) for past in pasts)
        return {item: level for item, level in enumerate(levels) if level}

    return get_minimums
