"""Whether what an asset was charged is what the books say, and if not, why.

A charge is one stock move that parts left or entered stock by for an asset. Its value
is what Odoo's valuation says now; the books are its analytic lines and its journal
items. A bill line that charges an asset is its own journal item: only its analytic
lines can differ. Amounts are whole numbers of the smallest coin of the company, so that
equal means equal; above zero: charged to the asset, below: given back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from odoo.addons.maintenance_bom.tools import TOLERANCE
from odoo.addons.maintenance_consumption.tools.booking import (
    CLOSING,
    ENTRY,
    NO_ACCOUNT,
)

# how a reason is put right: see `CORRECTIONS`
ANALYTIC, BALANCE, VALUE, LOOK = "analytic", "entry", "value", "open"

CORRECTIONS = {
    "not_done": ANALYTIC,
    "no_asset": LOOK,
    "not_stored": LOOK,
    "asset_changed": ANALYTIC,
    "zero_value": VALUE,
    "entry_draft": LOOK,
    "entry_cancelled": LOOK,
    "no_account": BALANCE,
    "entry_missing": BALANCE,
    "entry_reversed": BALANCE,
    "quantity_edited": BALANCE,
    "value_changed": BALANCE,
    "entry_edited": BALANCE,
    "charged_twice": ANALYTIC,
    "analytic_missing": ANALYTIC,
    "analytic_edited": ANALYTIC,
    "other_period": ANALYTIC,
    "moved_other_period": LOOK,
    "account_changed": BALANCE,
    "item_moved": BALANCE,
    "return_remainder": VALUE,
    "unlinked_return": LOOK,
    "bill_analytic": LOOK,
    "manual_analytic": LOOK,
    "manual_item": LOOK,
}


@dataclass(frozen=True, slots=True)
class Charge:
    """One stock move, and what the books say about it.

    :param quantity: in the part's own unit, never below zero
    :param booking: ``ENTRY``: a journal entry was posted; ``NO_ACCOUNT``: the location
        had no account to post it on; ``CLOSING``: periodic valuation, left to the
        closings, each of which books what is not booked yet
    :param is_perpetual: the valuation of the part now
    :param plans: {plan: what its analytic lines charge}, also those of journal items
    :param compared: the plans that the asset distributed in full on that day
    :param analytic_lines: how many the move has
    :param entry_lines: how many analytic lines its journal items have
    :param ledger: the balance of its posted items on the account of the location
    :param elsewhere: the same on other accounts
    :param is_item_moved: somebody put a posted item on another account
    :param items: how many journal items it has, posted or not
    :param waiting: how many of them are in draft
    :param cancelled: how many of them are cancelled
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
    :param moved_on: the day of the move; None: the same
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
    plans: Mapping = field(default_factory=dict)
    compared: frozenset = frozenset()
    analytic_lines: int = 0
    entry_lines: int = 0
    ledger: int = 0
    elsewhere: int = 0
    is_item_moved: bool = False
    items: int = 0
    waiting: int = 0
    cancelled: int = 0
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
    moved_on: date | None = None

    @property
    def booked(self) -> int:
        """What the ledger says, on whatever account."""
        return self.ledger + self.elsewhere

    @property
    def expected_ledger(self) -> int:
        """What the ledger is to say by now.

        Under periodic valuation what it says: the next closing books the rest. What the
        location had no account for is only to be booked under perpetual valuation.
        """
        if self.booking == CLOSING:
            return self.booked
        if self.booking == NO_ACCOUNT and not self.is_perpetual:
            return self.booked
        return self.value

    @property
    def left_to_closing(self) -> int:
        """What the next closing is going to book."""
        is_left = self.is_countable and self.booking == CLOSING
        return self.value - self.booked if is_left else 0

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
        return _find_worst(self.plans, self.compared, self.value)


def find_reason(charge: Charge) -> str | None:
    """Return why this charge and the books differ, a key of ``CORRECTIONS``.

    None if they agree.
    """
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
        and charge.stock_before < charge.quantity - TOLERANCE
    )
    return "zero_value" if charge.is_issue and not charge.value and short else None


def _find_ledger_reason(charge):
    if charge.booked == charge.expected_ledger:
        return None
    if charge.waiting:
        return "entry_draft"
    if charge.cancelled:
        return "entry_cancelled"
    if not charge.items:
        return "no_account" if charge.booking == NO_ACCOUNT else "entry_missing"
    if charge.is_reversed and not charge.booked:
        return "entry_reversed"
    if (
        charge.booked_quantity is not None
        and abs(charge.booked_quantity - charge.quantity) > TOLERANCE
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
    return "value_changed" if charge.is_revalued else "analytic_edited"


def _find_lesser_reason(charge):
    """All amounts agree: does the time, the account, the return?"""
    if _is_on_other_days(charge):
        return "other_period"
    if charge.elsewhere:
        return "item_moved" if charge.is_item_moved else "account_changed"
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
    # a closing books the charges of many days on its own
    ledger = charge.ledger_days
    if not charge.booked or charge.booking == CLOSING:
        ledger = None
    return analytic not in (None, days) or ledger not in (None, days)


def is_cut(charge: Charge, first: date, last: date) -> bool:
    """Say whether one of the move and its booking is in the period, the other not."""
    moved_on = charge.moved_on or charge.booked_on
    return (first <= moved_on <= last) != (first <= charge.booked_on <= last)


@dataclass(frozen=True, slots=True)
class BillCharge:
    """One posted bill line that charges an asset, and its analytic lines.

    :param value: its balance
    :param compared: the plans that the asset distributed in full when it was entered
    :param plans: {plan: what its analytic lines charge}
    :param analytic_days: the first and the last day of these; None: there are none
    """

    value: int
    booked_on: date
    compared: frozenset = frozenset()
    plans: Mapping = field(default_factory=dict)
    analytic_days: tuple[date, date] | None = None

    @property
    def analytic(self) -> int | None:
        """What the analytic lines say, of the plan that is farthest off."""
        return _find_worst(self.plans, self.compared, self.value)


def find_bill_reason(charge: BillCharge) -> str | None:
    """Return why the analytic lines of a bill line differ; None: they do not."""
    if charge.analytic not in (None, charge.value):
        return "bill_analytic"
    days = (charge.booked_on, charge.booked_on)
    is_dated = charge.compared and charge.value and charge.analytic_days
    return "bill_analytic" if is_dated and charge.analytic_days != days else None


def _find_worst(plans, compared, value):
    return max(
        (plans.get(plan, 0) for plan in sorted(compared)),
        key=lambda amount: abs(amount - value),
        default=None,
    )


def find_correction(charge: Charge, reason: str) -> str:
    """Return how to put it right: ``ANALYTIC``, ``BALANCE``, ``VALUE`` or ``LOOK``.

    ``ANALYTIC``: let Odoo distribute the move anew. ``BALANCE``: post what the ledger
    lacks. ``VALUE``: let Odoo value the move anew. ``LOOK``: only a person can.
    """
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
    return reason in ("account_changed", "item_moved", "moved_other_period") or (
        reason == "other_period" and find_correction(charge, reason) == LOOK
    )
