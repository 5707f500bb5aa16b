"""When a recurring job comes back.

Odoo adds the interval to the last date, and so drifts: 31 January, 28 February, 28
March. Here each date is counted from an anchor, in the local time of the company: 31
January, 28 February, 31 March, at the same hour in summer and in winter.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

UNITS = ("day", "week", "month", "year")
# a job a day, for longer than anybody plans
MOST_OCCURRENCES = 4_000


def occurrence(anchor: datetime, unit: str, interval: int, step: int) -> datetime:
    """Return the date ``step`` intervals after ``anchor``, both local, without zone.

    :param unit: ``day``, ``week``, ``month`` or ``year``
    :param interval: at least 1
    :raises ValueError: for another unit or an interval below 1, and for a date before
        the year 1 or after the year 9999
    """
    if unit not in UNITS:
        raise ValueError(f"no unit of recurrence: {unit!r}")
    if interval < 1:
        raise ValueError(f"no interval of recurrence: {interval!r}")
    count = interval * step
    try:
        if unit == "day":
            return anchor + timedelta(days=count)
        if unit == "week":
            return anchor + timedelta(weeks=count)
        return add_months(anchor, count if unit == "month" else 12 * count)
    except OverflowError as error:
        raise ValueError(
            f"{anchor} + {count} {unit}s is beyond the calendar"
        ) from error


def add_months(moment: datetime, months: int) -> datetime:
    """Return the same day ``months`` later, or the last of that month if it has none.

    :raises ValueError: for a date before the year 1 or after the year 9999
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"{moment} + {months} months is beyond the calendar")
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def find_step(
    anchor: datetime, unit: str, interval: int, step: int, first_day: date
) -> int:
    """Return the first step after ``step`` whose date is on ``first_day`` or later.

    Earlier occurrences are missed: a job is not done twice on one day.

    :raises ValueError: for another unit or an interval below 1, and for a date before
        the year 1 or after the year 9999
    """
    days = (first_day - anchor.date()).days
    months = 12 * (first_day.year - anchor.year) + first_day.month - anchor.month
    passed = {"day": days, "week": days // 7, "month": months, "year": months // 12}
    # at most one interval too early
    step = max(step + 1, passed.get(unit, 0) // max(interval, 1) - 1)
    while occurrence(anchor, unit, interval, step).date() < first_day:
        step += 1
    return step


def occurrences(
    anchor: datetime,
    unit: str,
    interval: int,
    step: int,
    until: datetime,
    first_day: date = date.min,
) -> Iterator[tuple[int, datetime]]:
    """Yield ``(step, date)`` of all that follow after ``step``, up to ``until``.

    :param first_day: those before are missed
    :raises OverflowError: after :data:`MOST_OCCURRENCES`. Whoever plans with so many
        waits for hours, and wants none of them
    """
    try:
        step = find_step(anchor, unit, interval, step, first_day)
        for number in range(MOST_OCCURRENCES + 1):
            moment = occurrence(anchor, unit, interval, step + number)
            if moment > until:
                return
            if number == MOST_OCCURRENCES:
                raise OverflowError(
                    f"more than {MOST_OCCURRENCES} dates from {anchor} to {until}"
                )
            yield step + number, moment
    except ValueError:
        return
