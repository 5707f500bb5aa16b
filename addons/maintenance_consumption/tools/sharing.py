"""Who of those that have taken parts already gets what stock shows of them."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Claim:
    """``quantity`` of a part that was taken from a place; None: of whatever lot."""

    key: Hashable
    place: Hashable
    part: Hashable
    quantity: float
    lot: Hashable = None


def share_out(
    claims: Iterable[Claim], free: Mapping[tuple, float]
) -> dict[Hashable, float]:
    """Return {key: what of the claim stock shows}, of those that get anything.

    Who names a lot gets it before those who do not; else the first claim comes first.

    :param free: {(place, part, lot or None): quantity that nobody has set aside}; what
        is below zero is owed, and counts as nothing where there are lots
    """
    left = {key: max(quantity, 0.0) for key, quantity in free.items()}
    lots_of = {}
    for place, part, lot in left:
        lots_of.setdefault((place, part), []).append((place, part, lot))
    shares = {}
    for claim in sorted(claims, key=lambda claim: claim.lot is None):
        wanted = claim.quantity
        if claim.lot is None:
            sources = lots_of.get((claim.place, claim.part), [])
        else:
            sources = [(claim.place, claim.part, claim.lot)]
        for source in sources:
            taken = min(wanted, left.get(source, 0.0))
            if taken > EPSILON:
                left[source] -= taken
                wanted -= taken
        if claim.quantity - wanted > EPSILON:
            shares[claim.key] = claim.quantity - wanted
    return shares
