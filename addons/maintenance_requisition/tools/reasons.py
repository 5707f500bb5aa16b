"""Why something that is ordered is not wanted any more."""

from dataclasses import dataclass

from odoo.addons.maintenance_bom.tools import EPSILON

RETIRED, CANCELLED, DONE, GONE, LESS = "retired", "cancelled", "done", "gone", "less"


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """One of those for whom it was ordered: how much ``then``, how much ``now``."""

    then: float
    now: float
    is_retired: bool = False
    is_cancelled: bool = False
    is_done: bool = False


def judge_share(facts: ShareFacts) -> str | None:
    """Return why one wants less than when it was ordered; None if he does not."""
    if facts.now >= facts.then - EPSILON:
        return None
    if facts.is_retired:
        return RETIRED
    if facts.is_cancelled:
        return CANCELLED
    if facts.is_done:
        return DONE
    return LESS if facts.now > EPSILON else GONE
