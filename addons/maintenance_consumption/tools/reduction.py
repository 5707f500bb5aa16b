"""Which open issues ask for less when a job needs less than they ask for."""

from collections.abc import Hashable, Iterable

from odoo.addons.maintenance_bom.tools import EPSILON, take


def reduce_demands(
    moves: Iterable[tuple[Hashable, float, float]], excess: float
) -> dict[Hashable, float]:
    """Return {key: what the move asks for from now on}, of those that change.

    First goes what is not reserved, so that as little as possible is released; then
    what is. The first of ``moves`` gives up first. No more is taken than there is.

    :param moves: (key, what it asks for, what of it is reserved), in one unit
    :param excess: what is asked for too much, in the same unit
    """
    moves = list(moves)
    asked = {key: demand for key, demand, _reserved in moves}
    demands = dict(asked)
    for keeps_reserved in (True, False):
        given = take(
            excess,
            [
                [key, demands[key] - min(reserved, demands[key]) * keeps_reserved]
                for key, _demand, reserved in moves
            ],
        )
        for (key, _left), quantity in given:
            demands[key] -= quantity
            excess -= quantity
    return {
        key: 0.0 if demand <= EPSILON else demand
        for key, demand in demands.items()
        if asked[key] - demand > EPSILON
    }
