"""Which asset a record that is not bound yet is about, by what it says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NEW, MATCH, BOUND, AMBIGUOUS, FOREIGN = "new", "match", "bound", "ambiguous", "foreign"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset with the serial number or the code of a record.

    ``company`` is None if it belongs to every company; ``bound_to`` is the external id
    of the record of the same register that is about it, empty if there is none.
    """

    id: int
    company: int | None
    bound_to: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``kind``: NEW, no asset; MATCH, ``asset`` is meant; BOUND, AMBIGUOUS, FOREIGN: it
    cannot be told, and ``key`` says by what.
    """

    kind: str
    asset: Candidate | None = None
    key: str = ""
    other: Candidate | None = None


def match_asset(
    company: int, hints: Sequence[tuple[str, Mapping[int, Candidate]]]
) -> Match:
    """Return which asset is meant.

    :param company: that of the register
    :param hints: for each hint, the strongest first: its key, and the assets that have
        it, by id
    """
    found: Match | None = None
    for key, candidates in hints:
        own = [
            candidate
            for candidate in candidates.values()
            if candidate.company in (None, company)
        ]
        if not own:
            if candidates and key == "serial_no":
                # a serial number is there once, whatever the company
                return Match(FOREIGN, key=key)
            continue
        # an asset of the company itself before one of all companies
        own.sort(key=lambda candidate: (candidate.company is None, candidate.id))
        asset = own[0]
        if found is None:
            found = Match(MATCH, asset, key)
        elif found.asset and found.asset.id != asset.id:
            return Match(AMBIGUOUS, found.asset, key, asset)
    if found is None:
        return Match(NEW)
    if found.asset and found.asset.bound_to:
        return Match(BOUND, found.asset, found.key)
    return found
