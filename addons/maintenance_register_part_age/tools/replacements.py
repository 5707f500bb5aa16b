"""When parts of an asset were last replaced, as a record says it."""

import re
from datetime import date

# the kind of value
KIND = "replacements"
MOST = 50
LONGEST = 200

_BAD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_replacements(_key: str, value: object) -> list[dict[str, str]] | bool:
    """Return the replacements of a record in one form and order; False for none.

    :param value: list of dicts ``part``, ``date`` and if wanted ``position``
    :raises ValueError: with the code of a problem of ``maintenance_register``
    """
    if value is None or value is False or value == "" or value == []:
        return False
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError("unreadable")
    found = {}
    for line in value:
        if not isinstance(line, dict) or line.keys() - {"part", "date", "position"}:
            raise ValueError("unreadable")
        part, position = _read_text(line.get("part")), _read_text(line.get("position"))
        if not part:
            raise ValueError("unreadable")
        day = _read_day(line.get("date"))
        # of several days of one place the last one
        found[part, position] = max(found.get((part, position), ""), day)
    return [
        {"part": part, "position": position, "date": day}
        for (part, position), day in sorted(found.items())
    ]


def _read_text(value: object) -> str:
    if value is None or value is False:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST or _BAD.search(value):
        raise ValueError("unreadable")
    return value.strip()


def _read_day(value: object) -> str:
    if not isinstance(value, str) or len(value) > 20:
        raise ValueError("no_date")
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise ValueError("no_date") from None
