"""When a recurring job comes back.

Odoo adds the interval to the last date, and so drifts: 31 January, 28 February, 28
March. Here each date is counted from an anchor, in the local time of the company: 31
January, 28 February, 31 March, at the same hour in summer and in winter.
"""

from collections.abc import Iterator
from datetime import date, datetime

from odoo.addons.maintenance_part_age.tools import occurrence

# a job a day, for longer than anybody plans
MOST_OCCURRENCES = 4_000


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
