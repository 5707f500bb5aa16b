"""Why a part has to be bought in a rush."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

UNKNOWN_AGE = "unknown_age"
LATE_VENDOR = "late_vendor"
FAILURE = "unplanned_failure"
LATE_PLANNING = "late_planning"


@dataclass(frozen=True, slots=True)
class RushFacts:
    """What is known about one of those who wait for the part.

    ``known_on``: since when the need is known, None if that was not recorded;
    ``age_known_on``: since when the age is known that wants it, None if no age does;
    ``is_failure``: an unplanned failure.
    """

    known_on: date | None = None
    age_known_on: date | None = None
    is_failure: bool = False


def judge_rush(
    order_by: date, has_late_order: bool, waiting: Iterable[RushFacts]
) -> str:
    """Return why the day to decide had passed, the most telling cause first.

    The causes in this order: the age was unknown until then; a vendor is late with an
    order of the part; a failure after that day; else late planning, as the part could
    have been ordered in time.

    :param order_by: the last day to decide
    :param has_late_order: a confirmed order of the same part is overdue
    """
    waiting = list(waiting)
    if any(_is_after(one.age_known_on, order_by) for one in waiting):
        return UNKNOWN_AGE
    if has_late_order:
        return LATE_VENDOR
    if any(one.is_failure and _is_after(one.known_on, order_by) for one in waiting):
        return FAILURE
    return LATE_PLANNING


def _is_after(day: date | None, order_by: date) -> bool:
    return day is not None and day > order_by
