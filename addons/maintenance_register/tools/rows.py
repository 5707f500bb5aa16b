"""From the rows of a table to the records of a register.

The rows are gone through twice, for how the dates and amounts of a column are written
is known only at its end: ``Survey`` takes each row as it is read and gives back what is
to be kept of it, and ``get_records`` makes records of what was kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import amounts, dates
from .cells import (
    Cell,
    clean_lines,
    get_text,
    get_text_problem,
    is_nothing,
)
from .table import is_repeated_header, is_total
from .words import get_choice

EMPTY = Cell(None)

# what becomes of a row
RECORD = "record"
PROBLEM = "problem"
NO_KEY = "no_key"
REPEATED_KEY = "repeated_key"
BELOW = "below"

# How an entry of a kept row begins: a value, text whose meaning the column decides, or
# a problem with the text that shows it.
_VALUE, _TEXT, _PROBLEM = "=", "?", "!"
# texts in which a dash is a dash
_ANY_TEXT = ("note", "name")

Entries = list[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table that is read: its place, and what of the asset it holds.

    ``type`` is that of the key: ``text``, ``date``, ``money``, ``choice``, ``name``.
    """

    index: int
    key: str
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of a table before its rows are read.

    :param columns: those that are read, each key once
    :param key_index: the column whose text identifies a record
    :param headings: the texts of the row of headings
    :param date_order: the order of day, month and year where the column does not tell
    :param decimal_mark: the decimal mark where the column does not tell
    :param currency: the code and sign of the currency of amounts
    :param epoch: the day from which the workbook counts
    """

    columns: tuple[Column, ...]
    key_index: int
    headings: tuple[str, ...] = ()
    date_order: str = dates.DAY_FIRST
    decimal_mark: str = amounts.POINT
    currency: tuple[str, str] = ("", "")
    epoch: date = dates.EPOCH_1900


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be read: its key, a code, and the text that is shown."""

    key: str
    code: str
    shown: str


@dataclass(slots=True)
class Row:
    """A row and what became of it.

    ``values`` has the keys whose cells are not empty; ``empty`` names the others.
    ``others`` are the numbers of the rows with the same key.
    """

    number: int
    verdict: str
    external_id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    others: list[int] = field(default_factory=list)


