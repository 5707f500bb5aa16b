"""How much of a part to keep for what nobody can plan: learned from past use."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Use:
    """The use of a part over ``length`` days: on which (ordinals, rising), how much.

    ``cost``: of one, on the shelf; ``lead_days``: from a use to the part ordered upon
    it.
    """

    cost: float
    lead_days: int
    length: int
    days: Sequence[int]
    quantities: Sequence[float]

    @cached_property
    def covers(self) -> list[float]:
        """For each day of use, the lowest first: the stock that would have served it.

        That is what was used in the lead time up to it: what is ordered upon a use is
        there in the morning a lead time later.
        """
        totals = [0.0]
        for quantity in self.quantities:
            totals.append(totals[-1] + quantity)
        return sorted(
            totals[number + 1]
            - totals[bisect_right(self.days, day - self.lead_days, 0, number)]
            for number, day in enumerate(self.days)
        )

    def find_best_level(self, worth: float) -> float:
        """Return the stock that would have served most failures for its cost.

        :param worth: how much money on the shelf one use a year is worth that is served
        """
        years = self.length / DAYS_A_YEAR
        best = (0.0, 0.0)
        for served, stock in enumerate(self.covers, 1):
            best = max(best, (worth * served / years - self.cost * stock, stock))
        return best[1]

    def count_served(self, level: float) -> int:
        """Return on how many days of use ``level`` on the shelf would have served."""
        return bisect_right(self.covers, level)
