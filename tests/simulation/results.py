"""What came of a way to buy, in figures."""

from dataclasses import dataclass, field

from .settings import DAYS_A_YEAR


@dataclass(slots=True)
class Served:
    """Jobs of one kind: how many had all parts on their day; lines of parts likewise;
    ``days_waited`` for the last part of each job.
    """

    jobs: int = 0
    jobs_ready: int = 0
    lines: int = 0
    lines_ready: int = 0
    days_waited: int = 0


@dataclass(slots=True)
class Result:
    """``value_days``: the value of the stock, summed over ``days``; ``unused_value``:
    what lay there in the end that no job ever wanted.
    """

    planned: Served = field(default_factory=Served)
    unplanned: Served = field(default_factory=Served)
    rushes: int = 0
    order_lines: int = 0
    orders: int = 0
    days: int = 0
    value_days: float = 0.0
    unused_value: float = 0.0

    def kind(self, is_planned: bool) -> Served:
        return self.planned if is_planned else self.unplanned

    @property
    def stock_value(self) -> float:
        return self.value_days / self.days

    def get_figures(self) -> dict[str, float]:
        """Return {name of the figure: value}; see ``FIGURES``."""
        years = self.days / DAYS_A_YEAR
        return {
            "planned jobs ready, %": 100 * self.planned.jobs_ready / self.planned.jobs,
            "their lines ready, %": 100 * self.planned.lines_ready / self.planned.lines,
            "planned jobs waited, days": self.planned.days_waited / years,
            "breakdowns ready, %": (
                100 * self.unplanned.jobs_ready / max(self.unplanned.jobs, 1)
            ),
            "breakdowns waited, days": self.unplanned.days_waited / years,
            "rush orders": self.rushes / years,
            "order lines": self.order_lines / years,
            "orders": self.orders / years,
            "stock value": self.stock_value,
            "never used": self.unused_value,
        }


#: {name: 1 if more is better, -1 if less is, 0 if neither}; counts and days of a year
FIGURES = {
    "planned jobs ready, %": 1,
    "their lines ready, %": 1,
    "planned jobs waited, days": -1,
    "breakdowns ready, %": 1,
    "breakdowns waited, days": -1,
    "rush orders": -1,
    "order lines": -1,
    "orders": -1,
    "stock value": 0,
    "never used": -1,
}
