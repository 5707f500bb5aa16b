"""By when a part must be ordered."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

# limit of the days of settings and lead times: ten years
LONGEST_DAYS = 3653
# a calendar without a working day in this many days is ignored
_LONGEST_HOLIDAY = 366


@dataclass(frozen=True, slots=True)
class Lead:
    """The days between the decision to buy and the part on the shelf.

    ``vendor``: its delivery; ``purchase``: to turn a request into an order;
    ``receipt``: from the dock to the shelf; ``safety``: for what goes wrong.
    """

    vendor: int = 0
    purchase: int = 0
    receipt: int = 0
    safety: int = 0

    @property
    def days(self) -> int:
        days = self.vendor + self.purchase + self.receipt + self.safety
        return max(min(days, LONGEST_DAYS), 0)

    def of_transfer(self) -> "Lead":
        """Return the lead of what another warehouse gives: nobody has to sell it."""
        return Lead(receipt=self.receipt, safety=self.safety)


def order_by(
    need: date,
    lead: Lead,
    weekdays: Container[int] = range(5),
    holidays: Container[date] = (),
) -> date:
    """Return the last day to decide: ``need`` minus the lead, on a working day.

    The lead counts calendar days, as vendors do. If nobody works on that day, it is the
    working day before.

    :param weekdays: the days of the week on which the company works, Monday is 0. If
        it works on none of them, every day counts
    """
    day = need - timedelta(lead.days)
    for back in range(_LONGEST_HOLIDAY):
        earlier = day - timedelta(back)
        if earlier.weekday() in weekdays and earlier not in holidays:
            return earlier
    return day


def arrival(today: date, lead: Lead) -> date:
    """Return the first day on which what is decided today can be on the shelf."""
    return today + timedelta(lead.days)


def planned_day(need: date, lead: Lead, today: date) -> date:
    """Return the day for which the vendor is asked to deliver.

    As long before the need as goods take from the dock to the shelf, and safety wants;
    not before the vendor can.
    """
    wanted = need - timedelta(lead.of_transfer().days)
    return max(wanted, today + timedelta(Lead(lead.vendor, lead.purchase).days))
