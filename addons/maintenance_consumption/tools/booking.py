"""How a charge gets into the books: by its own entry, later, or not at all."""

from dataclasses import dataclass

# what Odoo did when the move was done: `stock.move.parts_booking`
ENTRY, NO_ACCOUNT, CLOSING = "entry", "no_account", "closing"


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """What is known about one charge.

    ``entry`` is the state of the journal entry that books it (``draft``, ``posted``,
    ``cancel``), None if none does, and ``is_closing`` whether that is a closing of
    stock. ``is_imputed``: it is counted, and never booked. The rest is about parts from
    stock: whether the part is kept in stock, belongs to a vendor until it is used, has
    a value, whether a closing is going to book it, and whether the place that it went
    to has an account.
    """

    entry: str | None = None
    is_closing: bool = False
    is_imputed: bool = False
    is_stocked: bool = True
    is_consigned: bool = False
    has_value: bool = True
    has_account: bool = False
    awaits_closing: bool = False


def get_booking(facts: ChargeFacts) -> str:
    """Return how the charge is booked, or the reason why it is not yet.

    :return: ``booked`` or ``closed`` (it has a posted entry, its own or a closing),
        ``entry_draft`` or ``entry_cancelled`` (it has one that does not count),
        ``imputed``, ``billed`` and ``consigned`` (its bill is the cost), ``no_value``,
        ``no_account`` (issues are booked on none), ``awaits_closing``, or
        ``not_booked_then`` (when it was issued, the settings were others)
    """
    if facts.entry == "posted":
        return "closed" if facts.is_closing else "booked"
    if facts.entry:
        return "entry_cancelled" if facts.entry == "cancel" else "entry_draft"
    if facts.is_imputed:
        return "imputed"
    if not facts.is_stocked:
        return "billed"
    if not facts.has_value:
        return "consigned" if facts.is_consigned else "no_value"
    if not facts.has_account:
        return "no_account"
    return "awaits_closing" if facts.awaits_closing else "not_booked_then"
