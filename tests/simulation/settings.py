"""All that the simulation assumes, in one place."""

from dataclasses import dataclass
from datetime import date, timedelta

from maintenance_planning_tools.minimums import DAYS_A_YEAR


@dataclass(frozen=True)
class Settings:
    """The company, its work, its vendors, and how it buys. Shares are from 0 to 1."""

    # -- The company
    assets: int = 200
    #: so many that most parts are slow movers, as spare parts are: of those that are
    #: used at all, six in ten are used less than four times a year
    asset_types: int = 60
    parts: int = 1000
    #: parts that assets of many types use, such as oil and bearings
    common_parts: int = 60
    common_share: float = 0.25
    #: parts with a successor or an equal of another brand
    replaceable_share: float = 0.08
    lines_per_type: tuple[int, int] = (9, 15)
    #: assets replaced in a year by others, perhaps of another type; known so many days
    #: ahead
    retired_a_year: float = 0.06
    retirement_notice: int = 90

    # -- Time: demand that buyers can learn from, a year for the stock to settle, and
    # the years that count
    first_day: date = date(2020, 1, 6)
    history_years: int = 2
    settling_years: int = 1
    measured_years: int = 3

    # -- The work
    #: (unit, interval, weight) of the recurring job of a type
    recurrences: tuple[tuple[str, int, float], ...] = (
        ("month", 1, 0.05),
        ("week", 13, 0.1),
        ("month", 3, 0.15),
        ("month", 6, 0.35),
        ("year", 1, 0.35),
    )
    #: (every Nth job, weight) of a line that recurring jobs use
    every_nth: tuple[tuple[int, float], ...] = ((1, 0.5), (2, 0.3), (4, 0.2))
    #: planned jobs that do not recur, a year and asset, and how early they are known
    single_jobs: float = 0.5
    single_notice: tuple[int, int] = (5, 60)
    #: jobs that get another day, how shortly before, and by how much
    moved_share: float = 0.15
    moved_notice: tuple[int, int] = (1, 21)
    moved_by: tuple[int, int] = (-7, 28)
    #: single jobs that are called off
    cancelled_share: float = 0.1
    #: failures a year and asset, besides parts that fail of age
    failures: float = 0.6
    #: months after which parts of an age rule are replaced; they fail at 1.5 times that
    #: age on average
    replace_after: tuple[int, ...] = (12, 18, 24, 36, 48)
    life: float = 1.5
    unknown_ages: float = 0.3

    # -- What is wrong in the parts lists: a third of the wrong lines are missing, a
    # third name another part, a third another quantity
    wrong_share: float = 0.2
    #: how likely a technician who finds the plan of a recurring job wrong mends it for
    #: the next time
    mended_share: float = 0.0

    # -- The vendors
    vendors: int = 15
    #: (promised days, weight) of a part
    leads: tuple[tuple[int, float], ...] = (
        (2, 0.1),
        (5, 0.2),
        (10, 0.25),
        (21, 0.2),
        (35, 0.15),
        (60, 0.1),
    )
    #: the share of late deliveries of a vendor lies between these; a late one is late
    #: by ``late_days`` and ``late_factor`` of the promise on average
    late_share: tuple[float, float] = (0.1, 0.4)
    late_days: float = 2.0
    late_factor: float = 0.4
    #: days to make an order, and from the dock to the shelf
    purchase_days: int = 1
    receipt_days: int = 0

    # -- The planner: what the addon is installed with
    horizon_days: int = 120
    safety_days: int = 2
    #: what must be ordered within so many days is ordered together
    look_ahead: int = 7
    #: how many one may keep of a vital part, where the planner is told to keep some
    vital_minimum: int = 1
    #: where the planner keeps what unplanned use suggests: the money on the shelf that
    #: one such use a year, served at once, is worth
    worth: float = 100.0

    # -- The reordering rules, and minimums from use: how much history they are set
    # from, and how often
    history_days: int = 2 * DAYS_A_YEAR
    review_days: int = 91

    @property
    def start(self) -> date:
        """The first day on which somebody buys."""
        return self.first_day + timedelta(self.history_years * DAYS_A_YEAR)

    @property
    def measured_from(self) -> date:
        return self.start + timedelta(self.settling_years * DAYS_A_YEAR)

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.measured_from + timedelta(self.measured_years * DAYS_A_YEAR)
