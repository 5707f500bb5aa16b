"""Three-way merge: what both sides last agreed on, what each says now, who decides.

A value is what a database can compare: text, a number, an id; ``False`` is nothing. The
base moves only when both sides say the same.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from .keys import BY_ASKING, BY_NEWEST, BY_ODOO, BY_REGISTER

Value = Hashable


class Unknown(Enum):
    """Stands for a base that there is not: the sides have never agreed."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN

SAME, KEEP, TAKE, DISPUTE = "same", "keep", "take", "dispute"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one value.

    ``verdict``: SAME, both agree; KEEP, Odoo's stays; TAKE, the register's is to be
    written; DISPUTE, a person decides. ``base`` is what both agree on afterwards.
    """

    verdict: str
    base: Value | Unknown


@dataclass(slots=True)
class Merged:
    """What becomes of a record: values to write, values in dispute, the new base."""

    taken: dict[str, Value] = field(default_factory=dict)
    disputed: list[str] = field(default_factory=list)
    base: dict[str, Value] = field(default_factory=dict)


def merge_value(
    owner: str,
    base: Value | Unknown,
    ours: Value,
    theirs: Value,
    ours_at: str | None = None,
    theirs_at: str | None = None,
) -> Decision:
    """Decide about one value.

    :param owner: BY_REGISTER, BY_ODOO, BY_NEWEST or BY_ASKING
    :param ours_at: when Odoo's was changed last, theirs_at: when the register's was;
        ISO text that sorts, None if that is not known
    """
    if ours == theirs:
        return Decision(SAME, theirs)
    if owner == BY_REGISTER:
        return Decision(TAKE, theirs)
    if owner == BY_ODOO:
        return Decision(KEEP, base)
    if base is UNKNOWN:
        # of a side that says nothing, nothing is lost
        if not ours:
            return Decision(TAKE, theirs)
        if not theirs:
            return Decision(KEEP, base)
    elif theirs == base:
        return Decision(KEEP, base)
    elif ours == base:
        return Decision(TAKE, theirs)
    if owner == BY_NEWEST and ours_at and theirs_at and ours_at != theirs_at:
        if theirs_at > ours_at:
            return Decision(TAKE, theirs)
        return Decision(KEEP, base)
    return Decision(DISPUTE, base)


def merge(
    owners: Mapping[str, str],
    base: Mapping[str, Value],
    ours: Mapping[str, Value],
    theirs: Mapping[str, Value],
    ours_at: Mapping[str, str] | None = None,
    theirs_at: str | None = None,
) -> Merged:
    """Decide about the values that the register gave: the keys of ``theirs``.

    :param owners: {key: who decides}; the register about what is missing
    :param base: {key: what both agreed on last}
    :return: ``base`` holds the other keys unchanged
    """
    merged = Merged(base=dict(base))
    for key, value in theirs.items():
        decision = merge_value(
            owners.get(key, BY_REGISTER),
            base.get(key, UNKNOWN),
            ours.get(key, False),
            value,
            (ours_at or {}).get(key),
            theirs_at,
        )
        if decision.verdict == TAKE:
            merged.taken[key] = value
        elif decision.verdict == DISPUTE:
            merged.disputed.append(key)
        if decision.base is not UNKNOWN:
            merged.base[key] = decision.base
    return merged


__all__ = [
    "BY_ASKING",
    "BY_NEWEST",
    "BY_ODOO",
    "BY_REGISTER",
    "DISPUTE",
    "KEEP",
    "SAME",
    "TAKE",
    "UNKNOWN",
    "Decision",
    "Merged",
    "merge",
    "merge_value",
]
