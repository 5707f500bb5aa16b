"""All records of a table, without ever holding all of them in memory.

How the dates and amounts of a column are written is known at its end, so the rows lie
in a file until then.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from .cells import Cell
from .rows import BELOW, Entries, Layout, Row, Survey, get_records

# what is in a row, as JSON can carry it: a value, or False for an empty cell
Record = dict[str, str | float | bool]


class TooManyRows(Exception):
    """A table has more rows than are taken at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was gone through once: what is known of it now, and its rows."""

    survey: Survey
    rows: Iterator[Row]


@contextmanager
def read_table(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    layout: Layout,
    header_number: int,
    most_rows: int,
) -> Iterator[Table]:
    """Give the rows of a table; those above it and below it are left out.

    :param rows: all rows of the sheet that are not empty: (number, cells)
    :param header_number: the row of the headings
    :raises TooManyRows: if there are more than ``most_rows``
    """
    survey = Survey(layout)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        for number, cells in rows:
            if number <= header_number:
                continue
            entries = survey.take(number, cells)
            if entries is not None:
                file.write(f"{json.dumps([number, entries])}\n")
            if survey.count > most_rows:
                raise TooManyRows
        file.seek(0)
        found = get_records(survey, _read_kept(file))
        yield Table(survey, (row for row in found if row.verdict != BELOW))


def _read_kept(file: Iterable[str]) -> Iterator[tuple[int, Entries]]:
    for line in file:
        number, entries = json.loads(line)
        yield number, entries


def get_record(row: Row, types: dict[str, str]) -> Record:
    """Return the values of a row; an amount is a number, an empty cell is False.

    :param types: {key: type}, as in ``Column``
    """
    values: Record = {
        key: float(text) if types.get(key) == "money" else text
        for key, text in row.values.items()
    }
    return values | dict.fromkeys(row.empty, False)


def take_batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Give the rows in lists of at most ``size``."""
    while batch := list(islice(rows, size)):
        yield batch
