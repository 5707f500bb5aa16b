"""Arguments of a SOAP operation from a pattern. Pure."""

import re
from collections.abc import Mapping
from typing import Any

_BRACES = re.compile(r"\{([\w.]+)\}")
MISSING = object()


def fill(pattern: Any, values: Mapping[str, str]) -> Any:
    """Return nested tables with ``{name}`` in their texts replaced.

    A text that names what there is no value for is left out of its table or list.
    """
    if isinstance(pattern, Mapping):
        filled = {key: fill(value, values) for key, value in pattern.items()}
        return {key: value for key, value in filled.items() if value is not MISSING}
    if isinstance(pattern, list | tuple):
        entries = [fill(value, values) for value in pattern]
        return [value for value in entries if value is not MISSING]
    if not isinstance(pattern, str):
        return pattern
    names = _BRACES.findall(pattern)
    if any(name not in values for name in names):
        return MISSING
    return _BRACES.sub(lambda found: values[found[1]], pattern)


def get_id_values(external_id: str) -> dict[str, str]:
    """Return the names by which a pattern gets an external id, and its parts."""
    parts = external_id.split("|")
    named = {f"external_id.{index}": part for index, part in enumerate(parts)}
    return {"external_id": external_id, **named}


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested tables in which those of ``above`` win."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        is_table = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(old or {}, value) if is_table else value
    return merged
