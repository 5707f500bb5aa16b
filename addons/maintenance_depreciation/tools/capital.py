"""Which issued parts may belong into the fixed assets."""

from dataclasses import dataclass

# how many months a unit of calendar is
MONTHS = {"day": 12 / 365.25, "week": 7 * 12 / 365.25, "month": 1, "year": 12}
# what is used up within a year is an expense, whatever it costs
SHORT_LIFE = 12


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What is known about one issue of a part.

    :param unit_value: what one piece was worth when it left
    :param is_marked: the BOM line or the product says that it is capital
    :param is_never: the product says that it never is
    :param life_months: how long it is expected to last; None: nobody knows
    :param threshold: the company's amount; 0: it has none
    """

    unit_value: float
    is_marked: bool = False
    is_never: bool = False
    life_months: float | None = None
    threshold: float = 0.0


def is_capital(part: PartFacts) -> bool:
    """Say whether the accountant is asked about this issue.

    *Never* goes before all else. A mark is enough; without one the company's threshold
    decides, for parts that are known to last longer than a year.
    """
    if part.is_never or part.unit_value <= 0:
        return False
    if part.is_marked:
        return True
    lasts = part.life_months is not None and part.life_months > SHORT_LIFE
    return bool(part.threshold > 0 and lasts and part.unit_value >= part.threshold)


def get_months(number, unit):
    """Return so many days, weeks, months or years in months; None for nothing."""
    return number * MONTHS[unit] if number and unit in MONTHS else None
