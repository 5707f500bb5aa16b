"""What a register can do, whatever its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from ..mapping.mapper import Row

Resume = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows. ``resume``: with this a later scan goes on behind them, if it can."""

    rows: list[Row]
    resume: Resume | None = None


@dataclass(slots=True)
class Scan:
    """One way through a register.

    To be iterated once; what follows is known at its end. ``is_complete``: every row
    that the register has was given. ``notes``: why not, and what else was seen.
    ``newest``: the moment of the last change that any row names. ``total``: how many
    rows there are, -1 if the register does not say.
    """

    pages: Iterator[Page] = field(default_factory=lambda: iter(()))
    is_complete: bool = False
    notes: list[str] = field(default_factory=list)
    newest: datetime | None = None
    total: int = -1
    count: int = 0

    def saw(self, moment: datetime | None) -> None:
        """Remember the moment of a row's last change."""
        if moment and (self.newest is None or moment > self.newest):
            self.newest = moment

    def conclude(self) -> None:
        """All was read: say that it is complete, or note why not."""
        if not self.count:
            self.notes.append("the register gave no row at all")
        elif 0 <= self.total != self.count:
            self.notes.append(
                f"the register says that it has {self.total} rows and gave {self.count}"
            )
        else:
            self.is_complete = True


class Source(Protocol):
    """A register.

    ``by_heading``: its rows are {heading: cell}. ``overlap``: how many seconds before
    the last change seen the next incremental scan begins; -1 if it cannot be asked for
    changes alone.
    """

    by_heading: bool
    overlap: float

    def scan(self, since: datetime | None = None, resume: Resume | None = None) -> Scan:
        """Begin to read: all, or what changed since a moment, or behind ``resume``.

        :raises SourceError: while it is iterated
        """

    def get_fingerprint(self) -> str:
        """Return a text that is another one when ``resume`` no longer holds."""

    def write(self, external_id: str, values: Mapping[str, Any]) -> "Written":
        """Write values, {key of a change of Odoo: value}, into one record.

        :raises SourceError: if nothing could be written
        """

    def close(self) -> None:
        """Let go of files and connections."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a write: ``reason`` is empty if the register took it."""

    reason: str = ""
