"""On which line of a TOML file a key stands: ``tomllib`` does not tell."""

import re

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[(\[)?\s*({_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")
_PART = re.compile(_KEY)
_QUOTES = ('"""', "'''")

Location = tuple[str | int, ...]


def find_positions(text: str) -> dict[Location, int]:
    """Return {location: line, counted from 1} of the tables and keys of a TOML text.

    Locations are those of pydantic: ``("source", "rules", 0, "path")``. What stands in
    an inline table or list has no position of its own.
    """
    positions: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    table: Location = ()
    open_quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if open_quote:
            if open_quote in line:
                open_quote = ""
            continue
        if found := _TABLE.match(line):
            table = _resolve(_split(found[2]), counts)
            if found[1]:
                index = counts.get(table, -1) + 1
                counts[table] = index
                table = (*table, index)
            positions.setdefault(table, number)
        elif found := _ASSIGNMENT.match(line):
            positions.setdefault((*table, *_split(found[1])), number)
            open_quote = _get_open_quote(line)
    return positions


def find_line(positions: dict[Location, int], location: Location) -> int:
    """Return the line of a location, or of the nearest one around it; 1 if none."""
    for length in range(len(location), 0, -1):
        if line := positions.get(location[:length]):
            return line
    return 1


def _resolve(parts: Location, counts: dict[Location, int]) -> Location:
    """Put the index of the last element behind each list of tables on the way."""
    resolved: Location = ()
    for index, part in enumerate(parts):
        resolved = (*resolved, part)
        if index < len(parts) - 1 and resolved in counts:
            resolved = (*resolved, counts[resolved])
    return resolved


def _split(dotted: str) -> Location:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _get_open_quote(line: str) -> str:
    for quote in _QUOTES:
        if line.count(quote) % 2:
            return quote
    return ""
