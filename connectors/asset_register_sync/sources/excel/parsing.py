"""From the XML of a sheet to cells.

A cell's kind (``t``) says how its value is written: ``s`` a number in the list of
texts, ``inlineStr`` a text in place, ``str`` the text of a formula, ``b``, ``e`` an
error, ``d`` an ISO date, else a number, which its style may make a date.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from ...mapping.cells import ERROR, NO_VALUE, Cell

MOST_COLUMNS = 500
EMPTY = Cell(None)
GENERAL = "General"


class CellReader:
    """Knows the texts and styles of a workbook; ``sheet`` is for the names of cells."""

    def __init__(self, book: Any, texts: Sequence[str], sheet: str) -> None:
        self._texts = texts
        self._sheet = sheet
        self._styles = book._cell_styles
        self._number_formats = book._number_formats
        self._dates = book._date_formats
        self._durations = book._timedelta_formats
        self._epoch = book.epoch
        self._formats: dict[int, str] = {}

    def read(self, element: Any, column: int, row: int) -> Cell:
        """Return the cell of an element; EMPTY if there is nothing in it."""
        kind = element.get("t")
        text, has_formula = None, False
        for child in element:
            tag = child.tag
            if tag.endswith("}v"):
                text = child.text
            elif tag.endswith("}f"):
                has_formula = True
            elif tag.endswith("}is"):
                text = "".join(_get_runs(child))
        if text is None:
            # a formula may also have an empty text as its value
            if has_formula and kind != "str":
                return Cell(None, GENERAL, NO_VALUE, self._name(column, row))
            return EMPTY
        if kind == "s":
            return Cell(self._texts[int(text)])
        if kind in ("inlineStr", "str"):
            return Cell(text)
        if kind == "e":
            return Cell(text, GENERAL, ERROR, self._name(column, row))
        if kind == "b":
            return Cell(text.strip() in ("1", "true"))
        if kind == "d":
            return Cell(datetime.fromisoformat(text))
        return self._read_number(element, text, column, row)

    def _read_number(self, element: Any, text: str, column: int, row: int) -> Cell:
        style = int(element.get("s") or 0)
        number = _get_number(text)
        if style in self._dates:
            is_duration = style in self._durations
            try:
                value = from_excel(number, self._epoch, timedelta=is_duration)
            except (ValueError, OverflowError):
                return Cell("#VALUE!", GENERAL, ERROR, self._name(column, row))
            return Cell(value)
        place = ""
        if isinstance(number, float):
            # only where something may have to be told
            place = self._name(column, row)
        return Cell(number, self._get_format(style), "", place)

    def _get_format(self, style: int) -> str:
        if not style:
            return GENERAL
        if style not in self._formats:
            number = self._styles[style].numFmtId
            if number < BUILTIN_FORMATS_MAX_SIZE:
                found = BUILTIN_FORMATS.get(number, GENERAL)
            else:
                found = self._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
            self._formats[style] = found
        return self._formats[style]

    def _name(self, column: int, row: int) -> str:
        return f"{self._sheet}!{get_column_letter(column)}{row}"


def read_rows(
    source: IO[bytes], reader: CellReader
) -> Iterator[tuple[int, list[Cell]]]:
    """Yield number and cells of each row, of rows out of order too.

    Cells that name no place stand behind the one before.
    """
    number = 0
    columns: dict[str, int] = {}
    events: Any = etree.iterparse(
        source,
        tag="{*}row",
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
    )
    for _event, row in events:
        number = int(row.get("r") or number + 1)
        cells: list[Cell] = []
        column = 0
        for element in row:
            place = element.get("r")
            if place:
                letters = place.rstrip("0123456789")
                known = columns.get(letters)
                if known is None:
                    known = columns[letters] = _get_column(letters)
                column = known
            else:
                column += 1
            if column > MOST_COLUMNS:
                continue
            cell = reader.read(element, column, number)
            if cell is EMPTY:
                continue
            while len(cells) < column:
                cells.append(EMPTY)
            cells[column - 1] = cell
        yield number, cells
        # what was read is let go of, and the empty elements before it
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _get_runs(element: Any) -> Iterator[str]:
    """Yield the pieces of a text in place, without how it is pronounced."""
    for child in element:
        if child.tag.endswith("}t"):
            yield child.text or ""
        elif child.tag.endswith("}r"):
            yield from _get_runs(child)


def _get_column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"{letters} is no column")
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _get_number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        number = float(text)
    # 2.0 is how some programs write 2
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
