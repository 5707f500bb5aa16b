"""Spare stock of other warehouses, shared out among those that lack it."""

from collections.abc import Iterable, Mapping
from datetime import date

from odoo.addons.maintenance_bom.tools import EPSILON, take


def share_spare_stock(
    spare: Mapping[int, float],
    lacking: Mapping[int, Iterable[tuple[date, float]]],
) -> dict[int, dict[int, float]]:
    """Return {warehouse that lacks: {warehouse that gives: quantity}}.

    The earliest shortage is served first, on one day that of the older warehouse; from
    the warehouse with most to spare first. The result does not depend on the caller, so
    nothing is promised twice.

    :param spare: {warehouse: what none of its own needs takes}
    :param lacking: {warehouse: [(day, quantity)]}
    """
    left = [
        [giver, quantity]
        for giver, quantity in sorted(
            spare.items(), key=lambda item: (-item[1], item[0])
        )
    ]
    claims = sorted(
        (day, taker, quantity)
        for taker, wanted in lacking.items()
        for day, quantity in wanted
    )
    shares: dict[int, dict[int, float]] = {}
    for _day, taker, quantity in claims:
        others = (entry for entry in left if entry[0] != taker)
        for (giver, _left), part in take(quantity, others):
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
    left = [[giver, offered] for giver, offered in offers.items()]
    found: dict[int | None, list] = {}
    nobody = []
    for key, quantity in pieces:
        for (giver, _left), part in take(quantity, left):
            found.setdefault(giver, []).append((key, part))
            quantity -= part
        if quantity > EPSILON:
            nobody.append((key, quantity))
    offers.update(left)
    given = [(giver, found[giver]) for giver in offers if giver in found]
    return [*given, (None, nobody)] if nobody else given
