"""Reading a workbook row by row, without ever holding all of it.

openpyxl reads it. Three things are asked of it that it does not offer: to tell a
formula that nobody has calculated from an empty cell, to pass over parts of the file
that hold no cells and may be damaged, and to make no cells of rows that are not there.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

# tests read workbooks without the addon
# pylint: disable-next=odoo-addons-relative-import
from odoo.addons.maintenance_register.tools.cells import ERROR, NO_VALUE, Cell

# What a file may grow to when it is unpacked. 100,000 rows of 20 columns have 150 MB.
LARGEST_UNPACKED = 600_000_000
# its texts, which are held in memory, and what else is: styles, relations
LARGEST_TEXTS = 80_000_000
LARGEST_OTHERS = 40_000_000
# how many times larger than packed a large part may be; those of spreadsheet programs
# are 5 to 50 times as large, those that are made to harm, 1,000 times
LARGEST_RATIO = 300
LARGE_PART = 20_000_000
MOST_COLUMNS = 500

# why a file is refused
NOT_A_WORKBOOK = "not_a_workbook"
OLD_OR_ENCRYPTED = "old_or_encrypted"
OTHER_KIND = "other_kind"
DAMAGED = "damaged"
TOO_LARGE = "too_large"


class UnreadableWorkbook(Exception):
    """A file that is no workbook, or none that can be read.

    ``code`` is one of the constants above, ``detail`` what is known of the reason.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells. ``index`` is its place among them, from 0."""

    index: int
    name: str
    is_hidden: bool


class _Package(ExcelReader):
    """Reads what cells need of a workbook, and nothing else."""

    # pylint: disable-next=missing-return
    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        # some programs name the part and leave it out, for they write texts in the
        # cells
        if part is not None and part.PartName[1:] in self.valid_files:
            super().read_strings()

    def read_properties(self):
        pass

    def read_custom(self):
        pass

    def read_theme(self):
        pass

    def read_chartsheet(self, sheet, rel):
        pass


class _Parser(WorkSheetParser):
    """Marks formulas without a value with the type ``f``."""

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # a formula may also have an empty text as its value
            cell["data_type"] = "s" if element.get("t") == "str" else "f"
        return cell


class Workbook:
    """A workbook that is open for reading; to be closed, or used in a ``with``.

    :param source: its content, or a file that can be read anywhere
    :raises UnreadableWorkbook: if it cannot be read
    """

    def __init__(self, source: bytes | BinaryIO) -> None:
        self._file = io.BytesIO(source) if isinstance(source, bytes) else source
        _check(self._file)
        try:
            with warnings.catch_warnings():
                # of styles and extensions that it does not know
                warnings.simplefilter("ignore")
                package = _Package(
                    self._file, read_only=True, data_only=True, keep_links=False
                )
                package.read()
        except Exception as error:
            raise UnreadableWorkbook(DAMAGED, _describe(error)) from error
        self._book = package.wb
        self._formats: dict[int, str] = {}
        self._sheets = [
            sheet for sheet in self._book.worksheets if hasattr(sheet, "_get_source")
        ]

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._book.close()

    @property
    def epoch(self) -> date:
        """The day from which dates are counted."""
        return self._book.epoch.date()

    @property
    def sheets(self) -> list[Sheet]:
        return [
            Sheet(index, sheet.title, sheet.sheet_state != "visible")
            for index, sheet in enumerate(self._sheets)
        ]

    def get_rows(self, index: int) -> Iterator[tuple[int, list[Cell]]]:
        """Return the rows of a sheet that are not empty: number and cells.

        The number is that of the sheet. Cells behind the last that is not empty are
        left out.

        :raises UnreadableWorkbook: if the sheet is damaged
        """
        sheet = self._sheets[index]
        try:
            with warnings.catch_warnings(), sheet._get_source() as source:
                # of dates that are out of range: they become errors
                warnings.simplefilter("ignore")
                parser = _Parser(
                    source,
                    sheet._shared_strings,
                    data_only=True,
                    epoch=self._book.epoch,
                    date_formats=self._book._date_formats,
                    timedelta_formats=self._book._timedelta_formats,
                )
                for number, row in parser.parse():
                    if cells := self._get_cells(row):
                        yield number, cells
        except UnreadableWorkbook:
            raise
        except Exception as error:
            raise UnreadableWorkbook(DAMAGED, _describe(error)) from error

    def _get_cells(self, row: list[dict]) -> list[Cell]:
        cells: list[Cell] = []
        for given in row:
            value, kind, column = given["value"], given["data_type"], given["column"]
            if (value is None and kind != "f") or column > MOST_COLUMNS:
                continue
            while len(cells) < column - 1:
                cells.append(_EMPTY)
            if kind == "e":
                cell = Cell(str(value), problem=ERROR)
            elif kind == "f":
                cell = Cell(None, problem=NO_VALUE)
            elif isinstance(value, str):
                cell = Cell(value)
            else:
                cell = Cell(value, self._get_format(given["style_id"]))
            if len(cells) < column:
                cells.append(cell)
            else:
                # out of order, or the same cell again
                cells[column - 1] = cell
        while cells and cells[-1].is_blank:
            cells.pop()
        return cells

    def _get_format(self, style_id: int) -> str:
        if style_id not in self._formats:
            number = self._book._cell_styles[style_id].numFmtId
            if number < BUILTIN_FORMATS_MAX_SIZE:
                found = BUILTIN_FORMATS.get(number, "General")
            else:
                found = self._book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
            self._formats[style_id] = found
        return self._formats[style_id]


_EMPTY = Cell(None)


def _check(file: BinaryIO) -> None:
    """Refuse what is no workbook before anything of it is unpacked."""
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableWorkbook(OLD_OR_ENCRYPTED)
    if not head.startswith(b"PK"):
        raise UnreadableWorkbook(NOT_A_WORKBOOK)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableWorkbook(DAMAGED, _describe(error)) from error
    names = {part.filename.lower() for part in parts}
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise UnreadableWorkbook(OTHER_KIND)
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or any(map(_is_too_large, parts)):
        raise UnreadableWorkbook(TOO_LARGE, f"{size // 1_000_000} MB")
    file.seek(0)


def _is_too_large(part: zipfile.ZipInfo) -> bool:
    """Say whether a part would fill the memory."""
    name, size = part.filename.lower(), part.file_size
    if size > LARGE_PART and size > LARGEST_RATIO * max(part.compress_size, 1):
        return True
    if name.endswith("sharedstrings.xml"):
        return size > LARGEST_TEXTS
    # sheets are read row by row; pictures and the like not at all
    is_held = name.endswith((".xml", ".rels")) and not any(
        folder in name for folder in ("/worksheets/sheet", "/pivotcache/")
    )
    return is_held and size > LARGEST_OTHERS


def _describe(error: BaseException) -> str:
    # openpyxl says what it was doing, and what went wrong is behind that
    cause = error.__cause__ or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())[:200]
