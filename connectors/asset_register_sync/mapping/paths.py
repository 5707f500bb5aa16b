"""Where a value stands in a row, such as ``CustomFields[name=Serial].values.0``.

A path is names between points. A whole number counts in a list, from 0; ``[key=text]``
takes the first of a list that has this text at that key; a name in quotes may hold
anything: ``"Serial.No"``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PIECE = re.compile(
    r"""(?P<name>"[^"]*"|[^.\[\]"]+)|\[(?P<key>[^=\]]+)=(?P<text>[^\]]*)\]|(?P<dot>\.)"""
)

Getter = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Choice:
    key: str
    text: str


def compile_path(path: str) -> Getter:
    """Return a function that takes a row and gives the value at ``path``, else None.

    The empty path is the row itself.

    :raises ValueError: if it is no path
    """
    steps = _parse(path)

    def get(row: Any) -> Any:
        value = row
        for step in steps:
            value = _take(value, step)
            if value is None:
                return None
        return value

    return get


def _parse(path: str) -> list[str | _Choice]:
    steps: list[str | _Choice] = []
    at, expects_name = 0, bool(path)
    while at < len(path):
        found = _PIECE.match(path, at)
        if not found or (expects_name and not found["name"] and not found["key"]):
            raise ValueError(f"“{path}” is no path: look at “{path[at:]}”")
        if found["name"]:
            if not expects_name:
                raise ValueError(f"“{path}” is no path: a point is missing")
            steps.append(found["name"].strip('"'))
            expects_name = False
        elif found["key"]:
            steps.append(_Choice(found["key"].strip(), found["text"].strip("\"' ")))
            expects_name = False
        else:
            expects_name = True
        at = found.end()
    if expects_name:
        raise ValueError(f"“{path}” is no path: it ends with a point")
    return steps


def _take(value: Any, step: str | _Choice) -> Any:
    if isinstance(step, _Choice):
        if not isinstance(value, list):
            return None
        for entry in value:
            if isinstance(entry, Mapping) and str(entry.get(step.key)) == step.text:
                return entry
        return None
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None


def set_path(target: dict[str, Any], path: str, value: object) -> None:
    """Put a value into nested tables, making those that are missing.

    Only names; a path through a list is a ValueError.
    """
    steps = _parse(path)
    here = target
    for step in steps[:-1]:
        if isinstance(step, _Choice):
            raise ValueError(f"“{path}” leads through a list")
        below = here.setdefault(step, {})
        if not isinstance(below, dict):
            raise ValueError(f"“{path}” leads through a value")
        here = below
    last = steps[-1]
    if isinstance(last, _Choice):
        raise ValueError(f"“{path}” leads through a list")
    here[last] = value


def squeeze(heading: str) -> str:
    """Return the letters and digits of a heading: “Serial No.” is “serial_no”."""
    return "".join(sign for sign in heading.casefold() if sign.isalnum())
