"""How far a requisition line is."""

from collections.abc import Iterable

# in these nobody has decided, and in these nothing is ordered yet
UNDECIDED = ("draft", "to_approve")
NOT_ORDERED = (*UNDECIDED, "approved")


def find_state(decision: str, fates: Iterable[str]) -> str:
    """Return the state of a line: its decision, ``ordered`` or ``received``.

    What is cancelled does not count. A line is received when all of it is.

    :param decision: ``draft``, ``to_approve``, ``approved`` or ``cancel``
    :param fates: the states of what brings it: ``received``, ``cancel``, or another
        that is on the way
    """
    found = set(fates) - {"cancel"}
    if decision != "approved":
        return decision
    if found - {"received"}:
        return "ordered"
    return "received" if found else "approved"


def find_status(state: str, fates: Iterable[str], has_failed: bool) -> str:
    """Return what screens show of a line: its state, ``rfq`` or ``failed``.

    :param state: what :func:`find_state` returns
    :param fates: the states of its purchases; ``rfq`` is asked for, not confirmed
    :param has_failed: whether something is in the way of ordering it
    """
    if state == "ordered" and "rfq" in fates:
        return "rfq"
    return "failed" if has_failed and state in NOT_ORDERED else state
