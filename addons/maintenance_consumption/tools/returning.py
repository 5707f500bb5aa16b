"""How much of what an asset was issued can still come back unused.

A removal does not say which issue its part came with. The asset had got the part
before it was removed, so it is of an earlier issue: of the oldest of which some is
left. What is removed beyond that came with the machine, and takes nothing from what can
come back.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
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


def share_return(
    issues: Mapping[Hashable, Mapping[Hashable, Balance]],
    quantity: float,
    any_lot: Hashable,
    lot: Hashable | None = None,
    has_lots: bool = False,
    counts: Callable[[float], bool] = lambda quantity: quantity > 0,
) -> tuple[dict[Hashable, dict[Hashable, float]], float, float]:
    """Share out among the issues of one part what comes back of them.

    Where some lots of an issue were removed, those that are left are named.

    :param issues: {issue: {lot: what became of it}}, in the order in which they give
        back: of a part without lots under ``any_lot``
    :param quantity: what comes back, in the part's own unit
    :param any_lot: stands for a lot that nobody named
    :param lot: the lot that comes back, none for any
    :param has_lots: whether the part has lots or serial numbers
    :param counts: whether so much is more than nothing
    :return: ({issue: {lot or ``any_lot``: quantity}}, how much of it is there to come
        back, how much was removed of the issues that it would come back of)
    """
    shares: dict[Hashable, dict[Hashable, float]] = {}
    left, total, removed, asked = quantity, 0.0, 0.0, 0.0
    for issue, of_lots in issues.items():
        there = sum(balance.left for balance in of_lots.values())
        if lot:
            of_lots = {lot: of_lots.get(lot, Balance())}
            there = min(there, of_lots[lot].left)
        total += max(there, 0.0)
        removed_here = sum(balance.removed for balance in of_lots.values())
        if asked < quantity:
            removed += removed_here
        asked += there + removed_here
        named = of_lots if removed_here and has_lots else ()
        for of_lot in named or (lot or any_lot,):
            most = min(there, of_lots[of_lot].left) if named else there
            taken = min(left, most)
            if counts(taken):
                shares.setdefault(issue, {})[of_lot] = taken
                left -= taken
                there -= taken
    return shares, total, removed
