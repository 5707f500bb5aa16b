"""Reading a workbook row by row, without ever holding all of it.

openpyxl reads all but the rows, which ``parsing`` does three times as fast. A file that
would fill the memory is refused before anything of it is unpacked.
"""

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from ...errors import SourceAnswer
from ...mapping.cells import Cell
from .parsing import CellReader, read_rows

LARGEST_UNPACKED = 1_500_000_000
# its texts are held in memory
LARGEST_TEXTS = 150_000_000


class _Package(ExcelReader):
    """Reads what cells need of a workbook: texts, styles, and where its sheets are.

    ``sheets``: {name: (the part of the file, whether it is in sight)}.
    """

    sheets: dict[str, tuple[str, bool]]

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.sheets = {
            sheet.name: (rel.target, sheet.state == "visible")
            for sheet, rel in self.parser.find_sheets()
            if rel.target in self.valid_files and "chartsheet" not in rel.Type
        }

    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        # some programs name the part and leave it out: their texts are in the cells
        if part is not None and part.PartName[1:] in self.valid_files:
            super().read_strings()


class Workbook:
    """A workbook that is open for reading; to be closed, or used in a ``with``.

    :raises SourceAnswer: if it cannot be read
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        _check(path)
        try:
            with warnings.catch_warnings():
                # of styles and extensions that it does not know
                warnings.simplefilter("ignore")
                package = _Package(
                    path, read_only=True, data_only=True, keep_links=False
                )
                package.read()
        except Exception as error:
            raise _refuse(path, error) from error
        self._package: Any = package

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._package.archive.close()

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets, those that are hidden left out."""
        sheets: dict[str, tuple[str, bool]] = self._package.sheets
        return [name for name, (_part, is_visible) in sheets.items() if is_visible]

    def has(self, name: str) -> bool:
        return name in self._package.sheets

    def get_rows(self, name: str) -> Iterator[tuple[int, list[Cell]]]:
        """Return the rows of a sheet that are not empty: number and cells.

        :raises SourceAnswer: if the sheet is damaged
        """
        try:
            part, _is_visible = self._package.sheets[name]
            with self._package.archive.open(part) as source:
                reader = CellReader(
                    self._package.wb, self._package.shared_strings, name
                )
                for number, cells in read_rows(source, reader):
                    while cells and _is_blank(cells[-1]):
                        cells.pop()
                    if cells:
                        yield number, cells
        except SourceAnswer:
            raise
        except Exception as error:
            raise _refuse(self._path, error) from error


def _is_blank(cell: Cell) -> bool:
    value = cell.value
    return not cell.problem and (
        value is None or (isinstance(value, str) and not value.strip())
    )


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(8)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise SourceAnswer(
                f"{path} is encrypted or of Excel 2003: save it as .xlsx without a "
                "password"
            )
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except FileNotFoundError:
        raise SourceAnswer(f"there is no {path}") from None
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise SourceAnswer(f"{path} is no workbook, or not whole: {error}") from error
    names = {part.filename.lower() for part in parts}
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise SourceAnswer(f"{path} is no workbook of the kind .xlsx")
    texts = sum(
        part.file_size
        for part in parts
        if part.filename.lower().endswith("sharedstrings.xml")
    )
    if (
        sum(part.file_size for part in parts) > LARGEST_UNPACKED
        or texts > LARGEST_TEXTS
    ):
        raise SourceAnswer(f"{path} is too large when it is unpacked")


def _refuse(path: Path, error: Exception) -> SourceAnswer:
    cause = error.__cause__ or error
    text = " ".join(f"{type(cause).__name__}: {cause}".split())[:200]
    return SourceAnswer(f"{path} is damaged: {text}")
