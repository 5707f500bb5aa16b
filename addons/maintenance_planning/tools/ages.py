"""When a part of an asset is so old that it is due for replacement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from .recurrence import occurrence

UNKNOWN, FAR, NEAR, DUE = "unknown", "far", "near", "due"


@dataclass(frozen=True, slots=True)
class Age:
    """``state``: ``unknown``, ``far`` (nothing to do yet), ``near`` (within the notice)
    or ``due``; ``due_on``: the day on which the part reaches its age, None if unknown.
    """

    state: str
    due_on: date | None


def add_age(start: date, number: int, unit: str) -> date:
    """Return the day on which what was new on ``start`` is ``number`` units old."""
    return occurrence(datetime.combine(start, time.min), unit, number, 1).date()


def judge_age(
    replaced_on: date | None,
    in_service_on: date | None,
    replace_after: int,
    unit: str,
    notice_days: int,
    today: date,
) -> Age:
    """Say how near a part is to the age at which it is replaced.

    :param replaced_on: when this position last got its part, None if nobody knows
    :param in_service_on: since when the asset is used, None if nobody knows; counts for
        a part of which no replacement is known
    :param replace_after: the age, above zero, in ``unit``
    :param notice_days: so many days before one wants to know

    An age that is unknown is a question, never a need.
    """
    start = replaced_on or in_service_on
    if start is None:
        return Age(UNKNOWN, None)
    try:
        due_on = add_age(start, replace_after, unit)
    except ValueError:
        return Age(FAR, None)
    if due_on <= today:
        return Age(DUE, due_on)
    if (due_on - today).days <= notice_days:
        return Age(NEAR, due_on)
    return Age(FAR, due_on)


def coming_ages(
    due_on: date,
    replace_after: int,
    unit: str,
    notice_days: int,
    planned: Iterable[date],
    today: date,
    until: date,
) -> list[date]:
    """Return the days up to ``until`` on which a part is due and no job replaces it.

    A part that is overdue is due ``today``. Whoever replaces it, on a day that is
    returned or with a job, restarts its clock. A job looks after an age if it comes no
    later than the notice after the part is due: one that is far off silences nothing.

    :param due_on: the day on which the part reaches its age
    :param replace_after: the age, above zero, in ``unit``
    :param planned: the days of the jobs that replace it, those overdue as today
    """
    found = []
    jobs = sorted(planned, reverse=True)
    while due_on <= until:
        day = max(due_on, today)
        if jobs and is_looked_after(day, notice_days, jobs[-1]):
            start = jobs.pop()
        else:
            found.append(day)
            start = day
        try:
            due_on = add_age(start, replace_after, unit)
        except ValueError:
            break
    return found


def is_looked_after(day: date, notice_days: int, job_day: date) -> bool:
    """Say whether a job on ``job_day`` is soon enough for what is due on ``day``."""
    return (job_day - day).days <= notice_days
