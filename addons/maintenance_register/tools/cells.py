"""What one cell of a workbook says, as text.

A workbook keeps less than it shows: the number 123 with the format ``00000`` is shown
as 00123, and is the tag of an asset. And it shows less than it keeps: 82.30000000000001
is 82.3. What is returned here is what a person sees, in a form that does not depend on
his language.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

# Excel calculates with 15 digits; it writes longer numbers with an exponent, and what
# stands behind the 15th digit is made up.
MOST_DIGITS = 15
MOST_EXACT = 10**MOST_DIGITS

ERROR = "error"
NO_VALUE = "no_value"
DIGITS = "digits"

# what people and programs write where there is nothing to write
NOTHING = frozenset(
    {"-", "--", "---", "–", "—", "n/a", "#n/a", "none", "null", "(null)", "k.a.", "s/o"}
)

# A sign that a workbook could not store in XML as it is, such as a carriage return.
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u2060]")
_CURRENCY = re.compile(r"[$€£¥₹₩₽₺₴₫₱฿]|\b[A-Z]{3}\b")
# One piece of a number format: text in quotes, a condition or a language in brackets,
# an escaped sign, a blank as wide as a sign, a sign that fills the cell, anything else.
_PIECES = re.compile(r'"([^"]*)"|\[([^\]]*)\]|\\(.)|_.|\*.|(.)', re.DOTALL)


class Cell(NamedTuple):
    """One cell.

    ``value`` is None for an empty one, ``number_format`` that of the workbook,
    ``problem`` says why there is no value: ERROR (``value`` is the error as it is
    shown, ``#N/A``) or NO_VALUE (a formula that nobody has calculated).
    """

    value: str | int | float | bool | date | time | timedelta | None
    number_format: str = "General"
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        if self.problem:
            return False
        value = self.value
        return value is None or (isinstance(value, str) and not clean_text(value))


def clean_text(text: str) -> str:
    """Return ``text`` in one line, without signs that nobody sees."""
    return " ".join(clean_lines(text).split())


def clean_lines(text: str) -> str:
    """Return ``text`` without signs that nobody sees; lines stay."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _CONTROL.sub("", text).strip()


def is_nothing(text: str) -> bool:
    """Say whether a text stands for an empty cell: ``-``, ``n/a``, ``NULL``."""
    return not text or text.lower() in NOTHING


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


def get_text(cell: Cell) -> str:
    """Return what a person reads in a cell, in one line; empty for nothing.

    For an error it is the error, for a formula without a value it is empty.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _get_shown_number(value, cell.number_format)
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    return str(value)


def get_text_problem(cell: Cell) -> str:
    """Return why the text of a cell cannot be trusted, empty if it can.

    ERROR, NO_VALUE, or DIGITS for a number that has lost digits.
    """
    if cell.problem:
        return cell.problem
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and not is_exact(value):
        return DIGITS
    return ""


def _get_shown_number(number: int | float, number_format: str) -> str:
    if "%" in number_format and "%" in _first_section(number_format):
        return f"{get_number_text(float(Decimal(get_number_text(number)) * 100))}%"
    is_whole = isinstance(number, int) or number.is_integer()
    if is_whole and number >= 0:
        shown = format_digits(get_number_text(number), number_format)
        if shown is not None:
            return shown
    return get_number_text(number)


def _first_section(number_format: str) -> str:
    """Return the part of a number format that is for positive numbers."""
    end = 0
    for found in _PIECES.finditer(number_format):
        if found[4] == ";":
            break
        end = found.end()
    return number_format[:end]


def format_digits(digits: str, number_format: str) -> str | None:
    """Return a whole number as its format shows it, if that is more than the digits.

    Leading zeros (``00000``) and what stands between the digits (``000-000``,
    ``"AB-"0000``). None if the format is an ordinary one: for amounts, with decimals,
    separators between thousands, currencies.
    """
    pieces: list[tuple[bool, str]] = []
    for found in _PIECES.finditer(_first_section(number_format)):
        quoted, bracketed, escaped, plain = found.groups()
        if bracketed is not None:
            if bracketed.startswith("$"):
                return None
        elif quoted is not None or escaped is not None:
            pieces.append((False, quoted or escaped or ""))
        elif plain is not None and plain in "0#?":
            pieces.append((True, plain))
        elif plain is not None and plain in "-+() /:":
            pieces.append((False, plain))
        elif plain is not None:
            # a decimal point, a percentage, a date, a word: no format of this kind
            return None
    literals = "".join(text for is_digit, text in pieces if not is_digit)
    zeros = sum(is_digit and text == "0" for is_digit, text in pieces)
    if _CURRENCY.search(literals) or not zeros or not (zeros > 1 or literals.strip()):
        return None
    return _fill(pieces, digits)


def _fill(pieces: list[tuple[bool, str]], digits: str) -> str:
    """Put digits into their places from the right; the first place takes the rest."""
    first = next(index for index, piece in enumerate(pieces) if piece[0])
    rest = list(digits)
    shown: list[str] = []
    for index in reversed(range(len(pieces))):
        is_digit, text = pieces[index]
        if not is_digit:
            shown.append(text)
        elif index == first:
            # "#" shows no zero that nobody entered
            shown.append("".join(rest) or ("0" if text == "0" else ""))
        elif rest:
            shown.append(rest.pop())
        elif text == "0":
            shown.append("0")
    return "".join(reversed(shown)).strip()
