"""When a part of an asset is so old that it is due for replacement."""

from dataclasses import dataclass
from datetime import date, datetime, time

from .intervals import occurrence

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


def is_looked_after(day: date, notice_days: int, job_day: date) -> bool:
    """Say whether a job on ``job_day`` is soon enough for what is due on ``day``."""
    return (job_day - day).days <= notice_days


def age_key(equipment_id: int, path: str, due_on: date | None) -> str:
    """Return the key of a part's age: another day to be due is another age."""
    return f"age/{equipment_id}/{path}{due_on or 'unknown'}"
