"""A plan as a workbook, for people who decide by one."""

import re
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..engine.planfile import Line

HEADINGS = ("Record", "Row", "Result", "Field", "Old", "New", "Reason")
LONGEST_TEXT = 32_767
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class PlanWorkbook:
    """One row for each field that changes."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Plan")
        self._sheet.freeze_panes = "A2"
        self._add(HEADINGS)

    def add(self, line: Line) -> None:
        start = (line.external_id, line.place, line.result)
        for name, old, new in line.changes or (("", "", ""),):
            self._add((*start, name, old, new, line.reason))

    def save(self, path: Path) -> None:
        self._book.save(path)

    def _add(self, values: tuple[Any, ...]) -> None:
        self._sheet.append([self._get_cell(value) for value in values])

    def _get_cell(self, value: Any) -> Any:
        if value is None or value is False or value == "":
            return None
        if not isinstance(value, str):
            return value if isinstance(value, int | float) else str(value)
        cell: Any = WriteOnlyCell(self._sheet)
        # not by its value: openpyxl would make a formula of what begins with "="
        cell._value = _NOT_IN_XML.sub("", value)[:LONGEST_TEXT]
        cell.data_type = "s"
        return cell
