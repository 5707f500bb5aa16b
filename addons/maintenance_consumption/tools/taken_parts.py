"""Who of those that have taken parts already gets what stock shows of them."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from odoo.addons.maintenance_bom.tools import take


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

    :param free: {(place, part, lot or None): quantity that nobody has reserved}; what
        is below zero is owed, and counts as nothing where there are lots
    """
    lots_of = {}
    for (place, part, lot), quantity in free.items():
        entries = lots_of.setdefault((place, part), [])
        entries.append([lot, max(quantity, 0.0)])
    shares = {}
    for claim in sorted(claims, key=lambda claim: claim.lot is None):
        entries = lots_of.get((claim.place, claim.part), ())
        if claim.lot is not None:
            entries = [entry for entry in entries if entry[0] == claim.lot]
        taken = take(claim.quantity, entries)
        if taken:
            shares[claim.key] = sum(quantity for _entry, quantity in taken)
    return shares
