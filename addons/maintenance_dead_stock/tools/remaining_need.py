"""What the living assets still need of a part until they retire.

The statement in ``derivation/facts.py`` calculates the same for all assets at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# a shorter time in service says little about how often a part breaks
LEAST_EXPOSURE = 365
DAYS_OF_UNITS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


@dataclass(frozen=True, slots=True)
class AssetUse:
    """What is known of a part in one living asset; quantities in one unit.

    ``fitted``: how much of it the asset has; ``rule_rate``: how much its age rules
    replace a day; ``issued``: what it got, less what came back, in the last
    ``exposure`` days; ``needed``: dated needs, and what is reserved for them;
    ``days_left``: from the end of the planning horizon to its retirement.
    """

    fitted: float
    rule_rate: float = 0.0
    issued: float = 0.0
    exposure: float = LEAST_EXPOSURE
    needed: float = 0.0
    days_left: float = 0.0


def need_of_asset(use: AssetUse) -> float:
    """Return what one living asset still needs.

    Its dated needs, and after the horizon as much as its age rule replaces, or as it
    used, whichever is more. Of an asset of which neither is known at least what is
    fitted is kept: unknown is not zero.
    """
    rate = max(use.rule_rate, use.issued / max(use.exposure, 1.0))
    if rate > 0:
        return use.needed + rate * max(use.days_left, 0.0)
    return max(use.needed, use.fitted)


def need_of_assets(uses: Iterable[AssetUse]) -> float:
    """Return what these living assets still need together."""
    return sum(need_of_asset(use) for use in uses)


def rule_rate(quantity: float, replace_after: int, unit: str) -> float:
    """Return how much of ``quantity`` an age rule replaces a day.

    :param replace_after: the age, above zero, in ``unit``
    :param unit: ``day``, ``week``, ``month`` or ``year``
    """
    return quantity / (replace_after * DAYS_OF_UNITS[unit])


def count_exposure(days_in_service: int | None, window: int) -> int:
    """Return over how many days what an asset got in the last ``window`` days counts.

    :param days_in_service: None if nobody knows
    """
    if days_in_service is None:
        return window
    return max(min(days_in_service, window), min(LEAST_EXPOSURE, window), 1)
