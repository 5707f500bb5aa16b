"""What becomes of a part in stock: its status, its surplus, and how sure that is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

EPSILON = 1e-6

ACTIVE, SLOW, SURPLUS = "active", "slow", "surplus"
DYING, DEAD, UNLINKED = "dying", "dead", "unlinked"
# from what is used to what nobody needs
STATUSES = (ACTIVE, SLOW, SURPLUS, DYING, DEAD, UNLINKED)

HIGH, MEDIUM, LOW = "high", "medium", "low"
# from this coverage on, what assets need is known well
GOOD_COVERAGE = 0.9

# above this share of assets without known use, their need is a guess
MOST_UNKNOWN = 0.5

# turnovers a year from which a part moves fast
FAST = 3.0
# percent of the value of use up to which a part is A, and B
PERCENT_A, PERCENT_B = 80, 95
# values are compared exactly, in units so small
STEPS = 1_000_000


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What is known of a part in one warehouse, its set of replacing parts included.

    ``on_hand``, ``surplus``: of the part itself, in its unit; ``live``, ``elsewhere``:
    living assets that this warehouse and others supply; ``is_linked``: it was on a BOM
    or issued to an asset; ``has_demand``: others want it; ``last_use``: the last day on
    which it was taken; ``stocked_since``: since when the oldest of it lies there;
    ``leaves_on``: the day on which the last living asset retires, None if one stays;
    ``coverage``: share of the living assets concerned that have a BOM.
    """

    on_hand: float
    surplus: float = 0.0
    live: int = 0
    elsewhere: int = 0
    is_linked: bool = True
    has_demand: bool = False
    is_vital: bool = False
    last_use: date | None = None
    stocked_since: date | None = None
    leaves_on: date | None = None
    coverage: float = 1.0


class Limits(NamedTuple):
    """``slow_since``: without use since then a part is slow; ``dying_until``: assets
    that retire until then retire soon; ``thin``: coverage below which nobody knows.
    """

    slow_since: date
    dying_until: date
    thin: float


def classify(facts: PartFacts, limits: Limits) -> str:
    """Return the status of a part.

    ``dead``: no living asset and no other demand; ``unlinked``: the same of a part that
    was never linked to an asset; ``dying``: its last assets retire soon, and nobody
    else wants it; ``surplus``: more than is still needed; ``slow``: nothing was taken
    for a long time, though it lay there, and nobody else wants it; never of a vital
    part; else ``active``.
    """
    if not facts.live and not facts.elsewhere and not facts.has_demand:
        return DEAD if facts.is_linked else UNLINKED
    if (
        facts.live
        and not facts.elsewhere
        and not facts.has_demand
        and facts.leaves_on is not None
        and facts.leaves_on <= limits.dying_until
    ):
        return DYING
    if facts.surplus > EPSILON:
        return SURPLUS
    if (
        not facts.has_demand
        and not facts.is_vital
        and facts.on_hand > EPSILON
        and (facts.last_use is None or facts.last_use < limits.slow_since)
        and (facts.stocked_since is None or facts.stocked_since < limits.slow_since)
    ):
        return SLOW
    return ACTIVE


def judge_confidence(coverage: float, thin: float, unknown: float = 0.0) -> str:
    """Say how sure the status is: ``high``, ``medium`` or ``low``.

    :param coverage: share of the living assets concerned that have a BOM
    :param thin: below it nobody knows which parts they need
    :param unknown: share of the living assets with the part of which no use is known
    """
    if coverage < thin:
        return LOW
    if coverage < GOOD_COVERAGE or unknown > MOST_UNKNOWN:
        return MEDIUM
    return HIGH


class Member(NamedTuple):
    """A part of a set of parts that replace each other, in the unit of the set.

    ``others``: what others want of this very part.
    """

    part_id: int
    on_hand: float
    others: float = 0.0


def share_surplus(members: Sequence[Member], kept: float) -> dict[int, float]:
    """Return {part id: what of it is surplus}, in the unit of the set.

    :param members: the oldest first, as the oldest is used up first
    :param kept: what of all of them together is needed, or kept as a minimum

    Others get their own part first; what lacks of it is taken from what replaces it.
    """
    left = {}
    for part_id, on_hand, others in members:
        kept += max(others - on_hand, 0.0)
        left[part_id] = max(on_hand - others, 0.0)
    for part_id in left:
        taken = min(left[part_id], kept)
        left[part_id] -= taken
        kept -= taken
    return left


def round_surplus(surplus: float, on_hand: float, rounding: float) -> float:
    """Return ``surplus`` rounded down: of whole pieces in stock a whole number.

    :param rounding: the smallest quantity of the unit
    """
    step = rounding
    if abs(on_hand - round(on_hand)) < EPSILON:
        step = 1.0
    return max(math.floor(surplus / step + EPSILON) * step, 0.0)


def judge_movement(turnover: float) -> str:
    """Return ``fast``, ``slow`` or ``non_moving`` (FSN), by the turnover a year."""
    if turnover >= FAST:
        return "fast"
    return "slow" if turnover > EPSILON else "non_moving"


def rank_by_value(values: Mapping[int, float]) -> dict[int, str]:
    """Return {part id: ``a``, ``b`` or ``c``} (ABC), by the value of what was used.

    The first 80 % of the value are A, the next 15 % B; of equal values the smaller id
    comes first. What was not used is C.

    :param values: {part id: value, with at most six decimals}
    """
    steps = {part: round(value * STEPS) for part, value in values.items()}
    whole, before, found = sum(max(one, 0) for one in steps.values()), 0, {}
    for part in sorted(steps, key=lambda part: (-steps[part], part)):
        if steps[part] <= 0:
            found[part] = "c"
        elif 100 * before < PERCENT_A * whole:
            found[part] = "a"
        else:
            found[part] = "b" if 100 * before < PERCENT_B * whole else "c"
        before += max(steps[part], 0)
    return found
