"""What other warehouses have too much of, shared out among those that lack it."""

from collections.abc import Iterable, Mapping
from datetime import date

from .decision import EPSILON


def share_surplus(
    spare: Mapping[int, float],
    lacking: Mapping[int, Iterable[tuple[date, float]]],
) -> dict[int, dict[int, float]]:
    """Return {warehouse that lacks: {warehouse that gives: quantity}}.

    Who lacks for the earliest day is served first, of one day the older warehouse; from
    the largest surplus first. It is the same whoever asks: nothing is promised twice.

    :param spare: {warehouse: what none of its own needs takes}
    :param lacking: {warehouse: [(day, quantity)]}
    """
    left = dict(sorted(spare.items(), key=lambda item: (-item[1], item[0])))
    claims = sorted(
        (day, taker, quantity)
        for taker, wanted in lacking.items()
        for day, quantity in wanted
    )
    shares: dict[int, dict[int, float]] = {}
    for _day, taker, quantity in claims:
        for giver in left:
            part = min(quantity, left[giver])
            if giver != taker and part > EPSILON:
                quantity -= part
                left[giver] -= part
                given = shares.setdefault(taker, {})
                given[giver] = given.get(giver, 0.0) + part
    return shares


def split_pieces(
    offers: dict[int, float], pieces: Iterable[tuple[tuple, float]]
) -> list[tuple[int | None, list[tuple[tuple, float]]]]:
    """Return [(who gives it, None for nobody, pieces)], and take it off ``offers``.

    :param offers: {warehouse: quantity}, the one to ask first in front
    :param pieces: (key of the need, quantity)
    """
    pieces = list(pieces)
    found = []
    for giver, offered in offers.items():
        taken, left = [], []
        for key, quantity in pieces:
            part = min(quantity, offered)
            if part > EPSILON:
                offered -= part
                taken.append((key, part))
            if quantity - part > EPSILON:
                left.append((key, quantity - part))
        if taken:
            found.append((giver, taken))
        offers[giver], pieces = offered, left
    return [*found, (None, pieces)] if pieces else found
