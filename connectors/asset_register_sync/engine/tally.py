"""What became of many records."""

from dataclasses import dataclass, field

from ..mapping import Mapped
from ..odoo import Result
from ..odoo.register import RESULTS

# how many rejected rows a result holds; more are only counted
MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that did not get through, and why."""

    external_id: str
    place: str
    reason: str


@dataclass(slots=True)
class Tally:
    """Counts by result, and the rows that were rejected."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESULTS, 0))
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, result: Result, place: str) -> None:
        self.counts[result.result] += 1
        if result.result == "rejected":
            self._keep(Rejected(result.external_id, place, result.reason))

    def reject(self, mapped: Mapped) -> None:
        self.counts["rejected"] += 1
        reason = "; ".join(mapped.reasons)
        self._keep(Rejected(mapped.external_id, mapped.place, reason))

    @property
    def changed(self) -> int:
        return self.counts["created"] + self.counts["updated"]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def _keep(self, rejected: Rejected) -> None:
        if len(self.rejected) < MOST_SHOWN:
            self.rejected.append(rejected)
