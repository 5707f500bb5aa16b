"""What an asset costs beside its peers, at equal months in service.

Assets wear out as they age, so an asset is compared with the same months in the life of
other assets of its kind, whenever those were.

Months count from the day an asset went into service; month 0 is the first one. Only
full months count. What was charged before that day belongs to month 0.

No cost is not the same as no record. The months of an asset are on record from the day
on which both it and the costs of the company began to be kept here (``known_from``), or
from its first charge if that is earlier. Months before are unknown, not free.
"""

import calendar
import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import TOLERANCE

MIN_PEERS = 3


@dataclass(frozen=True, slots=True)
class PeerCharge:
    """What was taken for an asset on a day; what came back is below zero.

    ``parts`` are pieces. ``job`` is None for what was taken without a job: all of a day
    counts as one job.
    """

    day: date
    cost: float
    parts: float
    job: Hashable = None


@dataclass(frozen=True, slots=True)
class Service:
    """The service of one asset from ``start`` up to ``end``, a day not included.

    None if the day is unknown. ``key`` is unique.
    """

    key: Hashable
    start: date | None
    end: date | None
    known_from: date
    charges: Sequence[PeerCharge] = ()


class Figures(NamedTuple):
    """Sums over some months. A job counts in the month of its first charge, and only
    if parts stayed with the asset."""

    cost: float = 0.0
    jobs: float = 0.0
    parts: float = 0.0


