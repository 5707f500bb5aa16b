"""Which requisition lines a manager has to approve."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """What a company lets a manager approve.

    ``rush``: lines that should have been ordered already; ``above``: lines that cost
    more than this amount, None if the amount does not matter.
    """

    rush: bool = False
    above: float | None = None


def needs_manager(
    cost: float,
    is_rush: bool,
    rules: ApprovalRules,
    compare: Callable[[float, float], int],
) -> bool:
    """Return whether a manager has to approve a line; else any planner may.

    :param cost: in the currency of the company
    :param compare: 1 if the first amount is larger in this currency, 0 or -1 else
    """
    if rules.rush and is_rush:
        return True
    return rules.above is not None and compare(cost, rules.above) > 0
