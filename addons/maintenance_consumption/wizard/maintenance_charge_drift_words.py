from odoo import models
from odoo.tools import LazyTranslate, format_date

_lt = LazyTranslate(__name__)

ENTRY = _lt("Prepare a journal entry of %(difference)s and post it.")
REDO = _lt("Redo the analytic lines.")

EXPLANATIONS = {
    "zero_value": _lt(
        "%(quantity)s of “%(part)s” left before they were received or "
        "counted, so they were valued at nothing."
    ),
    "quantity_edited": _lt(
        "The quantity was changed from %(booked_quantity)s to %(quantity)s "
        "after the move was done: worth %(value)s now, booked %(ledger)s."
    ),
    "value_changed": _lt(
        "The value was changed to %(value)s after %(ledger)s was booked."
    ),
    "no_account": _lt(
        "%(location)s had no expense account when the parts left, so %(value)s "
        "was never booked."
    ),
    "account_changed": _lt(
        "%(ledger)s stands on the account of the time; the location has "
        "another one now."
    ),
    "entry_draft": _lt(
        "The journal entry is not posted: %(difference)s is not in the ledger."
    ),
    "item_moved": _lt(
        "Somebody put %(ledger)s from %(booked_account)s on %(item_account)s, on the "
        "posted journal item."
    ),
    "entry_cancelled": _lt(
        "The journal entry is cancelled: %(difference)s is not in the ledger."
    ),
    "entry_missing": _lt(
        "There is no journal entry of %(value)s any more, or there never was."
    ),
    "entry_reversed": _lt("The journal entry of %(value)s was reversed."),
    "entry_edited": _lt("The journal items say %(ledger)s, the move says %(value)s."),
    "charged_twice": _lt(
        "The journal item has an analytic distribution of its own: "
        "%(analytic)s is charged instead of %(value)s."
    ),
    "analytic_missing": _lt(
        "The analytic lines of %(value)s were deleted, or the asset got its "
        "distribution later."
    ),
    "analytic_edited": _lt(
        "The analytic lines say %(analytic)s, the move says %(value)s."
    ),
    "asset_changed": _lt(
        "The move is of “%(asset)s” now; its analytic lines or journal items "
        "name another asset, or none."
    ),
    "other_period": _lt("It counts on %(day)s, and some of it is dated %(other_day)s."),
    "moved_other_period": _lt(
        "The parts moved on %(other_day)s; the journal entry that books them, and so "
        "the charge, is of %(day)s."
    ),
    "return_remainder": _lt(
        "All of the issue came back, and %(difference)s of it stayed with the asset."
    ),
    "unlinked_return": _lt(
        "%(quantity)s came back by a move that names no issue, at %(value)s; "
        "they had left at %(worth)s."
    ),
    "no_asset": _lt(
        "%(quantity)s of “%(part)s” were moved to or from %(location)s, and "
        "nobody said for which asset."
    ),
    "not_done": _lt("%(analytic)s is charged for a move that was never done."),
    "not_stored": _lt(
        "“%(part)s” is not kept in stock, so its bill is the charge; yet the "
        "issue is charged too."
    ),
    "bill_analytic": _lt(
        "The bill charges %(value)s to “%(asset)s”; its analytic distribution or lines "
        "were changed, deleted or dated otherwise: they say %(analytic)s."
    ),
    "manual_analytic": _lt("Somebody charged %(analytic)s to “%(asset)s” by hand."),
    "manual_item": _lt("Somebody booked %(ledger)s for “%(asset)s” by hand."),
}

# by reason, or by reason and kind of correction
CORRECTIONS = {
    ("zero_value", "value"): _lt("Value it anew at the cost of now, %(cost)s."),
    ("zero_value", "open"): _lt(
        "Receive or count the part first. Then it can be valued anew."
    ),
    "quantity_edited": _lt(
        "Prepare a journal entry of %(difference)s and post it. Next time return and "
        "issue instead of changing a quantity."
    ),
    ("value_changed", "analytic"): REDO,
    ("value_changed", "entry"): ENTRY,
    "no_account": _lt(
        "Set the parts expense account of %(company)s, then prepare a journal entry of "
        "%(difference)s and post it."
    ),
    "account_changed": _lt(
        "Nothing, if the change was meant from then on. Else prepare a journal entry "
        "that moves it to %(account)s."
    ),
    "item_moved": _lt(
        "Nothing, if it was meant. Else prepare a journal entry that moves it to "
        "%(account)s."
    ),
    "entry_draft": _lt("Open the entry and post it."),
    "entry_cancelled": _lt("Open the entry, reset it to draft, and post it."),
    "entry_missing": ENTRY,
    "entry_reversed": ENTRY,
    "entry_edited": ENTRY,
    "charged_twice": _lt("Take the distribution off the journal item."),
    "analytic_missing": REDO,
    "analytic_edited": REDO,
    "asset_changed": _lt("Let them name “%(asset)s”."),
    ("other_period", "analytic"): _lt("Date the analytic lines %(day)s."),
    ("other_period", "open"): _lt(
        "Nothing: a lock date or a later correction put it there."
    ),
    "moved_other_period": _lt(
        "Nothing: the day of the journal entry counts in all reports."
    ),
    "return_remainder": _lt("Value the last return at %(difference)s more."),
    "unlinked_return": _lt(
        "Issue them again, and take them back with the return of that issue."
    ),
    "no_asset": _lt("Open the transfer and name the asset of its move."),
    "not_done": _lt("Delete the analytic lines."),
    "not_stored": _lt("Open the transfer, and delete what was charged for it."),
    "bill_analytic": _lt(
        "Open the bill, and enter the distribution of the asset on its line: Odoo then "
        "redoes the analytic lines."
    ),
    "manual_analytic": _lt("Open it, and take the asset off it if it is wrong."),
    "manual_item": _lt(
        "Open it, and reverse it if it is wrong. A cost without a move belongs on a "
        "bill."
    ),
}


class MaintenanceChargeDriftWords(models.AbstractModel):
    """What a drifting charge is told in: why it drifts, and what to do."""

    _name = "maintenance.charge.drift.words"
    _description = "Words about Drifting Charges"

    def _get_words(self):
        """Return (explanation, what to do), with the figures of this row.

        Both are False in a row without values.
        """
        self.ensure_one()
        if not self.reason:
            return False, False
        figures = self._get_figures()
        correction = (
            CORRECTIONS.get((self.reason, self.correction_kind))
            or CORRECTIONS[self.reason]
        )
        return (
            self.env._(EXPLANATIONS[self.reason]) % figures,
            self.env._(correction) % figures,
        )

    def _get_figures(self):
        """Return what the sentences name, formatted."""

        def money(amount):
            return self.currency_id.format(amount)

        location = self.move_id.company_id.maintenance_location_id
        return {
            "part": self.product_id.display_name,
            "asset": self.equipment_id.display_name,
            "quantity": f"{self.quantity:g}",
            "booked_quantity": f"{self.booked_quantity:g}",
            "value": money(self.value),
            "analytic": money(self.analytic),
            "ledger": money(self.ledger),
            "difference": money(self.difference),
            "company": self.company_id.display_name,
            "location": location.display_name,
            "account": location.valuation_account_id.display_name or "",
            "booked_account": self.booked_account_id.display_name or "",
            "item_account": self.item_account_id.display_name or "",
            "day": format_date(self.env, self.date),
            "other_day": format_date(self.env, self.other_date),
            "worth": money(self.value - self.difference),
            "cost": money(
                self.product_id.with_company(self.company_id).standard_price
                * self.quantity
            ),
        }
