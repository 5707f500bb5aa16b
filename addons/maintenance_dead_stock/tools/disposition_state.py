"""Which state a disposition is in by its moves, and what it has cost."""

from collections.abc import Iterable
from typing import NamedTuple

RETURN, DONATE, SCRAP = "return", "donate", "scrap"
TRANSFER, KEEP, SELL = "transfer", "keep", "sell"

# what leaves the company: with low confidence only after a confirmation
LEAVING = (RETURN, DONATE, SCRAP, SELL)

DRAFT, APPROVED, DONE, CANCELLED = "draft", "approved", "done", "cancel"


class Moved(NamedTuple):
    """One move of a disposition: its state, and how much it moves or has moved."""

    state: str
    quantity: float


def find_state(moves: Iterable[Moved]) -> str:
    """Return the state of an approved disposition by its moves.

    ``done`` when nothing is left to move and something has moved; ``draft`` when all of
    them were cancelled, so that it is decided anew; else ``approved``.
    """
    states = {move.state for move in moves}
    if not states:
        return APPROVED
    if states <= {"cancel"}:
        return DRAFT
    return DONE if states <= {"done", "cancel"} else APPROVED


def sum_done(moves: Iterable[Moved]) -> float:
    """Return how much has moved."""
    return sum(move.quantity for move in moves if move.state == "done")


def sum_promised(
    waiting: Iterable[tuple[int, str, float]],
) -> dict[int, float]:
    """Return {key: how much leaves by it and by those before it}.

    :param waiting: (key, state, what is still to leave) of open dispositions of one
        part in one warehouse; what is approved comes first, then the smaller key
    """
    promised, total = {}, 0.0
    for key, _state, quantity in sorted(
        waiting, key=lambda one: (one[1] != APPROVED, one[0])
    ):
        total += max(quantity, 0.0)
        promised[key] = total
    return promised


def deal_credit(
    amount: float, credited: float, returned: Iterable[tuple[int, float]]
) -> dict[int, float]:
    """Return {key: what of the credits of a vendor is for it}.

    :param amount: of all credits
    :param credited: the quantity that they are for
    :param returned: (key, quantity) of what went back, in order: the first is credited
        first
    """
    dealt: dict[int, float] = {}
    if credited <= 0:
        return dealt
    left = credited
    for key, quantity in returned:
        taken = min(max(quantity, 0.0), left)
        dealt[key] = dealt.get(key, 0.0) + amount * taken / credited
        left -= taken
    return dealt


def calculate_loss(
    kind: str | None, book_value: float, proceeds: float, state: str = DRAFT
) -> float:
    """Return what is lost against the book value: negative if more was got for it.

    Nothing is lost by what stays in the company, nor by what was cancelled.
    """
    if kind not in LEAVING or state == CANCELLED:
        return 0.0
    return book_value - proceeds
