"""Dates and moments, as registers write them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from .cells import Cell
from .text import Unmappable, check_cell, get_line

ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}

_NO_DATE = re.compile(r"0{1,4}[./\-]0{1,2}[./\-]0{1,4}(?:[ T].*)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,4})[./\- ]+(\d{1,2})[./\- ]+(\d{1,4})\.?(?:[T ,].*)?")
_COMPACT = re.compile(r"\d{8}")
# OData: milliseconds since 1970, perhaps with a zone in minutes
_ODATA = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")
_EPOCH = date(1970, 1, 1)
FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)


def compile_date(pattern: str) -> Callable[[Any], str]:
    """Return a function that gives the day of a value as ISO text, ``""`` for none.

    ``pattern``: ``iso`` or empty, ``dmy``, ``mdy``, ``ymd``, or as ``strptime`` takes
    it. The function raises Unmappable for what is no date, and for one that could be
    read in two ways.
    """
    if pattern and pattern != "iso" and pattern not in ORDERS and "%" not in pattern:
        raise ValueError(f"“{pattern}” is no date format")

    def read(value: Any) -> str:
        if isinstance(value, Cell):
            check_cell(value)
            value = value.value
        if isinstance(value, datetime):
            return _check(value.date())
        if isinstance(value, date):
            return _check(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(int(value)) if float(value).is_integer() else str(value)
        text = get_line(value)
        if not text or _NO_DATE.fullmatch(text):
            return ""
        return _check(_read_text(text, pattern))

    return read


def _check(day: date) -> str:
    if not FIRST <= day <= LAST:
        raise Unmappable(f"{day.isoformat()} is no day that Odoo takes")
    return day.isoformat()


def _read_text(text: str, pattern: str) -> date:
    if found := _ODATA.fullmatch(text):
        return _EPOCH + timedelta(milliseconds=int(found[1]))
    try:
        if "%" in pattern:
            return datetime.strptime(text, pattern).date()
        if _ISO.fullmatch(text):
            return date.fromisoformat(text[:10])
        if _COMPACT.fullmatch(text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if found := _NUMBERS.fullmatch(text):
            return _read_numbers(found.groups(), pattern, text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, Unmappable):
            raise
        raise Unmappable(f"“{text}” is no date") from error
    raise Unmappable(f"“{text}” is no date that can be read: give its format")


def _read_numbers(parts: tuple[str | Any, ...], pattern: str, text: str) -> date:
    orders = [ORDERS[pattern]] if pattern in ORDERS else list(ORDERS.values())
    if len(parts[0]) == 4:
        orders = [ORDERS["ymd"]]
    elif pattern not in ORDERS:
        orders.remove(ORDERS["ymd"])
    days = {day for order in orders if (day := _make(parts, order))}
    if not days:
        raise Unmappable(f"“{text}” is no date")
    if len(days) > 1:
        raise Unmappable(
            f"“{text}” is a day in two months: give the format, dmy or mdy"
        )
    return days.pop()


def _make(parts: tuple[str | Any, ...], order: tuple[int, int, int]) -> date | None:
    year, month, day = (int(parts[index]) for index in order)
    if len(parts[order[0]]) == 3:
        return None
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_moment(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment that a value says, in UTC; None if it says none.

    ``zone`` is for those that name none.
    """
    if isinstance(value, Cell):
        value = value.value
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
    else:
        text = get_line(value)
        try:
            if found := _ODATA.fullmatch(text):
                moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
                    milliseconds=int(found[1])
                )
            else:
                moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)
