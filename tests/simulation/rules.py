"""Buying as Odoo's reordering rules do, and buying only what a job lacks."""

from collections.abc import Callable
from datetime import date, timedelta
from math import sqrt
from statistics import NormalDist

from .past import Archive, Past
from .shop import Shop

#: (minimum, maximum) of a reordering rule
Levels = tuple[float, float]
Style = Callable[[Past, float], Levels]

_RESERVE = NormalDist().inv_cdf(0.95)


class Rules:
    """A rule for each item: order up to the maximum when the forecast is below the
    minimum, as ``stock.warehouse.orderpoint`` does, rounded up to whole packs.

    The levels are set anew from time to time, from all that was used lately.
    """

    def __init__(self, archive: Archive, style: Style, size: float):
        self._archive = archive
        self._style = style
        self._size = size
        self._levels: list[Levels] = []
        self._next_review = date.min

    def get_orders(self, shop: Shop, today: date):
        items = sorted(shop.touched)
        if today >= self._next_review:
            self._next_review = today + timedelta(shop.world.settings.review_days)
            pasts = self._archive.read(today)
            self._levels = [self._style(past, self._size) for past in pasts]
            items = range(len(self._levels))
        for item in items:
            lowest, highest = self._levels[item]
            forecast = shop.forecast[item]
            if forecast < lowest:
                yield item, max(lowest, highest) - forecast


def on_demand(_past: Past, _size: float) -> Levels:
    """No stock at all: what is ordered is what jobs wait for."""
    return 0.0, 0.0


def usual(past: Past, size: float) -> Levels:
    """What a sensible buyer sets: the use in the lead time and a reserve for its ups
    and downs; a month's use at a time. All of it ``size`` times.
    """
    reserve = _RESERVE * past.spread * sqrt(past.lead_days)
    lowest = round(size * (past.mean * past.lead_days + reserve))
    return lowest, lowest + round(size * past.mean * 30)


def best(past: Past, size: float) -> Levels:
    """The best that one can learn from the past: what served most for its money.

    Nobody sets rules so, item by item, but none can be set better.
    """
    level = past.find_best_level(size)
    return level, level
