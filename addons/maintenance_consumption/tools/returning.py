"""How much of what an asset was issued can still come back unused.

A removal does not say which issue its part came with. The asset had got the part
before it was removed, so it is of an earlier issue: of the oldest of which some is
left. What is removed beyond that came with the machine, and takes nothing from what can
come back.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from odoo.addons.maintenance_bom.tools import take

ISSUE, RETURN, REMOVAL = "issue", "return", "removal"


@dataclass
class Balance:
    """What became of an issue, in the part's own unit."""

    issued: float = 0.0
    returned: float = 0.0
    removed: float = 0.0

    @property
    def left(self) -> float:
        """What is neither returned nor removed; below zero if too much came back."""
        return self.issued - self.returned - self.removed

    def add(self, other: "Balance") -> None:
        self.issued += other.issued
        self.returned += other.returned
        self.removed += other.removed


def balance_issues(
    events: Iterable[tuple[str, Hashable, float]],
) -> dict[Hashable, Balance]:
    """Return {issue: its balance}, of one part, or one batch of it, in one asset.

    A return that names no issue is of the latest one of which some is left.

    :param events: (ISSUE, RETURN or REMOVAL, the issue that it is or that comes back or
        None, quantity), the oldest first
    """
    balances: dict[Hashable, Balance] = {}
    for kind, issue, quantity in events:
        if kind == ISSUE:
            balances.setdefault(issue, Balance()).issued += quantity
        elif kind == RETURN and issue is not None:
            balances.setdefault(issue, Balance()).returned += quantity
        elif kind == RETURN:
            latest_first = [[one, one.left] for one in reversed(balances.values())]
            for (balance, _left), taken in take(quantity, latest_first):
                balance.returned += taken
        else:
            oldest_first = [[one, one.left] for one in balances.values()]
            for (balance, _left), taken in take(quantity, oldest_first):
                balance.removed += taken
    return balances