class Survey:
    """Goes through the rows of a table once, and keeps of each what is needed later."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.count = 0
        # that of the last row with something in the column of the key
        self.last_number = 0
        self._orders = {
            column.index: dates.OrderVotes()
            for column in layout.columns
            if column.type == "date"
        }
        self._marks = {
            column.index: amounts.MarkVotes()
            for column in layout.columns
            if column.type == "money"
        }
        self._numbers: dict[str, list[int]] = {}

    def take(self, number: int, cells: Sequence[Cell]) -> Entries | None:
        """Return what is to be kept of a row; None if it is to be passed over.

        The first entry tells the key, the second whether the row looks like one of the
        table, the others stand for the columns of the layout.
        """
        texts = [get_text(cell) for cell in cells]
        if not any(texts) and not any(cell.problem for cell in cells):
            return None
        if is_repeated_header(texts, self.layout.headings):
            return None
        self.count += 1
        key = self._read_key(cells)
        entries = [key, self._get_shape(texts)]
        entries += [self._read(column, cells) for column in self.layout.columns]
        if key != _VALUE:
            self.last_number = number
        if key.startswith(_VALUE) and len(key) > 1:
            self._numbers.setdefault(key[1:], []).append(number)
        return entries

    def _read_key(self, cells: Sequence[Cell]) -> str:
        cell = _get(cells, self.layout.key_index)
        problem = get_text_problem(cell)
        if problem:
            return f"{_PROBLEM}{problem}:{get_text(cell)}"
        text = get_text(cell)
        # nobody tags an asset "Total"
        return _VALUE + ("" if is_nothing(text) or is_total([text]) else text)

    def _get_shape(self, texts: list[str]) -> str:
        """``total`` for a row that adds up, ``thin`` for one with few cells."""
        if is_total(texts):
            return "total"
        named = sum(bool(heading) for heading in self.layout.headings)
        filled = sum(bool(text) for text in texts)
        return "thin" if 2 * filled < named else ""

    def _read(self, column: Column, cells: Sequence[Cell]) -> str:
        cell = _get(cells, column.index)
        is_text = isinstance(cell.value, str) and not cell.problem
        if column.type == "date":
            if is_text:
                text = get_text(cell)
                self._orders[column.index].add(text)
                return _TEXT + text
            return _join(dates.read_date(cell, epoch=self.layout.epoch), cell)
        if column.type == "money":
            if is_text:
                text = get_text(cell)
                self._marks[column.index].add(text)
                return _TEXT + text
            currency = self.layout.currency
            return _join(amounts.read_amount(cell, currency=currency), cell)
        return self._read_text(column, cell)

    def _read_text(self, column: Column, cell: Cell) -> str:
        if problem := get_text_problem(cell):
            return _join(("", problem), cell)
        text = get_text(cell)
        if column.key not in _ANY_TEXT and is_nothing(text):
            return _VALUE
        if column.key == "note" and isinstance(cell.value, str):
            text = clean_lines(cell.value)
        return _VALUE + get_choice(column.key, text)

    def get_order(self, index: int) -> str:
        """Return the order of day, month and year in a column."""
        return self._orders[index].get_order(self.layout.date_order)

    def get_mark(self, index: int) -> str:
        """Return the decimal mark of a column."""
        return self._marks[index].get_mark(self.layout.decimal_mark)

    def get_undecided(self) -> list[Column]:
        """Return the columns of dates that can be read in more than one way."""
        preferred = self.layout.date_order
        return [
            column
            for column in self.layout.columns
            if column.index in self._orders
            and not self._orders[column.index].is_decided(preferred)
        ]

    def get_numbers(self, external_id: str) -> list[int]:
        """Return the numbers of the rows that have a key."""
        return self._numbers.get(external_id, [])


def get_records(survey: Survey, kept: Iterable[tuple[int, Entries]]) -> Iterator[Row]:
    """Make rows with records of what was kept, in their order.

    :param survey: that has taken all rows
    :param kept: the number of each row and what ``Survey.take`` returned for it
    """
    previous = 0
    is_below = False
    for number, entries in kept:
        if number > survey.last_number and not is_below:
            # behind the last record: a blank row, a total or a remark ends the table
            has_gap = bool(previous) and number > previous + 1
            is_below = has_gap or bool(entries[1])
        previous = number
        if is_below:
            yield Row(number, BELOW)
        else:
            yield _get_row(survey, number, entries)


def _get_row(survey: Survey, number: int, entries: Entries) -> Row:
    key, shape, *others = entries
    row = Row(number, RECORD)
    if key.startswith(_VALUE):
        row.external_id = key[1:]
    else:
        code, _colon, shown = key[1:].partition(":")
        row.problems.append(Problem("external_id", code, shown))
    for column, entry in zip(survey.layout.columns, others, strict=True):
        text, problem, shown = _resolve(survey, column, entry)
        if problem:
            row.problems.append(Problem(column.key, problem, shown))
        elif text:
            row.values[column.key] = text
        else:
            row.empty.append(column.key)
    numbers = survey.get_numbers(row.external_id)
    if row.problems:
        row.verdict = PROBLEM
    elif not row.external_id:
        # between two records only a total or a title of some rows has no key
        row.verdict = BELOW if shape else NO_KEY
    elif len(numbers) > 1:
        row.verdict = REPEATED_KEY
        row.others = [other for other in numbers if other != number]
    return row


def _resolve(survey: Survey, column: Column, entry: str) -> tuple[str, str, str]:
    """Return the value of an entry, or a problem and the text that shows it."""
    mark, rest = entry[:1], entry[1:]
    if mark == _VALUE:
        return rest, "", ""
    if mark == _PROBLEM:
        code, _colon, shown = rest.partition(":")
        return "", code, shown
    cell = Cell(rest)
    if column.type == "date":
        text, problem = dates.read_date(cell, survey.get_order(column.index))
    else:
        currency = survey.layout.currency
        text, problem = amounts.read_amount(
            cell, survey.get_mark(column.index), currency
        )
    return text, problem, rest if problem else ""


def _join(read: tuple[str, str], cell: Cell) -> str:
    text, problem = read
    return f"{_PROBLEM}{problem}:{get_text(cell)}" if problem else _VALUE + text


def _get(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else EMPTY
