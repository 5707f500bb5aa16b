"""A register that is a workbook."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ...config.models import Config
from ...config.workbook import WorkbookSource
from ...errors import SourceAnswer, SourceRefused, SourceShifting
from ...mapping.mapper import Row
from ...mapping.paths import squeeze
from ..base import Page, Resume, Scan, Written
from .reading import Workbook
from .table import Numbered, find_table, is_no_row

PAGE = 500
# how often a file that changes is looked at, in seconds, and how often at most
_LOOK = 1.0
_MOST_LOOKS = 30

Stamp = tuple[int, int, int]


class WorkbookRegister:
    """Reads the rows of a workbook; see ``Source``."""

    by_heading = True
    overlap = -1.0

    def __init__(
        self,
        config: WorkbookSource,
        whole: Config,
        folder: Path,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._config = config
        self._folder = folder
        self._sleep = sleep
        self._clock = clock
        rules = whole.fields.rules
        paths = [path for rule in rules.values() for path in rule.paths]
        self._wanted = frozenset(squeeze(path) for path in paths)
        self._key = frozenset(squeeze(path) for path in rules["external_id"].paths)

    def close(self) -> None:
        """Nothing is open between two scans."""

    def get_path(self) -> Path:
        """Return the file; of several that fit the newest.

        :raises SourceAnswer: if there is none
        """
        pattern = Path(self._config.path)
        whole = pattern if pattern.is_absolute() else self._folder / pattern
        found = [
            path
            for path in whole.parent.glob(whole.name)
            # Excel keeps a file of this name beside one that is open
            if path.is_file() and not path.name.startswith("~$")
        ]
        if not found:
            raise SourceAnswer(f"there is no {whole}")
        return max(found, key=lambda path: (path.stat().st_mtime, path.name))

    def get_fingerprint(self) -> str:
        path = self.get_path()
        return hashlib.sha256(f"{path}{_get_stamp(path)}".encode()).hexdigest()

    def scan(self, since: datetime | None = None, resume: Resume | None = None) -> Scan:
        """Begin to read; see ``Source``."""
        scan = Scan()
        scan.pages = self._read(scan, resume)
        return scan

    def fits(self, path: Path) -> bool:
        """Say whether a file would be taken for the register."""
        pattern = Path(self._config.path)
        whole = pattern if pattern.is_absolute() else self._folder / pattern
        is_beside = path.parent.resolve() == whole.parent.resolve()
        return is_beside and fnmatch(path.name, whole.name)

    def read_places(self) -> Iterator[tuple[str, list[str], Row, int]]:
        """Yield sheet, squeezed headings, row and its number of all rows."""
        with Workbook(self.get_path()) as book:
            for sheet in self._get_sheets(book):
                if found := self._find_table(book, sheet):
                    headings, rows = found
                    for row, number in self._take_rows(sheet, headings, rows, 0):
                        yield sheet, headings, row, number

    def write(self, external_id: str, values: Mapping[str, Any]) -> Written:
        raise SourceRefused("a workbook is written as a whole, as a new file")

    def _read(self, scan: Scan, resume: Resume | None) -> Iterator[Page]:
        path, stamp = self._settle()
        skip = (str(resume["sheet"]), int(resume["row"])) if resume else None
        scan.count = int(resume["count"]) if resume else 0
        has_table = False
        with Workbook(path) as book:
            for sheet in self._get_sheets(book):
                if skip and sheet != skip[0]:
                    has_table = True
                    continue
                rows = self._read_sheet(book, sheet, skip[1] if skip else 0)
                skip = None
                page: list[Row] = []
                for row, number in rows:
                    has_table = True
                    page.append(row)
                    scan.count += 1
                    if len(page) == PAGE:
                        yield Page(page, _get_resume(sheet, number, scan.count))
                        page = []
                if page:
                    yield Page(page, _get_resume(sheet, number, scan.count))
        if _get_stamp(path) != stamp:
            raise SourceShifting(f"{path} was changed while it was read: try again")
        if not has_table:
            raise SourceAnswer(
                f"{path} has no sheet with the headings of the configuration"
            )
        scan.is_complete = self._config.complete

    def _get_sheets(self, book: Workbook) -> list[str]:
        for name in self._config.sheets:
            if not book.has(name):
                raise SourceAnswer(f"the workbook has no sheet “{name}”")
        return list(self._config.sheets) or book.sheets

    def _read_sheet(
        self, book: Workbook, sheet: str, behind: int
    ) -> Iterator[tuple[Row, int]]:
        """Return the rows of the table of a sheet, none if it has no table."""
        if found := self._find_table(book, sheet):
            headings, rows = found
            yield from self._take_rows(sheet, headings, rows, behind)

    def _find_table(
        self, book: Workbook, sheet: str
    ) -> tuple[list[str], Iterator[Numbered]] | None:
        """Return headings and rows of the table of a sheet, None if it has none."""
        found = find_table(book.get_rows(sheet), self._wanted, self._config.header_row)
        if not found:
            if sheet in self._config.sheets:
                raise SourceAnswer(
                    f"the sheet “{sheet}” has no row with the headings of the "
                    "configuration"
                )
            return None
        _number, headings, rows = found
        if not self._key <= set(headings):
            raise SourceAnswer(
                f"the sheet “{sheet}” has no heading for the external_id"
            )
        return headings, rows

    def _take_rows(
        self, sheet: str, headings: list[str], rows: Iterator[Numbered], behind: int
    ) -> Iterator[tuple[Row, int]]:
        for number, cells in rows:
            if number <= behind or is_no_row(cells, headings):
                continue
            values = {
                heading: cell
                for heading, cell in zip(headings, cells, strict=False)
                if heading
            }
            if not any(heading in values for heading in self._wanted):
                continue
            yield Row(values, f"{sheet}!{number}"), number

    def _settle(self) -> tuple[Path, Stamp]:
        """Wait until nobody has changed the file for a moment.

        :raises SourceShifting: if somebody does so all the time
        """
        path = self.get_path()
        for _look in range(_MOST_LOOKS):
            stamp = _get_stamp(path)
            age = self._clock() - path.stat().st_mtime
            # a time in the future is of another clock: then it says nothing
            if age >= self._config.settle or age < 0:
                return path, stamp
            self._sleep(min(max(self._config.settle - age, 0.05), _LOOK))
        raise SourceShifting(f"{path} changes all the time: try again later")


def _get_stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _get_resume(sheet: str, row: int, count: int) -> Resume:
    return {"sheet": sheet, "row": row, "count": count}
