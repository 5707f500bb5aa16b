from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import LazyTranslate, format_date

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records, to_text
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.models.words import format_quantity

from ..tools import find_correction, find_reason

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
        "%(quantity)s of “%(part)s” were moved to or from %(location)s without "
        "an asset."
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
    ("zero_value", "value"): _lt("Revalue it at the current cost, %(cost)s."),
    ("zero_value", "open"): _lt(
        "Receive or count the part first. Then it can be revalued."
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
BOOKKEEPERS = "account.group_account_invoice"


class MaintenanceChargeDrift(models.TransientModel):
    """A charge that the books disagree with, why, and what to do about it."""

    _name = "maintenance.charge.drift"
    _inherit = ["maintenance.checked.values", "maintenance.charge.facts"]
    _description = "Difference of a Charge"
    _order = "is_explained, date desc, id"
    _rec_name = "name"

    reconciliation_id = fields.Many2one(
        "maintenance.reconciliation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reconciliation_id.company_id")
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    name = fields.Char(string="Reference")
    reason = fields.Selection(
        [
            ("zero_value", "Issued Before It Was in Stock"),
            ("quantity_edited", "Quantity Changed Afterwards"),
            ("value_changed", "Value Changed Afterwards"),
            ("no_account", "No Account on the Location"),
            ("account_changed", "Account of the Location Changed"),
            ("item_moved", "Account of the Item Changed"),
            ("entry_draft", "Journal Entry Not Posted"),
            ("entry_cancelled", "Journal Entry Cancelled"),
            ("entry_missing", "Journal Entry Missing"),
            ("entry_reversed", "Journal Entry Reversed"),
            ("entry_edited", "Journal Entry Changed"),
            ("charged_twice", "Charged Twice"),
            ("analytic_missing", "Analytic Lines Missing"),
            ("analytic_edited", "Analytic Lines Changed"),
            ("asset_changed", "Other Asset"),
            ("other_period", "Booked on Different Days"),
            ("moved_other_period", "Moved in Another Period"),
            ("return_remainder", "Remainder of a Return"),
            ("unlinked_return", "Return Without Its Issue"),
            ("no_asset", "No Asset"),
            ("not_done", "Analytic Line Without a Move"),
            ("not_stored", "Not Kept in Stock"),
            ("bill_analytic", "Analytics of the Bill Changed"),
            ("manual_analytic", "Analytic Line by Hand"),
            ("manual_item", "Journal Item by Hand"),
        ],
        required=True,
    )
    source = fields.Selection(
        lambda self: (
            self.env["maintenance.reconciliation.line"]
            ._fields["source"]
            ._description_selection(self.env)
        ),
        default="issue",
        required=True,
    )
    is_explained = fields.Boolean(
        string="Only Explained",
        help="Nothing is wrong: it tells why figures of a period look as they do.",
    )
    correction_kind = fields.Selection(
        [
            ("analytic", "Redo the Analytic Lines"),
            ("entry", "Prepare a Journal Entry"),
            ("value", "Revalue"),
            ("open", "Check by Hand"),
        ],
        required=True,
    )
    move_id = fields.Many2one("stock.move", string="Stock Move")
    analytic_line_id = fields.Many2one("account.analytic.line")
    item_id = fields.Many2one("account.move.line", string="Journal Item")
    equipment_id = fields.Many2one("maintenance.equipment", string="Asset")
    maintenance_request_id = fields.Many2one("maintenance.request", string="Job")
    product_id = fields.Many2one("product.product", string="Part")
    date = fields.Date(string="Booked on")
    other_date = fields.Date()
    # where an item was booked at first, and where somebody put it
    booked_account_id = fields.Many2one("account.account")
    item_account_id = fields.Many2one("account.account")
    quantity = fields.Float(digits="Product Unit")
    booked_quantity = fields.Float(digits="Product Unit")
    value = fields.Monetary(help="What stock valuation says.")
    analytic = fields.Monetary()
    is_analytic_compared = fields.Boolean()
    ledger = fields.Monetary()
    is_ledger_compared = fields.Boolean()
    difference = fields.Monetary()
    # what the books lack of the charge by it
    analytic_difference = fields.Monetary()
    ledger_difference = fields.Monetary()
    explanation = fields.Text(compute="_compute_words")
    correction = fields.Text(string="What to Do", compute="_compute_words")

    acceptance_id = fields.Many2one("maintenance.charge.acceptance")
    is_accepted = fields.Boolean(string="Accepted")
    accepted_note = fields.Char(related="acceptance_id.note")
    accepted_by_id = fields.Many2one(related="acceptance_id.user_id")
    accepted_on = fields.Datetime(related="acceptance_id.accepted_on")

    @api.depends("reason")
    def _compute_words(self):
        for drift in self:
            # with all rights: accountants may lack access to assets
            drift.explanation, drift.correction = drift.sudo()._get_words()

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`: two do not correct the same books."""
        return self.company_id, self

    @one_at_a_time
    def action_correct(self):
        """Put right what can safely be put right, of all these rows.

        Analytic lines are redone by Odoo's own means. What the ledger lacks is prepared
        as a draft journal entry for each company and day. What only a person can decide
        is opened instead.

        :raises AccessError: for who may not book
        :raises UserError: naming what is missing, such as an account
        :return: dict of the action that shows the draft entries or the record, or that
            shows the list anew
        """
        self = to_records(self)
        self._check_may_correct()
        result = self._correct()
        self._compare_anew()
        return result

    def action_open(self):
        """Return the action that shows the record behind this row.

        :raises AccessError: if it is a journal item or an analytic line, for who may
            not read those
        """
        self = to_record(self)
        record = self.item_id.move_id or self.analytic_line_id
        if not record:
            record = self._get_entry_to_open() or self._get_move_to_open()
        if not record.has_access("read"):
            raise AccessError(
                self.env._(
                    "“%(name)s” is for accountants of %(company)s to look at. Ask one.",
                    name=self.name,
                    company=self.company_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(self._get_form_view(record).id, "form")],
        }

    def _get_move_to_open(self):
        """Return the transfer; for who has no rights on stock, the move alone."""
        may_open = self.env.user.has_group("stock.group_stock_user")
        return may_open and self.move_id.picking_id or self.move_id

    def _get_form_view(self, record):
        """Return the form of ``record`` to show, empty for its own."""
        views = self.env["ir.ui.view"]
        if record._name != "stock.move":
            return views
        # Odoo's own form of a move reads lots, which are not an accountant's
        return self.env.ref("maintenance_cost.maintenance_charge_move_view_form")

    def _get_entry_to_open(self):
        """Return the journal entry that a person has to look at, if they may."""
        entries = self.env["account.move"]
        if self.reason in ("entry_draft", "entry_cancelled"):
            # whether there is one is no secret, what it says is
            entries = self.move_id.sudo()._get_charge_entries()[-1:].sudo(False)
        return entries if entries.has_access("read") else entries.browse()

    def _prepare_answer(self):
        """Return this row as plain values."""
        self.ensure_one()
        return {
            "id": self.id,
            "move_id": self.move_id.id,
            "equipment_id": self.equipment_id.id,
            "product_id": self.product_id.id,
            "date": fields.Date.to_string(self.date),
            "source": self.source,
            "reason": self.reason,
            "is_explained": self.is_explained,
            "value": self.value,
            "analytic": self.is_analytic_compared and self.analytic,
            "ledger": self.is_ledger_compared and self.ledger,
            "difference": self.difference,
            "explanation": self.explanation,
            "correction": self.correction,
            "accepted_note": self.accepted_note,
            # with all rights: the user may lack access to other users' names
            "accepted_by": self.accepted_by_id.sudo().name,
            "accepted_on": fields.Datetime.to_string(self.accepted_on),
        }

    # Texts

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
            "quantity": format_quantity(self.env, self.quantity),
            "booked_quantity": format_quantity(self.env, self.booked_quantity),
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

    # Corrections

    def _check_may_correct(self):
        if not self.env.user.has_group(BOOKKEEPERS):
            raise AccessError(
                self.env._(
                    "Only who may write journal entries corrects charges of assets. "
                    "Ask an accountant of %(company)s.",
                    company=self.company_id[:1].display_name,
                )
            )

    def _correct(self):
        """Correct each row after its kind; return the action to do next."""
        kinds = self.grouped("correction_kind")
        if kinds.keys() == {"open"} and len(self) > 1:
            raise UserError(
                self.env._(
                    "These %(count)s can only be put right by hand. Open them one by "
                    "one.",
                    count=len(self),
                )
            )
        moves_by_kind = {
            kind: drifts.move_id.exists() for kind, drifts in kinds.items()
        }
        none = self.env["stock.move"]
        to_value = moves_by_kind.get("value", none)
        to_book = moves_by_kind.get("entry", none)
        self._check_not_locked(moves_by_kind.get("analytic", none) | to_value)
        # what the ledger lacks is booked on the first open day
        to_redo = to_book - to_book._filter_locked()
        self._value_anew(kinds.get("value", self.browse())._filter_still_drifting())
        self._take_distribution_off_items()
        self._redo_analytic(moves_by_kind.get("analytic", none) | to_value | to_redo)
        # a new value leaves the ledger behind, if it has a part in it
        entries = self._prepare_entries(self._filter_unbooked(to_book | to_value))
        if entries:
            return self._prepare_entries_action(entries)
        to_look_at = kinds.get("open", self.browse())
        if len(self) == 1 and to_look_at:
            return to_look_at.action_open()
        # the rows are made anew: also a dialog that shows one has to go
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _filter_still_drifting(self):
        """Return those of these rows that nobody has put right by now."""
        still = self.browse()
        for company, drifts in self.grouped("company_id").items():
            reasons = {
                row["move_id"]: find_reason(row["charge"])
                for row in self._get_facts(company, None, None, drifts.move_id)
            }
            still |= drifts.filtered(
                lambda drift, reasons=reasons: (
                    reasons.get(drift.move_id.id) == drift.reason
                )
            )
        return still

    def _check_not_locked(self, moves):
        """Refuse to change what is in a locked period.

        :raises UserError: naming the charges
        """
        locked = moves._filter_locked()
        if locked:
            company = locked.company_id[:1]
            raise UserError(
                self.env._(
                    "The books of %(company)s are locked for %(charges)s. Open the "
                    "period to correct them there, or accept the difference with a "
                    "reason.",
                    company=company.display_name,
                    charges=", ".join(
                        f"{move.reference} ({format_date(self.env, day)})"
                        for move in locked[:5]
                        for day in [move._get_booking_day()]
                    )
                    + (", …" if len(locked) > 5 else ""),
                )
            )

    # --- value ----------------------------------------------------------------------

    def _value_anew(self, drifts):
        """Let Odoo value these moves again, through its own record of manual values.

        It values an issue at the cost of now, and a return at what it is told.
        """
        # accountants have no rights on Odoo's manual values, which are a stock
        # manager's; `_check_may_correct` has let them pass
        for company, company_drifts in drifts.grouped(
            lambda drift: drift.move_id.company_id
        ).items():
            values_sudo = as_superuser(self.env["product.value"])
            values_sudo.with_company(company).create(
                [drift._prepare_manual_value() for drift in company_drifts]
            )

    def _prepare_manual_value(self):
        self.ensure_one()
        is_remainder = self.reason == "return_remainder"
        return {
            "move_id": self.move_id.id,
            "product_id": False,
            "lot_id": False,
            "value": abs(self.value) + (self.difference if is_remainder else 0.0),
            "company_id": self.move_id.company_id.id,
            "description": self.env._("Correction of a charge to an asset"),
        }

    # --- analytic lines -------------------------------------------------------------

    def _take_distribution_off_items(self):
        """The analytic lines of the move are the charge, not those of its items."""
        twice = self.filtered(lambda drift: drift.reason == "charged_twice")
        items = self.env["account.move.line"].search(
            [("parts_move_id", "in", twice.move_id.ids)]
        )
        items.analytic_distribution = False

    def _redo_analytic(self, moves):
        """Let Odoo distribute these moves again; what is left behind goes away."""
        # analytic lines of stock moves are nobody's to write but the system's
        moves_sudo = as_superuser(moves)
        items_sudo = as_superuser(self.env["account.move.line"])
        items_sudo = items_sudo.search([("parts_move_id", "in", moves.ids)])
        done_sudo = moves_sudo.filtered(lambda move: move.state == "done")
        (moves_sudo - done_sudo).analytic_account_line_ids.unlink()
        for (day, asset), same_sudo in done_sudo.grouped(
            lambda move: (move._get_booking_day(), move.equipment_id)
        ).items():
            same_sudo.analytic_account_line_ids.write(
                {"date": day, "equipment_id": asset.id}
            )
            items_sudo.filtered(
                lambda item, same=same_sudo, asset=asset: (
                    item.parts_move_id in same and item.equipment_id != asset
                )
            ).equipment_id = asset
        done_sudo.filtered("product_id.is_storable")._create_analytic_move()

    # --- journal entries ------------------------------------------------------------

    def _filter_unbooked(self, moves):
        """Return those of these moves whose ledger is behind their value now."""
        unbooked = moves.browse()
        for company, company_moves in moves.grouped("company_id").items():
            for row in self._get_facts(company, None, None, company_moves):
                reason = find_reason(row["charge"])
                if reason and find_correction(row["charge"], reason) == "entry":
                    unbooked |= moves.browse(row["move_id"])
        return unbooked

    def _prepare_entries(self, moves):
        """Create draft entries of what the ledger lacks.

        One for each company and day, so that every period gets its own.
        """
        values = []
        for company, company_moves in moves.grouped("company_id").items():
            balances = self._get_balances(company_moves)
            lines_by_day = defaultdict(list)
            for row in self._get_facts(company, None, None, company_moves):
                lines_by_day[row["charge"].booked_on] += self._prepare_entry_lines(
                    company, row, balances[row["move_id"]]
                )
            values += [
                self._prepare_entry(company, day, lines)
                for day, lines in lines_by_day.items()
                if lines
            ]
        return self.env["account.move"].create(values)

    def _prepare_entry(self, company, day, lines):
        return {
            "company_id": company.id,
            "journal_id": company.account_stock_journal_id.id,
            "date": day,
            "ref": self.env._("Correction of charges to assets"),
            "line_ids": [Command.create(values) for values in lines],
        }

    def _get_balances(self, moves):
        """Return {move id: {account: balance of the posted items of the move}}."""
        balances = defaultdict(dict)
        for move, account, balance in self.env["account.move.line"]._read_group(
            [("parts_move_id", "in", moves.ids), ("parent_state", "=", "posted")],
            ["parts_move_id", "account_id"],
            ["balance:sum"],
        ):
            balances[move.id][account] = balance
        return balances

    def _prepare_entry_lines(self, company, row, balances):
        """Return the values of the items that put the ledger of one move right.

        What stands on other accounts goes to that of the location; what lacks there
        comes from the stock valuation account.

        :param balances: {account: what the ledger says of the move}
        """
        move = self.env["stock.move"].with_company(company).browse(row["move_id"])
        account = move._get_charge_account()
        if not account:
            raise UserError(
                self.env._(
                    "%(location)s has no account to book “%(part)s” on. Set the parts "
                    "expense account of %(company)s in the settings of Inventory.",
                    location=move.location_dest_id.display_name,
                    part=move.product_id.display_name,
                    company=company.display_name,
                )
            )
        wanted = row["charge"].expected_ledger * company.currency_id.rounding
        changes = {other: -balance for other, balance in balances.items()}
        changes[account] = wanted - balances.get(account, 0.0)
        stock_account = move.product_id._get_product_accounts()["stock_valuation"]
        lines = [
            {
                **self._prepare_item(move, change),
                "account_id": changed.id,
                "equipment_id": move.equipment_id.id,
                "parts_account_id": changed.id,
                "parts_move_id": move.id,
            }
            for changed, change in changes.items()
            if not company.currency_id.is_zero(change)
        ]
        rest = -sum(changes.values())
        if not company.currency_id.is_zero(rest):
            lines.append(
                {**self._prepare_item(move, rest), "account_id": stock_account.id}
            )
        return lines

    def _prepare_item(self, move, balance):
        return {
            "name": f"{move.reference} - {move.product_id.name}",
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "product_id": move.product_id.id,
            "analytic_distribution": False,
        }

    def _prepare_entries_action(self, entries):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_journal_line"
        )
        if len(entries) == 1:
            return dict(action, res_id=entries.id, views=[(False, "form")])
        return dict(action, domain=[("id", "in", entries.ids)], context={})

    # Acceptance

    @one_at_a_time
    def action_accept(self, note):
        """Let these charges stay as they are; they come back if their amount changes.

        The rows are made anew by it, in their reconciliation.

        :param note: why
        :raises AccessError: for who may not book
        :raises UserError: without a reason
        :return: True
        """
        self = to_records(self)
        self._check_may_correct()
        note = to_text(self.env, note, "note")
        if not note:
            raise UserError(
                self.env._(
                    "Enter a reason to accept %(count)s differences.", count=len(self)
                )
            )
        waiting = self._filter_not_accepted()
        # only made here: nobody accepts in another's name
        acceptances_sudo = as_superuser(self.env["maintenance.charge.acceptance"])
        acceptances_sudo.create(
            [
                {
                    "company_id": drift.company_id.id,
                    "reason": drift.reason,
                    "move_id": drift.move_id.id,
                    "analytic_line_id": drift.analytic_line_id.id,
                    "item_id": drift.item_id.id,
                    "difference": drift.difference,
                    "note": note,
                    "user_id": self.env.user.id,
                }
                for drift in waiting
            ]
        )
        self._compare_anew()
        return True

    @one_at_a_time
    def action_take_back(self):
        """Have these charges put right after all. Returns True.

        That they were accepted, and by whom, is kept.

        :raises AccessError: for who may not book
        """
        self = to_records(self)
        self._check_may_correct()
        # who may book may take back, as `_check_may_correct` has found
        as_superuser(self.acceptance_id).active = False
        self._compare_anew()
        return True

    def _filter_not_accepted(self):
        """Return those of these that nobody has accepted by now."""
        acceptances = self.env["maintenance.charge.acceptance"]
        accepted = {
            company: acceptances._get_accepted(company) for company in self.company_id
        }
        waiting = self.browse()
        for drift in self.filtered(lambda drift: not drift.is_accepted):
            key = (
                drift.reason,
                drift.move_id.id,
                drift.analytic_line_id.id,
                drift.item_id.id,
            )
            known = accepted[drift.company_id].get(key)
            if not (known and known._still_holds(drift.difference)):
                waiting |= drift
        return waiting

    def _compare_anew(self):
        for record in self.reconciliation_id:
            record._compare()
