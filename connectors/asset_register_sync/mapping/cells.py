"""What one cell of a workbook holds, and what a person reads in it.

A workbook keeps less than it shows: the number 123 with the format ``00000`` is shown
as 00123, and is the tag of an asset. And it shows less than it keeps:
82.30000000000001 is 82.3.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

# Excel calculates with 15 digits; what stands behind is made up
MOST_DIGITS = 15
MOST_EXACT = 10**MOST_DIGITS

ERROR = "error"
NO_VALUE = "no value"

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETED = re.compile(r"\[[^\]]*\]|_.|\*.")


class Cell(NamedTuple):
    """One cell. ``place`` names it, such as ``Assets!D12``.

    ``problem``: ERROR (``value`` is the error as it is shown, ``#N/A``), or NO_VALUE
    for a formula that nobody has calculated.
    """

    value: str | int | float | bool | date | time | timedelta | None
    number_format: str = "General"
    problem: str = ""
    place: str = ""


def get_number_text(number: int | float) -> str:
    """Return a number as digits with a decimal point, never with an exponent."""
    if isinstance(number, int):
        return str(number)
    text = format(Decimal(f"{number:.{MOST_DIGITS}g}"), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def is_exact(number: int | float) -> bool:
    """Say whether all digits of a number are what was entered."""
    return isinstance(number, int) or abs(number) < MOST_EXACT


def get_cell_text(cell: Cell) -> str:
    """Return what a person reads in a cell; for an error that, for nothing nothing."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _get_shown_number(value, cell.number_format)
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _get_shown_number(number: int | float, number_format: str) -> str:
    is_whole = isinstance(number, int) or number.is_integer()
    text = get_number_text(number)
    if is_whole and number >= 0:
        return format_digits(text, number_format)
    return text


def format_digits(digits: str, number_format: str) -> str:
    """Return a whole number as its format shows it: leading zeros (``00000``) and what
    stands between digits (``000-000``, ``"AB-"0000``). The digits alone if the format
    is an ordinary one: for amounts, dates, percentages, currencies.
    """
    section = number_format.split(";")[0]
    if "[$" in section or section.count("0") < 1:
        return digits
    # quoted signs stand for themselves: hide them while the pattern is looked at
    literals: list[str] = []

    def hide(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or "")
        return "\x00"

    pattern = _BRACKETED.sub("", _QUOTED.sub(hide, section))
    if re.search(r"[^0#?\x00\-+() /:]", pattern):
        return digits
    if pattern.count("0") < 2 and not pattern.strip("0#?"):
        return digits
    return _fill(pattern, literals, digits)


def _fill(pattern: str, literals: list[str], digits: str) -> str:
    """Put digits into their places from the right; the first place takes the rest."""
    first = next(index for index, sign in enumerate(pattern) if sign in "0#?")
    rest = list(digits)
    shown: list[str] = []
    hidden = list(literals)
    for index in reversed(range(len(pattern))):
        sign = pattern[index]
        if sign == "\x00":
            shown.append(hidden.pop())
        elif sign not in "0#?":
            shown.append(sign)
        elif index == first:
            shown.append("".join(rest) or ("0" if sign == "0" else ""))
        elif rest:
            shown.append(rest.pop())
        elif sign == "0":
            shown.append("0")
    return "".join(reversed(shown)).strip()
