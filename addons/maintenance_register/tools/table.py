"""Where in a sheet the table is: which row holds the headings, which rows are its own.

Above a table there are titles and logos, below it totals and remarks, and printed lists
repeat their headings on each page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .headings import squeeze

# how many rows that are not empty are looked at for the headings
MOST_ROWS_ABOVE = 60

# A row that begins so is no asset.
_TOTALS = frozenset(
    map(
        squeeze,
        (
            "total",
            "totals",
            "sum",
            "subtotal",
            "grand total",
            "summe",
            "gesamt",
            "gesamtsumme",
            "zwischensumme",
            "insgesamt",
            "somme",
            "total général",
            "sous-total",
            "suma",
            "total general",
            "subtotales",
            "totales",
        ),
    )
)
# with a number behind it
_LONGEST_TOTAL = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The row of headings. ``known`` counts those that mean something."""

    number: int
    headings: tuple[str, ...]
    known: int


def find_header(
    rows: Iterable[tuple[int, Sequence[str]]],
    count_known: Callable[[Sequence[str]], int],
) -> Header | None:
    """Return the row of headings of a sheet, None if there is no table.

    The row with the most known headings; at least two, or one of two columns. If none
    has them, a row that looks like headings: texts that begin with no digit, no two the
    same, and nearly as many as the rows below it have cells.

    :param rows: the first rows that are not empty: (number in the sheet, texts)
    :param count_known: function of the texts of a row: how many of them mean something
    """
    looked_at = [
        (number, tuple(texts)) for number, texts in _take(rows, MOST_ROWS_ABOVE)
    ]
    best: Header | None = None
    for number, texts in looked_at:
        known = count_known(texts)
        if known > (best.known if best else 0) and _is_enough(known, texts):
            best = Header(number, texts, known)
    return best or _guess(looked_at, count_known)


def _is_enough(known: int, texts: Sequence[str]) -> bool:
    return known >= 2 or (known == 1 and _count(texts) <= 2)


def _guess(
    rows: list[tuple[int, tuple[str, ...]]],
    count_known: Callable[[Sequence[str]], int],
) -> Header | None:
    """Return the row that looks most like headings: known, as wide as the table."""
    best: Header | None = None
    best_rank = (False, False)
    for index, (number, texts) in enumerate(rows):
        below = [_count(other) for _number, other in rows[index + 1 :]]
        if not below or not _looks_like_headings(texts):
            continue
        usual, filled = sorted(below)[len(below) // 2], _count(texts)
        known = count_known(texts)
        rank = (known > 0, filled >= usual)
        if filled >= 0.7 * usual and (best is None or rank > best_rank):
            best, best_rank = Header(number, texts, known), rank
    return best


def _looks_like_headings(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    is_distinct = len(set(map(squeeze, filled))) == len(filled)
    return len(filled) >= 2 and is_distinct and not any(t[0].isdigit() for t in filled)


def _count(texts: Sequence[str]) -> int:
    return sum(bool(text) for text in texts)


def _take(rows, most):
    for _index, row in zip(range(most), rows, strict=False):
        yield row


def is_repeated_header(texts: Sequence[str], header: Sequence[str]) -> bool:
    """Say whether a row repeats the headings, as printed lists do on each page."""
    count = 0
    for text, heading in zip(texts, header, strict=False):
        if text:
            if text != heading and squeeze(text) != squeeze(heading):
                return False
            count += 1
    return count > 1


def is_total(texts: Sequence[str]) -> bool:
    """Say whether a row adds up others: its first text says so."""
    first = next((text for text in texts if text), "")
    if len(first) > _LONGEST_TOTAL:
        return False
    return squeeze(first) in _TOTALS or squeeze(first.split(":")[0]) in _TOTALS


def get_column_name(index: int) -> str:
    """Return the letters of a column, counted from 0: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