class Factors(NamedTuple):
    """The cost ratio taken apart: ``jobs`` × ``parts`` × ``price`` is the ratio.

    More jobs, more parts a job, higher prices: each as a multiple of its peers'.
    """

    jobs: float
    parts: float
    price: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One asset beside its peers.

    ``state`` is one of

    - ``normal``, ``flagged``: compared
    - ``few_peers``: too few others have enough of the same months on record
    - ``no_record``: less than a full month is on record
    - ``age_unknown``: when it came into service, or left it, is unknown

    ``months`` are its full months in service, on record from month ``known_from`` on.
    Compared are the months from ``first`` up to ``last``, not included. ``cohort``
    holds the figures in these months of every asset that has all of them on record,
    this one too. ``typical`` is the median of its peers: of their costs, of their
    numbers of jobs, of their numbers of parts.

    ``ratio`` is its cost as a multiple of the typical one; None if that is nothing.
    ``factors`` explain the ratio; None if there is nothing to multiply. ``reason`` is
    the greatest of them (``jobs``, ``parts``, ``price``) for an asset above its peers.
    """

    key: Hashable
    state: str
    months: int | None = None
    known_from: int = 0
    first: int = 0
    last: int = 0
    cohort: Mapping[Hashable, Figures] = field(default_factory=dict)
    own: Figures | None = None
    typical: Figures | None = None
    ratio: float | None = None
    factors: Factors | None = None
    reason: str | None = None

    @property
    def peer_count(self) -> int:
        return max(len(self.cohort) - 1, 0)


def compare(
    services: Iterable[Service],
    factor: float = 2.0,
    min_amount: float = 0.0,
    min_peers: int = MIN_PEERS,
) -> dict[Hashable, Comparison]:
    """Compare each asset with the others; return {key: its comparison}.

    :param services: the assets of one kind in one company, those that have left too
    :param factor: flagged is who costs at least so many times what is typical …
    :param min_amount: … and more than this
    :param min_peers: with fewer peers there is no comparison

    Compared is the longest stretch of months that the asset and at least ``min_peers``
    others have on record, the earliest of several. Its peers are all that have the
    whole of it. It has to be at least half of the asset's own record.

    If nothing is missing from the records, these are its first months in service: all
    of them if ``min_peers`` others are as old as it is, else as many as so many others
    have seen.

    So an asset is never its own peer, and one that has not reached those months does
    not count.
    """
    services = list(services)
    records = {
        service.key: _Record(service)
        for service in services
        if service.start and service.end
    }
    levels = _rank_ends(records.values(), min_peers + 1)
    cohorts = {}
    comparisons = {}
    for service in services:
        record = records.get(service.key)
        if not record:
            comparisons[service.key] = Comparison(service.key, "age_unknown")
            continue
        months = record.last
        window = _find_window(record, levels, min_peers)
        if not window:
            state = "few_peers" if record.first < months else "no_record"
            comparisons[service.key] = Comparison(
                service.key, state, months, record.first
            )
            continue
        if window not in cohorts:
            cohorts[window] = _Cohort(records.values(), *window)
        comparisons[service.key] = cohorts[window].compare(record, factor, min_amount)
    return comparisons


def count_months(start: date, day: date) -> int:
    """Return how many full months have passed on ``day`` since ``start``.

    A month that is too short for the day of the month ends on its last day: a month
    from 31 January is full on 28 February.
    """
    months = (day.year - start.year) * 12 + day.month - start.month
    days_in_month = calendar.monthrange(day.year, day.month)[1]
    return months - (day.day < min(start.day, days_in_month))


class _Record:
    """The figures of one asset by month: on record from ``first`` up to ``last``."""

    def __init__(self, service: Service):
        self.key = service.key
        self.last = max(count_months(service.start, service.end), 0)
        self.first = min(_find_first_month(service), self.last)
        months = [[0.0, 0.0, 0.0] for _month in range(self.last)]
        for day, figures in _list_events(service.charges):
            month = max(count_months(service.start, day), 0)
            if month < self.last:
                for index, number in enumerate(figures):
                    months[month][index] += number
        self._until = [Figures()]
        for month in months:
            sums = map(sum, zip(self._until[-1], month, strict=True))
            self._until.append(Figures(*sums))

    def sum(self, first: int, last: int) -> Figures:
        before, until = self._until[first], self._until[last]
        return Figures(
            until.cost - before.cost,
            until.jobs - before.jobs,
            until.parts - before.parts,
        )


def _find_first_month(service: Service) -> int:
    """Return the first month that is on record from its first day on."""
    known_from = min([service.known_from, *(charge.day for charge in service.charges)])
    if known_from <= service.start:
        return 0
    months = count_months(service.start, known_from)
    started = count_months(service.start, known_from - timedelta(1)) == months
    return months + started


def _list_events(charges: Iterable[PeerCharge]) -> Iterable[tuple[date, Figures]]:
    """Yield what counts on which day: every charge, and every job once."""
    first_days = {}
    parts = defaultdict(float)
    for charge in charges:
        yield charge.day, Figures(cost=charge.cost, parts=charge.parts)
        job = (charge.job, charge.day if charge.job is None else None)
        first_days[job] = min(first_days.get(job, charge.day), charge.day)
        parts[job] += charge.parts
    for job, day in first_days.items():
        if parts[job] > TOLERANCE:
            yield day, Figures(jobs=1)


def _rank_ends(records: Iterable[_Record], count: int) -> list[tuple[int, list]]:
    """Return ``(first, records)`` for each first month on record, in order.

    The records are the ``count`` that reach furthest of those known by that month.
    """
    levels, furthest = [], []
    ordered = sorted(records, key=lambda record: record.first)
    for first, group in groupby(ordered, key=lambda record: record.first):
        furthest = heapq.nlargest(
            count, [*furthest, *group], key=lambda record: record.last
        )
        levels.append((first, furthest))
    return levels


def _find_window(record: _Record, levels: list, min_peers: int):
    """Return the months to compare as (first, last), None if there are too few.

    :param levels: of :func:`_rank_ends`, with one record more than ``min_peers``
    """
    best = (0, 0)
    for known_from, furthest in levels:
        ends = [other.last for other in furthest if other is not record]
        if len(ends) >= min_peers:
            first = max(known_from, record.first)
            last = min(ends[min_peers - 1], record.last)
            if last - first > best[1] - best[0]:
                best = (first, last)
    length = best[1] - best[0]
    return best if length and 2 * length >= record.last - record.first else None


class _Cohort:
    """All assets that have the months from ``first`` up to ``last`` on record."""

    def __init__(self, records: Iterable[_Record], first: int, last: int):
        self.first, self.last = first, last
        self.figures = {
            record.key: record.sum(first, last)
            for record in records
            if record.first <= first and record.last >= last
        }
        self._ordered = [
            sorted(column) for column in zip(*self.figures.values(), strict=True)
        ]

    def compare(self, record: _Record, factor: float, min_amount: float) -> Comparison:
        own = self.figures[record.key]
        typical = Figures(*map(_median_without, self._ordered, own))
        is_above = own.cost + TOLERANCE >= factor * typical.cost
        ratio = own.cost / typical.cost if typical.cost > TOLERANCE else None
        factors = _take_apart(own, typical)
        above = factors and ratio > 1
        return Comparison(
            record.key,
            "flagged"
            if is_above and own.cost > max(min_amount, TOLERANCE)
            else "normal",
            record.last,
            record.first,
            self.first,
            self.last,
            self.figures,
            own,
            typical,
            ratio,
            factors,
            max(Factors._fields, key=factors._asdict().get) if above else None,
        )


def _median_without(ordered: Sequence[float], own: float) -> float:
    """Return the median of numbers in order, one that equals ``own`` left out."""
    place = bisect_left(ordered, own)
    count = len(ordered) - 1

    def other(rank):
        return ordered[rank + (rank >= place)]

    return (other((count - 1) // 2) + other(count // 2)) / 2


def _take_apart(own: Figures, typical: Figures) -> Factors | None:
    if min(*own, *typical) <= TOLERANCE:
        return None
    jobs = own.jobs / typical.jobs
    parts = own.parts / typical.parts
    cost = own.cost / typical.cost
    return Factors(jobs, parts / jobs, cost / parts)
