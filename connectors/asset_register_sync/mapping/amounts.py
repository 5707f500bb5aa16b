"""Amounts of money, as registers write them."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from .cells import Cell, get_number_text
from .text import Unmappable, check_cell, get_line

# {format as it is named: (decimal mark, separator of thousands)}
FORMATS = {
    "": (".", ""),
    "1234.56": (".", ""),
    "1,234.56": (".", ","),
    "1.234,56": (",", "."),
    "1 234,56": (",", " "),
    "1234,56": (",", ""),
    "1'234.56": (".", "'"),
}
LARGEST = Decimal(10) ** 12

_WORDS = re.compile(r"^[^\d\-+(.,−]+|[^\d).,\-]+$")


def compile_amount(name: str) -> Callable[[Any], float | str]:
    """Return a function that gives the amount of a value, ``""`` for none.

    The function raises Unmappable for what is no amount of this format, and for what
    is too large.

    :param name: one of FORMATS
    :raises ValueError: if there is no such format
    """
    if name not in FORMATS:
        raise ValueError(f"“{name}” is no format of an amount: {', '.join(FORMATS)}")
    mark, separator = FORMATS[name]
    pattern = _compile(mark, separator)

    def read(value: Any) -> float | str:
        if isinstance(value, Cell):
            check_cell(value)
            value = value.value
        if value is None or value is False:
            return ""
        if isinstance(value, bool):
            raise Unmappable("“true” is no amount")
        if isinstance(value, int | float | Decimal):
            text = get_number_text(value) if isinstance(value, float) else str(value)
            return _check(text)
        text = get_line(value)
        if not text:
            return ""
        number = _strip(text).replace("\xa0", " ").replace("\u202f", " ")
        if not pattern.fullmatch(number):
            raise Unmappable(f"“{text}” is no amount of the format {name or '1234.56'}")
        plain = number.replace(separator, "") if separator else number
        return _check(plain.replace(mark, "."))

    return read


def _compile(mark: str, separator: str) -> re.Pattern[str]:
    whole = r"\d+"
    if separator:
        whole = rf"(?:\d{{1,3}}(?:{re.escape(separator)}\d{{3}})+|\d+)"
    return re.compile(rf"[-+]?{whole}(?:{re.escape(mark)}\d*)?")


def _strip(text: str) -> str:
    """Leave out the currency; make (12) and 12- negative numbers."""
    number = _WORDS.sub("", text.replace("−", "-")).strip()
    if number.startswith("(") and number.endswith(")"):
        return f"-{number[1:-1]}"
    if number.endswith("-"):
        return f"-{number[:-1]}"
    # a currency between the sign and the digits
    return re.sub(r"^([-+])[^\d]*(?=\d)", r"\1", number)


def _check(text: str) -> float:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Unmappable(f"“{text}” is no amount") from None
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise Unmappable(f"{text} is no amount that Odoo takes")
    return float(amount)
