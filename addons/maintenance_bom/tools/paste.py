"""Reading a parts list that a person pasted from a spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass

COLUMNS = ("part", "quantity", "unit", "position")
_HEADINGS = {
    "part": {
        "part",
        "product",
        "item",
        "reference",
        "part number",
        "part no",
        "item no",
        "code",
    },
    "quantity": {"quantity", "qty", "amount"},
    "unit": {"unit", "uom", "unit of measure"},
    "position": {"position", "place", "location"},
}
# how spreadsheets and vendors write the unit of single pieces
PIECES = frozenset(
    {
        "each",
        "ea",
        "pc",
        "pce",
        "pcs",
        "piece",
        "pieces",
        "st",
        "stk",
        "stück",
        "unit",
        "units",
    }
)


def is_piece(unit: str) -> bool:
    """Say whether a pasted unit means single pieces: "pcs", "EA", "Stk."."""
    return unit.strip().rstrip(".").lower() in PIECES


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row as a person typed it; ``number`` counts from 1 as a spreadsheet does.

    ``quantity`` is None where ``quantity_text`` is no positive number.
    """

    number: int
    part: str
    quantity: float | None
    quantity_text: str
    unit: str
    position: str


def parse_number(text: str, point: str = ".", separator: str = ",") -> float:
    """Return the number that ``text`` is in a language.

    :param point: the decimal point of the language
    :param separator: what it puts between thousands
    :raises ValueError: if it is no number

    A separator that cannot stand between thousands is taken for a decimal point:
    "4.5" is four and a half in German too, but "1.000" is a thousand there.
    """
    cleaned = "".join(text.split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if separator and not separator.isspace():
        groups = cleaned.split(point or ".")[0].split(separator)
        if all(len(group) == 3 and group.isdigit() for group in groups[1:]):
            cleaned = cleaned.replace(separator, "")
        elif len(groups) == 2 and point not in cleaned:
            cleaned = cleaned.replace(separator, point)
    return float(cleaned.replace(point or ".", "."))


def parse_table(
    text: str, read_number: Callable[[str], float] = parse_number
) -> list[PastedRow]:
    """Return the rows of ``text``, one per line: part, quantity, unit, position.

    Cells are separated by tabs, as spreadsheets copy them, else by semicolons or
    commas. Empty rows are passed over. A first row of headings is recognised and sets
    the order of the columns. A missing quantity is 1.

    :param read_number: reads a number as the user writes it; raises ValueError
    """
    order: tuple[str, ...] = COLUMNS
    rows: list[PastedRow] = []
    first = True
    separator = _find_separator(text)
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        cells = [cell.strip() for cell in raw.split(separator)]
        if first:
            first = False
            heading = _read_heading(cells)
            if heading:
                order = heading
                continue
        values = dict(zip(order, cells, strict=False))
        quantity_text = values.get("quantity", "")
        rows.append(
            PastedRow(
                number=number,
                part=values.get("part", ""),
                quantity=_positive(quantity_text, read_number),
                quantity_text=quantity_text,
                unit=values.get("unit", ""),
                position=values.get("position", ""),
            )
        )
    return rows


def _find_separator(text: str) -> str:
    """Return what stands between the cells: commas only if numbers follow them."""
    for mark in "\t;":
        if mark in text:
            return mark
    rows = [row.split(",") for row in text.splitlines() if row.strip()]
    if all(len(row) > 1 and row[1].strip()[:1].isdigit() for row in rows[1:] or rows):
        return ","
    return "\t"


def _read_heading(cells: list[str]) -> tuple[str, ...] | None:
    """Return the columns that a first row names, None if it is a row of data."""
    names = tuple(
        next(
            (
                name
                for name, words in _HEADINGS.items()
                if cell.lower().rstrip(".:") in words
            ),
            "",
        )
        for cell in cells
    )
    return (
        names if "part" in names and len([name for name in names if name]) > 1 else None
    )


def _positive(text: str, read_number: Callable[[str], float]) -> float | None:
    if not text:
        return 1.0
    try:
        value = read_number(text)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None
