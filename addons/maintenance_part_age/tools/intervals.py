"""Days, weeks, months and years after a date, by the calendar."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, datetime, timedelta

UNITS = ("day", "week", "month", "year")


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
