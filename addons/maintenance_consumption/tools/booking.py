"""How a charge gets into the books: by its own entry, later, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """What is known about one charge.

    ``entry`` is the state of its own journal entry (``draft``, ``posted``, ``cancel``),
    None if it has none. ``is_imputed``: it is counted, and never booked. The rest is
    about parts from stock: whether the part is kept in stock, has a value, is of a
    category with perpetual valuation, whether the place that it went to has an account,
    and what the closings of stock made of it (see :func:`get_closing`).
    """

    entry: str | None = None
    is_imputed: bool = False
    is_stocked: bool = True
    has_value: bool = True
    is_perpetual: bool = False
    has_account: bool = False
    closing: str = "awaits_closing"


def get_booking(facts: ChargeFacts) -> str:
    """Return how the charge is booked, or the reason why it is not yet.

    :return: ``booked`` (it has a posted entry), ``entry_draft`` or ``entry_cancelled``
        (it has one that does not count), ``imputed``, ``billed`` (its bill is the
        cost), ``no_value``, ``no_account`` (issues are booked on none),
        ``not_booked_then`` (when it was issued, the settings were others), or for
        periodic valuation ``awaits_closing``, ``closed``, ``passed_over``
    """
    if facts.entry:
        states = {"posted": "booked", "cancel": "entry_cancelled"}
        return states.get(facts.entry, "entry_draft")
    if facts.is_imputed:
        return "imputed"
    if not facts.is_stocked:
        return "billed"
    if not facts.has_value:
        return "no_value"
    if not facts.has_account:
        return "no_account"
    return "not_booked_then" if facts.is_perpetual else facts.closing


def get_closing(
    day: date, is_closed: bool, closings: Sequence[date], is_complete: bool = True
) -> tuple[str, int | None]:
    """Return what the closings of stock made of a charge, and which of them took it.

    :param is_closed: whether a closing was posted after the charge
    :param closings: the days up to which the known closings reach, oldest first
    :param is_complete: whether no closing came before the known ones
    :return: ``awaits_closing``; ``closed`` and the index of the closing, None if it may
        have been one before the known ones; ``passed_over``: a closing was posted after
        the charge, but reaches up to an earlier day only, and the next one begins later
    """
    if not is_closed:
        return "awaits_closing", None
    for index, closed_until in enumerate(closings):
        if day <= closed_until:
            is_certain = index > 0 or is_complete
            return "closed", index if is_certain else None
    return "passed_over", None
