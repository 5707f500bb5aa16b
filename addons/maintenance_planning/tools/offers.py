"""From whom a quantity is bought, and how much of it has to be bought at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from odoo.addons.maintenance_bom.tools import TOLERANCE


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of a part's vendor list.

    ``price``: for one unit of the part, in the currency of the company; ``pack``: how
    many units of the part are one unit of the vendor; ``min_qty``: the least quantity
    for this price, in units of the vendor; ``sequence``: the lowest is asked first;
    ``delay``: days to deliver, None if the vendor does not say.
    """

    key: int
    vendor: int
    price: float = 0.0
    pack: float = 1.0
    min_qty: float = 0.0
    sequence: int = 1
    delay: int | None = None


def choose_offer(
    quantity: float, offers: Sequence[Offer], digits: int = 2
) -> tuple[float, Offer | None]:
    """Return (quantity to buy, the offer to buy it at) for ``quantity`` that is wanted.

    The quantity is rounded up once: to whole units of the vendor, and to the least that
    one may order. The offer is the one that Odoo chooses for the result: of the first
    vendor whose minimum is reached, the cheapest. So a price break that rounding
    reaches is taken.

    :param offers: in the order in which Odoo looks at them
    :param digits: decimals of quantities

    Without offers the quantity is rounded up to its decimals, and there is none.
    """
    if not offers:
        return _round_up(quantity, 10**-digits), None
    # each round reaches at least as many offers as the one before
    for _round in range(len(offers) + 2):
        offer = _select(quantity, offers, digits) or _find_smallest(quantity, offers)
        rounded = _fill_packs(quantity, offer)
        if rounded <= quantity + TOLERANCE * offer.pack:
            break
        quantity = rounded
    return rounded, offer


def choose_usual(offers: Sequence[Offer]) -> Offer | None:
    """Return the offer that Odoo chooses for any quantity: of the first vendor the
    cheapest. None if there are no offers.

    :param offers: in the order in which Odoo looks at them
    """
    return min(
        (offer for offer in offers if offer.vendor == offers[0].vendor),
        key=lambda offer: (offer.price, offer.sequence, offer.key),
        default=None,
    )


def _select(quantity: float, offers: Sequence[Offer], digits: int) -> Offer | None:
    """Return the offer that Odoo chooses for ``quantity``, of those that it reaches."""
    return choose_usual(
        [
            offer
            for offer in offers
            if _round_up(quantity / offer.pack, 10**-digits)
            >= offer.min_qty - TOLERANCE
        ]
    )


def _find_smallest(quantity: float, offers: Sequence[Offer]) -> Offer:
    """Return the offer of the first vendor at which least has to be bought."""
    first = min(offers, key=lambda offer: offer.sequence).vendor
    return min(
        (offer for offer in offers if offer.vendor == first),
        key=lambda offer: (_fill_packs(quantity, offer), offer.price, offer.key),
    )


def _fill_packs(quantity: float, offer: Offer) -> float:
    # what float arithmetic leaves over does not cost a whole pack
    packs = ceil(max(quantity / offer.pack, offer.min_qty) - TOLERANCE)
    return packs * offer.pack


def _round_up(quantity: float, step: float) -> float:
    return ceil(quantity / step - TOLERANCE) * step
