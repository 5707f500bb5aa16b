"""Which open issues ask for less when a job needs less than they ask for."""

from collections.abc import Hashable, Iterable

EPSILON = 1e-9


def reduce_demands(
    moves: Iterable[tuple[Hashable, float, float]], excess: float
) -> dict[Hashable, float]:
    """Return {key: what the move asks for from now on}, of those that change.

    First goes what is not set aside, so that as little as possible is released; then
    what is. The first of ``moves`` gives up first. No more is taken than there is.

    :param moves: (key, what it asks for, what of it is set aside), in one unit
    :param excess: what is asked for too much, in the same unit
    """
    moves = list(moves)
    demands = {key: demand for key, demand, _reserved in moves}
    asked = dict(demands)
    for keeps_reserved in (True, False):
        for key, _demand, reserved in moves:
            least = min(reserved, demands[key]) if keeps_reserved else 0.0
            given = min(excess, demands[key] - least)
            if given > EPSILON:
                demands[key] -= given
                excess -= given
    return {
        key: 0.0 if demand <= EPSILON else demand
        for key, demand in demands.items()
        if asked[key] - demand > EPSILON
    }
