"""How many assets one run may let vanish or retire."""

import math


def is_too_many(count: int, total: int, percent: float) -> bool:
    """Return whether ``count`` of ``total`` assets are more than a run may retire."""
    return count > get_most(total, percent)


def get_most(total: int, percent: float) -> int:
    """Return how many of ``total`` assets a run may retire at most."""
    # 7 % of 100 are 7, not 7.000000000000001
    return math.floor(round(total * percent / 100, 6))
