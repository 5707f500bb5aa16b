"""What a person is shown of a workbook before anything of it is read as records.

Which sheet holds the table, which row its headings, what each column is taken for, and
some of what stands in it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import headings as known_headings
from .headings import IGNORED, squeeze
from .table import Header, find_header, is_repeated_header

# how many rows are looked at: those in which headings are looked for, and some below
MOST_ROWS = 80
MOST_EXAMPLES = 3
LONGEST_EXAMPLE = 40

# what may identify a record, best first
KEY_ORDER = ("external_id", "code", "serial_no")

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a sheet. ``header`` is None if no row looks like headings."""

    header: Header | None
    columns: tuple["ColumnLook", ...] = ()
    key_index: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column with a heading: its place, what it is taken for, what stands in it."""

    index: int
    heading: str
    key: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of the columns of a register: {squeezed heading: key or IGNORED},
    and the squeezed heading of the column that identifies a record.
    """

    keys: Mapping[str, str]
    key_heading: str = ""


NOTHING_KNOWN = Memory({})


def look(
    rows: Rows,
    memory: Memory = NOTHING_KNOWN,
    labels: Mapping[str, str] | None = None,
    header_number: int | None = None,
) -> Look:
    """Return what a sheet seems to hold.

    :param rows: its first rows that are not empty: (number, texts)
    :param labels: {key: its name in the language of the user}
    :param header_number: the row that a person said holds the headings
    """

    def count(texts: Sequence[str]) -> int:
        return known_headings.count_known(texts, labels, memory.keys)

    header = _get_header(rows, count, header_number)
    if not header:
        return Look(None)
    keys = known_headings.match(header.headings, labels, memory.keys)
    below = [
        texts
        for number, texts in rows
        if number > header.number and not is_repeated_header(texts, header.headings)
    ]
    columns = tuple(
        ColumnLook(index, heading, keys[index], get_examples(below, index))
        for index, heading in enumerate(header.headings)
        if heading
    )
    return Look(header, columns, choose_key(columns, memory.key_heading))


def _get_header(
    rows: Rows, count: Callable[[Sequence[str]], int], header_number: int | None
) -> Header | None:
    if not header_number:
        return find_header(rows, count)
    for number, texts in rows:
        if number == header_number and any(texts):
            return Header(number, tuple(texts), count(texts))
    return None


def choose_sheet(looks: Sequence[Look], is_hidden: Sequence[bool]) -> int:
    """Return the index of the sheet whose headings are known best.

    A hidden sheet only if no other has a table. Of equal ones the first.
    """

    def rank(index: int) -> tuple[bool, int, bool]:
        header = looks[index].header
        known = header.known if header else 0
        return (bool(known) and not is_hidden[index], known, header is not None)

    return max(range(len(looks)), key=rank, default=0)


def choose_key(columns: Iterable[ColumnLook], remembered: str = "") -> int | None:
    """Return the index of the column that identifies a record, None if none does.

    :param remembered: the squeezed heading of the column that did so before
    """
    columns = list(columns)
    for column in columns:
        if remembered and squeeze(column.heading) == remembered:
            return column.index
    found = {column.key: column.index for column in columns if column.key != IGNORED}
    return next((found[key] for key in KEY_ORDER if key in found), None)


def get_examples(rows: Iterable[Sequence[str]], index: int) -> tuple[str, ...]:
    """Return some different texts of a column, shortened."""
    found: dict[str, None] = {}
    for texts in rows:
        if index < len(texts) and texts[index]:
            found.setdefault(_shorten(texts[index]))
            if len(found) == MOST_EXAMPLES:
                break
    return tuple(found)


def _shorten(text: str) -> str:
    if len(text) <= LONGEST_EXAMPLE:
        return text
    return f"{text[: LONGEST_EXAMPLE - 1]}…"
