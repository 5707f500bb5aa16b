"""Whether what an asset was charged is what the books say, and if not, why.

A charge is one stock move that parts left or entered stock by for an asset. Its value
is what Odoo's valuation says now; the books are its analytic lines and its journal
items. Amounts are whole numbers of the smallest coin of the company, so that equal
means equal; above zero: charged to the asset, below: given back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EPSILON = 1e-6

# what Odoo did when the move was done
ENTRY, NO_ACCOUNT, CLOSING = "entry", "no_account", "closing"

# how a reason is put right: see `CORRECTIONS`
ANALYTIC, BALANCE, VALUE, LOOK = "analytic", "entry", "value", "open"

CORRECTIONS = {
    "not_done": ANALYTIC,
    "no_asset": LOOK,
    "not_stored": LOOK,
    "asset_changed": ANALYTIC,
    "zero_value": VALUE,
    "valuation_changed": BALANCE,
    "entry_draft": LOOK,
    "no_account": BALANCE,
    "entry_missing": BALANCE,
    "entry_reversed": BALANCE,
    "quantity_edited": BALANCE,
    "value_changed": BALANCE,
    "entry_edited": BALANCE,
    "charged_twice": ANALYTIC,
    "analytic_missing": ANALYTIC,
    "distribution_changed": ANALYTIC,
    "analytic_edited": ANALYTIC,
    "other_period": ANALYTIC,
    "account_changed": BALANCE,
    "return_remainder": VALUE,
    "unlinked_return": LOOK,
    "manual_analytic": LOOK,
    "manual_item": LOOK,
}


@dataclass(frozen=True, slots=True)
class Charge:
    """One stock move, and what the books say about it.

    :param quantity: in the part's own unit, never below zero
    :param booking: ``ENTRY``: a journal entry was posted; ``NO_ACCOUNT``: the location
        had no account to post it on; ``CLOSING``: periodic valuation, left to the
        closing
    :param is_perpetual: the valuation of the part now
    :param is_closed: the stock valuation was closed after the move
    :param plans: {plan: what its analytic lines charge}, also those of journal items
    :param compared: the plans that the asset distributes in full
    :param analytic_lines: how many the move has
    :param entry_lines: how many analytic lines its journal items have
    :param ledger: the balance of its posted items on the account of the location
    :param elsewhere: the same on other accounts
    :param items: how many journal items it has, posted or not
    :param waiting: how many of them are not posted
    :param booked_quantity: the quantity on its own journal entry; None: it has none
    :param other_asset: a line or an item names another asset than the move
    :param is_revalued: somebody set its value by hand
    :param has_cost: the part has a cost now
    :param stock_before: what was in stock before; None: not asked
    :param remainder: of the issue that is now returned in full, what no return took
    :param is_unlinked: a return that names no issue
    :param issue_value: what these parts were worth when they were last issued; None:
        they never were
    :param booked_on: the day that it counts on
    :param analytic_days: first and last day of its analytic lines; None: none
    :param ledger_days: the same of its posted items
    """

    value: int
    quantity: float
    booked_on: date
    is_done: bool = True
    is_issue: bool = True
    has_asset: bool = True
    is_stored: bool = True
    booking: str = ENTRY
    is_perpetual: bool = True
    is_closed: bool = False
    plans: Mapping = field(default_factory=dict)
    compared: frozenset = frozenset()
    analytic_lines: int = 0
    entry_lines: int = 0
    ledger: int = 0
    elsewhere: int = 0
    items: int = 0
    waiting: int = 0
    is_reversed: bool = False
    booked_quantity: float | None = None
    other_asset: bool = False
    is_revalued: bool = False
    has_cost: bool = False
    stock_before: float | None = None
    remainder: int = 0
    is_unlinked: bool = False
    issue_value: int | None = None
    analytic_days: tuple[date, date] | None = None
    ledger_days: tuple[date, date] | None = None

    @property
    def booked(self) -> int:
        """What the ledger says, on whatever account."""
        return self.ledger + self.elsewhere

    @property
    def expected_ledger(self) -> int:
        """What the ledger is to say; 0 under periodic valuation.

        The closing books what is periodic when it runs. So when the valuation was
        switched, it matters whether the stock was closed since: before, the charge
        belongs where the new valuation books it; after, nobody can tell from the move
        who booked it, and both are right.
        """
        was_perpetual = self.booking != CLOSING
        if was_perpetual != self.is_perpetual and self.is_closed:
            return self.value if self.booked else 0
        return self.value if self.is_perpetual else 0

    @property
    def is_countable(self) -> bool:
        """Whether it is one of the charges that the books are compared with."""
        return self.is_done and self.is_stored

    @property
    def countable_value(self) -> int:
        return self.value if self.is_countable else 0

    @property
    def countable_ledger(self) -> int:
        return self.expected_ledger if self.is_countable else 0

    @property
    def analytic(self) -> int | None:
        """What the analytic lines say; None if the asset is compared without them.

        Of several plans the one that is farthest off.
        """
        return max(
            (self.plans.get(plan, 0) for plan in sorted(self.compared)),
            key=lambda amount: abs(amount - self.value),
            default=None,
        )


def find_reason(charge: Charge) -> str | None:
    """Return why this charge drifts, a key of ``CORRECTIONS``; None: it does not."""
    if not charge.is_done:
        return "not_done" if charge.analytic_lines else None
    if not charge.has_asset:
        return "no_asset" if charge.is_stored else None
    if not charge.is_stored:
        is_charged = charge.booked or any(charge.plans.values())
        return "not_stored" if is_charged else None
    if charge.other_asset:
        return "asset_changed"
    return (
        _find_missing_value(charge)
        or _find_ledger_reason(charge)
        or _find_analytic_reason(charge)
        or _find_lesser_reason(charge)
    )


def _find_missing_value(charge):
    """Odoo values at nothing what it takes from stock that it has no cost of yet."""
    short = (
        charge.stock_before is not None
        and charge.stock_before < charge.quantity - EPSILON
    )
    return "zero_value" if charge.is_issue and not charge.value and short else None


def _find_ledger_reason(charge):
    if charge.booked == charge.expected_ledger:
        return None
    if charge.waiting:
        return "entry_draft"
    was_perpetual = charge.booking != CLOSING
    if was_perpetual != charge.is_perpetual and not charge.is_closed:
        return "valuation_changed"
    if not charge.items:
        return "no_account" if charge.booking == NO_ACCOUNT else "entry_missing"
    if charge.is_reversed and not charge.booked:
        return "entry_reversed"
    if (
        charge.booked_quantity is not None
        and abs(charge.booked_quantity - charge.quantity) > EPSILON
    ):
        return "quantity_edited"
    both_old = charge.analytic is not None and charge.analytic == charge.booked
    if charge.is_revalued or both_old:
        return "value_changed"
    return "entry_edited"


def _find_analytic_reason(charge):
    if charge.analytic in (None, charge.value):
        return None
    if charge.entry_lines:
        return "charged_twice"
    if not charge.analytic_lines:
        return "analytic_missing"
    if charge.is_revalued:
        return "value_changed"
    others = [
        amount for plan, amount in charge.plans.items() if plan not in charge.compared
    ]
    if charge.value in others:
        return "distribution_changed"
    return "analytic_edited"


def _find_lesser_reason(charge):
    """All amounts agree: does the time, the account, the return?"""
    if _is_on_other_days(charge):
        return "other_period"
    if charge.elsewhere:
        return "account_changed"
    if charge.remainder:
        return "return_remainder"
    if charge.is_unlinked and not _is_worth_its_issue(charge):
        return "unlinked_return"
    return None


def _is_worth_its_issue(charge):
    if charge.issue_value is None:
        return False
    # the value of some of several pieces may be rounded
    return abs(charge.issue_value - charge.value) <= 1


def _is_on_other_days(charge):
    days = (charge.booked_on, charge.booked_on)
    analytic = charge.analytic_days if charge.compared and charge.value else None
    ledger = charge.ledger_days if charge.booked else None
    return analytic not in (None, days) or ledger not in (None, days)


def find_correction(charge: Charge, reason: str) -> str:
    """Return how to put it right: ``ANALYTIC``, ``BALANCE``, ``VALUE`` or ``LOOK``.

    ``ANALYTIC``: let Odoo distribute the move anew. ``BALANCE``: post what the ledger
    lacks. ``VALUE``: let Odoo value the move anew. ``LOOK``: only a person can.
    """
    if reason == "valuation_changed" and not charge.is_perpetual:
        return LOOK
    if reason == "zero_value" and not charge.has_cost:
        return LOOK
    if reason == "value_changed" and charge.booked == charge.expected_ledger:
        return ANALYTIC
    if reason == "other_period" and charge.analytic_days in (
        None,
        (charge.booked_on, charge.booked_on),
    ):
        return LOOK
    return CORRECTIONS[reason]


def is_explained(charge: Charge, reason: str) -> bool:
    """Say whether nothing is wrong, and the row only tells why figures look so."""
    return reason == "account_changed" or (
        reason == "other_period" and find_correction(charge, reason) == LOOK
    )
