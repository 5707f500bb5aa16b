"""A saved plan: JSON lines, the first of which says of what, the last that it is whole.

::

    {"kind": "asset-register-sync plan", "version": 1, "register": …, "digest": …}
    {"record": {…}, "place": "Assets!12", "result": "updated", "changes": [[…]], …}
    {"end": true, "counts": {…}, "sha256": …}

A line's ``changes`` are [field, old, new]. ``sha256`` is that of all lines before.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..errors import PlanStale
from ..mapping.mapper import Record
from ..odoo import Result

KIND = "asset-register-sync plan"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Line:
    """What is to become of one record."""

    record: Record
    place: str
    result: str
    changes: tuple[tuple[str, Any, Any], ...]
    reason: str = ""

    @property
    def external_id(self) -> str:
        return str(self.record["external_id"])

    def fits(self, result: Result) -> bool:
        """Say whether Odoo would still do, or did, the same."""
        return self.result == result.result and self.changes == get_changes(result)


def get_changes(result: Result) -> tuple[tuple[str, Any, Any], ...]:
    """Return the changes of a result in the order of their fields."""
    return tuple(
        sorted((change.field, change.old, change.new) for change in result.changes)
    )


class PlanWriter:
    """Writes a plan; whole only after ``finish``."""

    def __init__(self, file: IO[str], register: str, digest: str) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        head = {"kind": KIND, "version": VERSION}
        self._write({**head, "register": register, "digest": digest})

    def add(self, line: Line) -> None:
        self._write(
            {
                "record": line.record,
                "place": line.place,
                "result": line.result,
                "changes": [list(change) for change in line.changes],
                "reason": line.reason,
            }
        )

    def finish(self, counts: Mapping[str, int]) -> None:
        end = {"end": True, "counts": dict(counts), "sha256": self._hash.hexdigest()}
        self._file.write(json.dumps(end) + "\n")

    def _write(self, entry: Mapping[str, Any]) -> None:
        text = json.dumps(entry, ensure_ascii=False) + "\n"
        self._hash.update(text.encode("utf-8", "replace"))
        self._file.write(text)


def check_plan(path: Path, register: str, digest: str) -> dict[str, int]:
    """Return the counts of a plan.

    :raises PlanStale: if it is not whole, was changed, or is of another configuration
    """
    sha = hashlib.sha256()
    end: Any = None
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            head = file.readline()
            sha.update(head.encode())
            _check_head(json.loads(head), path, register, digest)
            for text in file:
                if end is not None:
                    raise PlanStale(f"{path} has lines behind its end")
                if text.startswith('{"end": true'):
                    end = json.loads(text)
                else:
                    sha.update(text.encode())
    except OSError as error:
        raise PlanStale(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, AttributeError) as error:
        raise PlanStale(f"{path} is no plan") from error
    if not isinstance(end, dict) or end.get("sha256") != sha.hexdigest():
        raise PlanStale(f"{path} is not whole, or somebody has changed it: plan again")
    return dict(end["counts"])


def read_plan(path: Path) -> Iterator[Line]:
    """Yield the lines of a plan that was checked."""
    with path.open(encoding="utf-8", newline="\n") as file:
        file.readline()
        for text in file:
            entry = json.loads(text)
            if "end" in entry:
                return
            yield Line(
                entry["record"],
                entry["place"],
                entry["result"],
                tuple((name, old, new) for name, old, new in entry["changes"]),
                entry["reason"],
            )


def _check_head(head: Any, path: Path, register: str, digest: str) -> None:
    if head.get("kind") != KIND or head.get("version") != VERSION:
        raise PlanStale(f"{path} is no plan of this version")
    if head.get("register") != register:
        raise PlanStale(f"{path} is a plan of the register “{head.get('register')}”")
    if head.get("digest") != digest:
        raise PlanStale(f"the configuration has changed since {path}: plan again")
