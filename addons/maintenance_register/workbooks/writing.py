"""Writing a workbook of one table, row by row, without ever holding all of it.

Text stays text: what looks like a formula is none, in Excel as well, and also after
somebody has edited the cell.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from openpyxl import Workbook as Book
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

# the most that Excel takes
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
LONGEST_TITLE = 31
# numbers with more digits would lose the last ones
LARGEST_NUMBER = 10**15

Value = str | int | float | date | bool | None

# What a spreadsheet takes for a formula, also one that reads the table from text.
_FORMULA = re.compile(r"[=+\-@\t\r|%]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


def write_table(
    file: BinaryIO,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[int] = (),
) -> int:
    """Write a workbook with one sheet into ``file``; return the number of rows.

    The headings stay in sight and have filters. Text is written as text, dates as
    dates.

    :param title: the name of the sheet
    :param widths: those of the columns, in characters; 18 for those left out
    """
    book = Book(write_only=True)
    sheet = book.create_sheet(get_title(title))
    sheet.freeze_panes = "A2"
    for index in range(len(headings)):
        letter = get_column_letter(index + 1)
        sheet.column_dimensions[letter].width = (
            widths[index] if index < len(widths) else 18
        )
    sheet.append([_get_heading(sheet, heading) for heading in headings])
    count = 0
    for row in rows:
        sheet.append([_get_cell(sheet, value) for value in row])
        count += 1
    if headings:
        last = get_column_letter(len(headings))
        sheet.auto_filter.ref = f"A1:{last}{count + 1}"
    book.save(file)
    return count


def get_title(title: str) -> str:
    """Return a name that a sheet may have."""
    cleaned = _NOT_IN_TITLE.sub(" ", _NOT_IN_XML.sub("", title)).strip(" '")
    return cleaned[:LONGEST_TITLE].strip(" '") or "Sheet"


def _get_heading(sheet, heading: str) -> Cell:
    cell = _get_text_cell(sheet, heading)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFE7E9ED")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _get_cell(sheet, value: Value) -> Cell | None:
    if value is None or value == "" or value is False:
        return None
    if isinstance(value, str):
        return _get_text_cell(sheet, value)
    if isinstance(value, int | float) and abs(value) >= LARGEST_NUMBER:
        return _get_text_cell(sheet, str(value))
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _get_text_cell(sheet, text: str) -> Cell:
    text = _NOT_IN_XML.sub("", text)
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 1]}…"
    cell = WriteOnlyCell(sheet)
    # not by its value: openpyxl would make a formula of what begins with "="
    cell._value = text
    cell.data_type = "s"
    if _FORMULA.match(text):
        # as if a person had typed an apostrophe before it
        cell.quotePrefix = True
    return cell
