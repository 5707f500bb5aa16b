"""Quantities: floats that are never rounded. What all addons share about them."""

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")

# float dust: what is no larger is nothing
EPSILON = 1e-9
# two numbers that were rounded when they were stored, or divided, are equal within it
TOLERANCE = 1e-6


def take(
    wanted: float, entries: Iterable[list[Key | float]], nothing: float = EPSILON
) -> list[tuple[list[Key | float], float]]:
    """Take ``wanted`` from ``entries`` in their order, as far as it goes.

    :param entries: lists ``[key, quantity left]``; what is taken is taken off them
    :param nothing: what is no larger is not taken
    :return: [(entry, quantity taken)], of those from which something was taken
    """
    pieces = []
    for entry in entries:
        if wanted <= nothing:
            break
        quantity = min(wanted, entry[1])
        if quantity > nothing:
            entry[1] -= quantity
            wanted -= quantity
            pieces.append((entry, quantity))
    return pieces
