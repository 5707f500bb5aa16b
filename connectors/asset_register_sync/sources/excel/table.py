"""Where in a sheet the table is. Pure.

Above a table there are titles and logos, below it totals and remarks, and printed lists
repeat their headings on each page.
"""

from collections.abc import Iterable, Iterator, Sequence

from ...mapping.cells import Cell, get_cell_text
from ...mapping.paths import squeeze

# how many rows that are not empty are looked at for the headings
MOST_ROWS_ABOVE = 60
# A row that begins so adds up others.
TOTALS = frozenset(
    "total totals sum subtotal grandtotal summe gesamt gesamtsumme zwischensumme somme "
    "totalgénéral soustotal suma totalgeneral subtotales totales".split()
)

Numbered = tuple[int, list[Cell]]


def find_table(
    rows: Iterable[Numbered], wanted: frozenset[str], header_row: int = 0
) -> tuple[int, list[str], Iterator[Numbered]] | None:
    """Return the number of the row of headings, these squeezed, and the rows below.

    None if no row has at least half of the wanted headings (and two of them, if so many
    are wanted).

    :param wanted: squeezed headings
    :param header_row: the number of the row of headings, 0 to look for it
    """
    rest = iter(rows)
    looked_at: list[Numbered] = []
    best, best_count = -1, 0
    for number, cells in rest:
        looked_at.append((number, cells))
        if header_row:
            if number < header_row:
                continue
            best = len(looked_at) - 1 if number == header_row else -1
            break
        count = len(wanted.intersection(get_headings(cells)))
        if count > best_count:
            best, best_count = len(looked_at) - 1, count
        if count == len(wanted) or len(looked_at) >= MOST_ROWS_ABOVE:
            break
    is_enough = header_row or (
        best_count * 2 >= len(wanted) and best_count >= min(2, len(wanted))
    )
    if best < 0 or not is_enough:
        return None
    number, cells = looked_at[best]

    def go_on() -> Iterator[Numbered]:
        yield from looked_at[best + 1 :]
        yield from rest

    return number, get_headings(cells), go_on()


def get_headings(cells: Sequence[Cell]) -> list[str]:
    """Return the squeezed headings; of two that are the same the second is empty."""
    headings: list[str] = []
    for cell in cells:
        heading = squeeze(get_cell_text(cell))
        headings.append("" if heading in headings else heading)
    return headings


def is_no_row(cells: Sequence[Cell], headings: Sequence[str]) -> bool:
    """Say whether a row is none: it repeats the headings, or adds up others."""
    is_repeated, first = True, ""
    count = 0
    for cell, heading in zip(cells, headings, strict=False):
        if cell.value is None:
            continue
        text = squeeze(get_cell_text(cell))
        if not text:
            continue
        count += 1
        first = first or text
        if text != heading:
            # what differs from its heading settles it
            is_repeated = False
            break
    if not count:
        return True
    if is_repeated and count > 1:
        return True
    return first in TOTALS
