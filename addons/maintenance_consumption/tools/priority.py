"""Whose turn it is: who gets the parts first."""

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import RANKS


class Need(NamedTuple):
    """``quantity`` wanted on ``day``.

    Keys are unique, and sort: of two needs that are equal in all else, the lower key
    comes first. ``criticality`` decides between needs for which it is too late to
    order, and between needs of one day. Nothing is to be ordered for what of it is
    ``refused``: that much takes only what no other need wants.

    Demand ``of_others`` than maintenance takes only the ``part`` that it names, never
    one that replaces it; and what was bought for maintenance only if it is left over.
    """

    key: tuple
    day: date
    quantity: float
    criticality: str = "essential"
    refused: float = 0.0
    part: Hashable = None
    of_others: bool = False

    def scale(self, factor: float) -> "Need":
        return self._replace(
            quantity=self.quantity * factor, refused=self.refused * factor
        )


def rank(need: Need, arrival: date) -> tuple:
    """Return what sorts needs into the order in which ``allocate`` serves them.

    Of what is refused there is a second turn, after all others.
    """
    critical = RANKS[need.criticality]
    if need.day < arrival:
        return 0, critical, need.day, need.key
    return 1, need.day, critical, need.key
