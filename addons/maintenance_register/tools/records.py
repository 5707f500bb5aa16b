"""What a program sends as a record, checked and brought into one form.

Nothing here raises: what cannot be read is a problem, a code with the values that a
message names.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

from .keys import CHOICE, CHOICES, DATE, EXTERNAL_ID, MODIFIED, NOTE, NUMBER

LONGEST_ID = 500
LONGEST_TEXT = 500
LONGEST_NOTE = 20_000
LARGEST_NUMBER = 1e12
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 12, 31)
MOST_KEYS = 200

# control characters, halves of characters, and what no text is made of
_BAD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BAD_LINES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

# codes of problems
NO_DICT, NO_ID, NO_TEXT, BAD_CHARACTER, TOO_LONG = (
    "no_dict",
    "no_id",
    "no_text",
    "bad_character",
    "too_long",
)
NO_NUMBER, OUT_OF_RANGE, NO_DATE, NO_CHOICE, UNKNOWN_KEY, NO_MOMENT = (
    "no_number",
    "out_of_range",
    "no_date",
    "no_choice",
    "unknown_key",
    "no_moment",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record cannot be read: a code, the key, and what a message shows of it."""

    code: str
    key: str = ""
    shown: str = ""
    limit: str = ""


@dataclass(slots=True)
class Record:
    """A record in one form: text, float, ISO date, and ``False`` for nothing."""

    external_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    modified: str | None = None
    problem: Problem | None = None


Reader = Callable[[str, Any], Any]


class _Bad(Exception):
    def __init__(self, code: str, key: str, value: object, limit: str = "") -> None:
        super().__init__(code)
        self.problem = Problem(code, key, show(value), limit)


def show(value: object) -> str:
    """Return what a message shows of a value: its beginning, without odd characters."""
    if isinstance(value, list | tuple):
        value = list(value[:20])
    elif isinstance(value, dict):
        value = dict(list(value.items())[:10])
    elif isinstance(value, int) and abs(value) >= 10**60:
        # Python writes no number of thousands of digits
        return "10^60…" if value > 0 else "-10^60…"
    try:
        text = _BAD.sub("?", str(value)[:200])
    except (ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 60 else f"{text[:59]}…"


def read_record(
    raw: object,
    kinds: Mapping[str, str],
    readers: Mapping[str, Reader] | None = None,
) -> Record:
    """Return a record that somebody sent; with a problem if it cannot be read.

    :param kinds: {key: what its value is, see ``keys``}
    :param readers: {kind: function of key and value} of kinds that others add. It
        raises ValueError with the code of a problem.
    """
    record = Record()
    if not isinstance(raw, dict):
        record.problem = Problem(NO_DICT, "", show(raw))
        return record
    try:
        record.external_id = _read_id(raw.get(EXTERNAL_ID))
        if len(raw) > MOST_KEYS:
            raise _Bad(TOO_LONG, EXTERNAL_ID, len(raw), str(MOST_KEYS))
        for key, value in raw.items():
            if key == EXTERNAL_ID:
                continue
            if key == MODIFIED:
                record.modified = _read_moment(value)
                continue
            kind = kinds.get(key) if isinstance(key, str) else None
            if kind is None:
                raise _Bad(UNKNOWN_KEY, show(key), value)
            record.values[key] = _read_value(key, kind, value, readers or {})
    except _Bad as bad:
        record.problem = bad.problem
    return record


def _read_id(value: object) -> str:
    if value is None or value is False or value == "":
        raise _Bad(NO_ID, EXTERNAL_ID, "")
    text = _read_text(EXTERNAL_ID, value, LONGEST_ID)
    if not text:
        raise _Bad(NO_ID, EXTERNAL_ID, "")
    return text


def _read_value(key: str, kind: str, value: Any, readers: Mapping[str, Reader]) -> Any:
    if kind in readers:
        try:
            return readers[kind](key, value)
        except ValueError as error:
            raise _Bad(str(error), key, value) from error
    if kind == NUMBER:
        return _read_number(key, value)
    if kind == DATE:
        return _read_date(key, value)
    if kind == NOTE:
        return read_note(_read_text(key, value, LONGEST_NOTE, _BAD_LINES))
    text = _read_text(key, value, LONGEST_TEXT)
    if kind == CHOICE and text and text not in CHOICES[key]:
        raise _Bad(NO_CHOICE, key, value, ", ".join(CHOICES[key]))
    return text or False


def _read_text(
    key: str, value: object, longest: int, bad: re.Pattern[str] = _BAD
) -> str:
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise _Bad(NO_TEXT, key, value)
    if len(value) > 4 * longest:
        raise _Bad(TOO_LONG, key, len(value), str(longest))
    text = value.strip()
    if len(text) > longest:
        raise _Bad(TOO_LONG, key, len(text), str(longest))
    if bad.search(text):
        raise _Bad(BAD_CHARACTER, key, value)
    return text


def read_note(text: str) -> str | bool:
    """Return a note without blank lines and spaces around them; False if it is empty.

    A note is kept as HTML, which knows no others.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line) or False


def _is_nothing(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False


def _read_number(key: str, value: object) -> float | bool:
    if _is_nothing(value):
        return False
    if type(value) not in (int, float) or not isfinite_number(value):
        raise _Bad(NO_NUMBER, key, value)
    if abs(value) > LARGEST_NUMBER:
        raise _Bad(OUT_OF_RANGE, key, value, f"{LARGEST_NUMBER:g}")
    return get_number(value)


def isfinite_number(value: Any) -> bool:
    """Return whether a number is one: an integer of any size is."""
    return isinstance(value, int) or isfinite(value)


def get_number(value: float) -> float | bool:
    """Return a number as it is compared: for Odoo 0 and nothing are the same."""
    return round(float(value), 6) or False


def _read_date(key: str, value: object) -> str | bool:
    if _is_nothing(value):
        return False
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        raise _Bad(NO_DATE, key, value)
    try:
        day = date.fromisoformat(value.strip())
    except ValueError as error:
        raise _Bad(NO_DATE, key, value) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        limit = f"{FIRST_DAY.isoformat()} – {LAST_DAY.isoformat()}"
        raise _Bad(OUT_OF_RANGE, key, value, limit)
    return day.isoformat()


def _read_moment(value: object) -> str | None:
    """Return when a record was changed, in UTC, as text that sorts."""
    if _is_nothing(value):
        return None
    try:
        if not isinstance(value, str) or len(value) > 40:
            raise ValueError
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        if not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise ValueError
    except (OverflowError, ValueError) as error:
        raise _Bad(NO_MOMENT, MODIFIED, value) from error
    return moment.isoformat(" ", "seconds")


def get_id(raw: object) -> str:
    """Return what identifies a record that somebody sent; an empty text if nothing."""
    try:
        return _read_id(raw.get(EXTERNAL_ID)) if isinstance(raw, dict) else ""
    except _Bad:
        return ""


def get_digest(raw: Mapping[str, Any], is_dated: bool = False) -> str:
    """Return what tells a record from another one: the same for the same values.

    :param is_dated: whether it matters when the record was changed
    :return: an empty text for what is no plain value
    """
    if MODIFIED in raw and not is_dated:
        raw = {key: value for key, value in raw.items() if key != MODIFIED}
    try:
        text = json.dumps(raw, sort_keys=True, separators=(",", ":"))
    except (RecursionError, TypeError, ValueError):
        return ""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
