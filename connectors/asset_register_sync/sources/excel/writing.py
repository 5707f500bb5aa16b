"""Writing values into a copy of a workbook; the workbook itself stays as it is."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell

from ...errors import SourceRefused

# a workbook is held in memory to be copied with its looks: about 50 times its size
LARGEST = 15_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A cell and what it shall say; ``column`` is counted from 1."""

    sheet: str
    row: int
    column: int
    text: str


def write_copy(path: Path, output: Path, places: Iterable[Place]) -> int:
    """Write a copy with other values; return how many cells were written.

    Formulas, formats and looks stay. The copy is there only when it is whole.

    :raises SourceRefused: if the copy would be the workbook itself, it is too large, or
        cannot be written
    """
    if output.exists() and output.samefile(path):
        raise SourceRefused(f"{output} is the workbook itself: give another output")
    if path.stat().st_size > LARGEST:
        raise SourceRefused(f"{path} is too large to be copied with changes")
    book = openpyxl.load_workbook(path)
    count = 0
    for place in places:
        cell: Any = book[place.sheet].cell(place.row, place.column)
        if isinstance(cell, MergedCell):
            raise SourceRefused(
                f"{place.sheet}!{cell.coordinate} is part of another cell"
            )
        # text, also if it looks like a formula
        cell.value = None
        cell._value = place.text or None
        cell.data_type = "s" if place.text else "n"
        count += 1
    half = output.with_name(f".{output.name}.half")
    try:
        book.save(half)
        os.replace(half, output)
    except OSError as error:
        raise SourceRefused(f"{output} cannot be written: {error.strerror}") from error
    finally:
        half.unlink(missing_ok=True)
    return count
