"""Dates as people write them in English, German, French and Spanish.

04/03/2026 is a day of March or of April: that depends on who wrote it. One value does
not tell, a column mostly does: as soon as one of its dates can only be read in one way,
all of them are.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from .cells import ERROR, NO_VALUE, Cell, clean_text, is_nothing

DAY_FIRST = "dmy"
MONTH_FIRST = "mdy"
YEAR_FIRST = "ymd"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)

NO_DATE = "no_date"
NO_DAY = "no_day"

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
# days that a number may mean that has lost its format: 1970 to 2200
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2200, 12, 31)
# 26 is 2026, 85 is 1985
_CENTURY_ENDS = 70

_NAMES = (
    "jan january januar janner janvier janv enero ene",
    "feb february februar fevrier fevr fev febrero",
    "mar march marz mrz mars marzo",
    "apr april avril avr abril abr",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juillet juil julio",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre setiembre",
    "oct october oktober okt octobre octubre",
    "nov november novembre noviembre",
    "dec december dezember dez decembre diciembre dic",
)
MONTHS = {
    name: number for number, names in enumerate(_NAMES, 1) for name in names.split()
}
_ACCENTS = str.maketrans("äáàâéèêëíîïóôöúùûüç", "aaaaeeeeiiiooouuuuc")

# Behind the date there may be a time, which is left out.
_TIME = re.compile(
    r"[T ,]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?|Uhr|h)?"
    r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s*(?=\d)")
_NUMBERS = re.compile(r"(\d{1,4})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/.]*(?:de\s+|of\s+)?([^\W\d_]+)\.?,?"
    r"[\s\-/.]*(?:del?\s+)?(\d{4}|\d{2})"
)
_NAME_DAY = re.compile(
    r"([^\W\d_]+)\.?[\s\-]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})"
)
_NO_DAY = re.compile(r"(?:\d{1,2}\s*[./\-]\s*)?\d{4}|\d{4}\s*[./\-]\s*\d{1,2}")
# how databases write a date that nobody entered
_NO_DATE = re.compile(r"0{1,4}[./\-]0{1,2}[./\-]0{1,4}(?: 00:00:00)?")
_NAME_YEAR = re.compile(r"([^\W\d_]+)\.?[\s\-/.]*(?:del?\s+)?(?:\d{4}|\d{2})")


def get_readings(text: str) -> dict[str, date]:
    """Return the days that ``text`` may mean, by the order of day, month and year.

    Empty if it is no date in any order.
    """
    text = _WEEKDAY.sub("", _TIME.sub("", clean_text(text)))
    if day := _read_words(text):
        return dict.fromkeys(ORDERS, day)
    if found := _COMPACT.fullmatch(text):
        day = _make(found[1], found[2], found[3])
        return dict.fromkeys(ORDERS, day) if day else {}
    found = _NUMBERS.fullmatch(text)
    if not found:
        return {}
    first, second, third = found[1], found[3], found[4]
    if len(first) > 2:
        # nobody writes year, day, month
        day = _make(first, second, third) if len(third) <= 2 else None
        return dict.fromkeys(ORDERS, day) if day else {}
    readings = {
        DAY_FIRST: _make(third, second, first),
        MONTH_FIRST: _make(third, first, second),
    }
    if len(third) <= 2:
        readings[YEAR_FIRST] = _make(first, second, third)
    return {order: day for order, day in readings.items() if day}


def get_order(texts: Iterable[str], preferred: str = DAY_FIRST) -> str:
    """Return the order of day, month and year in which a column is written.

    :param texts: all that is written in the column, dates or not
    :param preferred: the order to take when the column does not tell
    """
    votes = OrderVotes()
    for text in texts:
        votes.add(text)
    return votes.get_order(preferred)


class OrderVotes:
    """The orders in which the dates of a column can be read, as they are met."""

    def __init__(self) -> None:
        self._possible = set(ORDERS)
        self._votes = dict.fromkeys(ORDERS, 0)
        self.has_ambiguous = False

    def add(self, text: str) -> None:
        readings = get_readings(text)
        if not readings:
            return
        if len(set(readings.values())) > 1:
            self.has_ambiguous = True
        elif len(readings) == len(ORDERS):
            return
        self._possible &= readings.keys()
        for order in readings:
            self._votes[order] += 1

    @property
    def is_mixed(self) -> bool:
        """Whether no order fits all dates."""
        return not self._possible

    def is_decided(self, preferred: str = DAY_FIRST) -> bool:
        """Say whether the column itself tells how its dates are meant."""
        return not self.has_ambiguous or self._get_best() == {self.get_order(preferred)}

    def get_order(self, preferred: str = DAY_FIRST) -> str:
        best = self._get_best()
        if preferred in best:
            return preferred
        return next(order for order in ORDERS if order in best)

    def _get_best(self) -> set[str]:
        if self._possible:
            # who writes 26-03-04 begins with the year only if nothing else fits
            usual = self._possible - {YEAR_FIRST}
            return usual or self._possible
        most = max(self._votes.values())
        return {order for order, count in self._votes.items() if count == most}


def read_date(
    cell: Cell, order: str = DAY_FIRST, epoch: date = EPOCH_1900
) -> tuple[str, str]:
    """Return the day that a cell means, as ISO text, and a problem if it means none.

    :param order: one of ORDERS, for dates that are written as text
    :param epoch: the day from which the workbook counts, for dates that are numbers
    :return: ``("2026-03-31", "")``, ``("", "")`` for an empty cell, or
        ``("", problem)`` with ERROR, NO_VALUE, NO_DATE, or NO_DAY for a year or month
        without a day
    """
    if cell.problem:
        return "", ERROR if cell.problem == ERROR else NO_VALUE
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat(), ""
    if isinstance(value, date):
        return value.isoformat(), ""
    if isinstance(value, bool | time | timedelta):
        return "", NO_DATE
    if isinstance(value, int | float):
        return _read_number(value, epoch)
    text = clean_text(value or "")
    if is_nothing(text) or _NO_DATE.fullmatch(text):
        return "", ""
    readings = get_readings(text)
    if day := readings.get(order) or (
        # it can only be read in one way, whatever the others are
        next(iter(readings.values())) if len(set(readings.values())) == 1 else None
    ):
        return day.isoformat(), ""
    return "", NO_DAY if _lacks_day(text) else NO_DATE


def _read_number(number: int | float, epoch: date) -> tuple[str, str]:
    """A date that has lost its format is a number of days. 20260331 is none."""
    if not number:
        return "", ""
    if abs(number) < 1e6:
        day = epoch + timedelta(days=int(number))
        if FIRST_DAY <= day <= LAST_DAY:
            return day.isoformat(), ""
    elif found := _COMPACT.fullmatch(str(int(number))):
        if day := _make(found[1], found[2], found[3]):
            return day.isoformat(), ""
    return "", NO_DAY if 1900 <= number <= 2200 else NO_DATE


def _read_words(text: str) -> date | None:
    """The day of a date with the name of its month."""
    if found := _DAY_NAME.fullmatch(text):
        day, name, year = found.groups()
    elif found := _NAME_DAY.fullmatch(text):
        name, day, year = found.groups()
    else:
        return None
    month = MONTHS.get(name.lower().translate(_ACCENTS))
    return _make(year, str(month), day) if month else None


def _lacks_day(text: str) -> bool:
    if _NO_DAY.fullmatch(text):
        return True
    found = _NAME_YEAR.fullmatch(text)
    return bool(found and found[1].lower().translate(_ACCENTS) in MONTHS)


def _make(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number < _CENTURY_ENDS else 1900
    elif len(year) == 3:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
