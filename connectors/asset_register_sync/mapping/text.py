"""Any value of a register as text."""

import html
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .cells import Cell, get_cell_text, get_number_text, is_exact

# what Odoo refuses in a text, and what nobody sees
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u2060]")
_SURROGATE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")
NOTHING = frozenset({"&nbsp;", "\xa0"})


class Unmappable(ValueError):
    """A value that cannot become what Odoo wants. The text says why."""


def get_text(value: Any, *, unescape: bool = False) -> str:
    """Return the text of a value, without signs that nobody sees.

    :raises Unmappable: for a table or list, an error cell, a formula without a value,
        or a number that has lost digits
    """
    if value is None or value is False:
        return ""
    if isinstance(value, Cell):
        check_cell(value)
        text = get_cell_text(value)
    elif isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true"
    elif isinstance(value, int | float):
        if not is_exact(value):
            raise Unmappable(f"{value} has lost digits: it should be a text")
        text = get_number_text(value)
    elif isinstance(value, Decimal):
        text = format(value, "f")
    elif isinstance(value, datetime | date):
        text = value.isoformat()
    else:
        raise Unmappable(f"there is a {_name(value)} where a value should be")
    if unescape:
        text = html.unescape(text)
    if text.strip() in NOTHING:
        return ""
    if isinstance(value, Cell):
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text)).strip()


def get_line(value: Any, *, unescape: bool = False) -> str:
    """Return the text of a value in one line."""
    return " ".join(get_text(value, unescape=unescape).split())


def check_cell(cell: Cell) -> None:
    """Refuse a cell that has no value, or not all of it.

    :raises Unmappable: naming the cell
    """
    if cell.problem == "error":
        raise Unmappable(f"{cell.place or 'the cell'} shows {cell.value}")
    if cell.problem:
        raise Unmappable(
            f"{cell.place or 'the cell'} has a formula that nobody has calculated: "
            "open and save the workbook in a spreadsheet program"
        )
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not is_exact(value):
            raise Unmappable(
                f"{cell.place or 'the cell'} is a number with more than 15 digits, "
                "which has lost the last ones: format the column as text and enter it "
                "anew"
            )


def _name(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "table"
