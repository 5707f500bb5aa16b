from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import (
    to_date,
    to_id,
    to_record,
    to_records,
)
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.tools.booking import NO_ACCOUNT

from ..tools import (
    find_bill_reason,
    find_correction,
    find_reason,
    is_cut,
    is_explained,
)
from .maintenance_reconciliation_line import MONEY, SOURCES


class MaintenanceReconciliation(models.TransientModel):
    """Charges of assets beside analytic accounting and the ledger, for a period.

    Charges are the rows of the cost report. Each counts on the day of its journal
    entry; without one, on the day of the move where the company is.
    """

    _name = "maintenance.reconciliation"
    _inherit = ["maintenance.checked.values", "maintenance.charge.facts"]
    _description = "Reconciliation of Asset Charges"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: fields.Date.context_today(self)
    )
    line_ids = fields.One2many(
        "maintenance.reconciliation.line", "reconciliation_id", string="Assets"
    )
    drift_ids = fields.One2many(
        "maintenance.charge.drift",
        "reconciliation_id",
        string="Differences",
        domain=[("is_accepted", "=", False)],
    )
    accepted_ids = fields.One2many(
        "maintenance.charge.drift",
        "reconciliation_id",
        string="Accepted Differences",
        domain=[("is_accepted", "=", True)],
    )
    state = fields.Selection(
        [
            ("empty", "No Charges"),
            ("nothing", "Nothing to Compare"),
            ("partly", "Partly Compared"),
            ("reconciled", "Reconciled"),
            ("explained", "Explained"),
            ("drifting", "Not Reconciled"),
        ],
        compute="_compute_state",
    )
    is_compared = fields.Boolean(readonly=True)
    not_compared = fields.Text(
        compute="_compute_not_compared",
        help="What is not compared, why, and the setting that would change it.",
    )
    charge = fields.Monetary(string="Charges", compute="_compute_totals")
    analytic = fields.Monetary(compute="_compute_totals")
    without_analytic = fields.Monetary(
        string="Without Analytics", compute="_compute_totals"
    )
    analytic_accepted = fields.Monetary(compute="_compute_totals")
    analytic_difference = fields.Monetary(compute="_compute_totals")
    ledger = fields.Monetary(compute="_compute_totals")
    left_to_closing = fields.Monetary(
        string="Left to the Closing", compute="_compute_totals"
    )
    without_ledger = fields.Monetary(
        string="Not in the Ledger", compute="_compute_totals"
    )
    other_period = fields.Monetary(
        string="Booked in Other Periods", compute="_compute_totals"
    )
    ledger_accepted = fields.Monetary(compute="_compute_totals")
    ledger_difference = fields.Monetary(compute="_compute_totals")
    issue_charge = fields.Monetary(
        string="Parts from Stock", compute="_compute_source_charges"
    )
    bill_charge = fields.Monetary(
        string="Vendor Bills", compute="_compute_source_charges"
    )
    labour_charge = fields.Monetary(string="Labour", compute="_compute_source_charges")
    # from the accounts of the Maintenance location to what the ledger says of charges:
    # ledger = account_balance - items_without_asset + items_elsewhere
    account_balance = fields.Monetary(
        string="Balance of the Expense Account",
        readonly=True,
        help="Of the posted items of the period on the account of the Maintenance "
        "location.",
    )
    items_without_asset = fields.Monetary(
        string="Less: Without an Asset",
        readonly=True,
        help="Items on that account that charge no asset, such as entries by hand.",
    )
    items_elsewhere = fields.Monetary(
        string="Plus: Charges on Other Accounts",
        readonly=True,
        help="Bills, which have accounts of their own, and parts booked on another "
        "account.",
    )
    named_elsewhere = fields.Monetary(
        string="Assets Named Elsewhere",
        readonly=True,
        help="Journal entries by hand on other expense accounts that name an asset. "
        "They charge nothing; a cost without parts belongs on a vendor bill.",
    )
    drift_count = fields.Integer(
        string="Number of Differences", compute="_compute_state"
    )
    accepted_count = fields.Integer(compute="_compute_state")
    line_count = fields.Integer(compute="_compute_state")

    @api.depends("line_ids", "drift_ids", "accepted_ids")
    def _compute_state(self):
        for record in self:
            drifts = record.drift_ids
            record.drift_count = len(drifts)
            record.accepted_count = len(record.accepted_ids)
            lines = record.line_ids
            record.line_count = len(lines.equipment_id)
            differs = any(lines.mapped("is_different"))
            compared = lines.filtered(
                lambda line: (
                    line.is_analytic_compared
                    or (line.is_ledger_compared and line.source == "issue")
                )
            )
            if drifts.filtered(lambda drift: not drift.is_explained):
                record.state = "drifting"
            elif drifts or differs:
                record.state = "explained" if drifts else "drifting"
            elif record.accepted_ids:
                record.state = "explained"
            elif compared:
                # parts that neither the ledger nor analytic accounting has
                rest = (lines - compared).filtered(
                    lambda line: line.source == "issue" and line.charge
                )
                record.state = "partly" if rest else "reconciled"
            else:
                record.state = "nothing" if lines else "empty"

    @api.depends("line_ids")
    def _compute_totals(self):
        for record in self:
            lines = record.line_ids
            for name in MONEY:
                record[name] = sum(lines.mapped(name))

    @api.depends("line_ids")
    def _compute_source_charges(self):
        for record in self:
            charges = {
                source: sum(lines.mapped("charge"))
                for source, lines in record.line_ids.grouped("source").items()
            }
            for source in SOURCES:
                record[f"{source}_charge"] = charges.get(source, 0.0)

    @api.depends("line_ids")
    def _compute_not_compared(self):
        for record in self:
            record.not_compared = "\n".join(record._get_not_compared())

    def _get_not_compared(self):
        """Return what is not compared, why, and the setting that would change it."""
        self.ensure_one()
        money, is_zero = self.currency_id.format, self.currency_id.is_zero
        parts = self.line_ids.filtered(lambda line: line.source == "issue")
        sentences = []
        unbooked = sum(parts.mapped("without_ledger"))
        # with all rights: who compares may lack access to the settings of the company
        place_sudo = self.company_id.sudo().maintenance_location_id
        if not is_zero(unbooked) and not place_sudo.valuation_account_id:
            sentences.append(
                self.env._(
                    "%(amount)s of parts is in no journal entry, because the "
                    "Maintenance location has no account. Set “Expense Account” under "
                    "Inventory, Settings, Asset Parts.",
                    amount=money(unbooked),
                )
            )
        elif not is_zero(unbooked):
            sentences.append(
                self.env._(
                    "%(amount)s of parts is in no journal entry, because the "
                    "Maintenance location had no account when they left.",
                    amount=money(unbooked),
                )
            )
        if not is_zero(self.left_to_closing):
            sentences.append(
                self.env._(
                    "%(amount)s of parts is not in the ledger yet: the next stock "
                    "closing books it. Where the category of a part is valued "
                    "“Perpetual”, each issue is booked at once.",
                    amount=money(self.left_to_closing),
                )
            )
        if not is_zero(self.labour_charge):
            sentences.append(
                self.env._(
                    "%(amount)s of labour is counted for the assets and not booked: "
                    "wages are booked elsewhere.",
                    amount=money(self.labour_charge),
                )
            )
        without_analytic = self.without_analytic - self.labour_charge
        if not is_zero(without_analytic):
            sentences.append(
                self.env._(
                    "%(amount)s is not in analytic accounting in full: set “Analytic "
                    "Distribution” on the assets or their categories. It counts from "
                    "then on.",
                    amount=money(without_analytic),
                )
            )
        return sentences

    @api.depends("date_from", "date_to", "company_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "%(start)s to %(end)s, %(company)s",
                start=format_date(self.env, record.date_from),
                end=format_date(self.env, record.date_to),
                company=record.company_id.display_name,
            )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for record in self:
            if record.date_from > record.date_to:
                raise ValidationError(
                    self.env._(
                        "The period ends on %(end)s, before it begins on %(start)s. "
                        "Choose a later end.",
                        start=record.date_from,
                        end=record.date_to,
                    )
                )

    @api.model
    def action_open(self):
        """Compare this month in the current company, and return the action to see it.

        :return: dict of a window action
        """
        record = self.create({})
        record._compare()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_cost.maintenance_reconciliation_action"
        )
        return dict(action, res_id=record.id)

    def action_compare(self):
        """Compare anew, after another period was chosen. Returns True."""
        self = to_records(self)
        for record in self:
            record._compare()
        return True

    def action_view_lines(self):
        """Return the action that shows the assets in a pivot table."""
        self = to_record(self)
        return self._prepare_rows_action("maintenance_reconciliation_line_action")

    def action_view_drifts(self):
        """Return the action that shows the charges that differ, by reason."""
        self = to_record(self)
        return self._prepare_rows_action(
            "maintenance_charge_drift_action", [("is_accepted", "=", False)]
        )

    def action_view_accepted(self):
        """Return the action that shows the charges whose difference was accepted."""
        self = to_record(self)
        return self._prepare_rows_action(
            "maintenance_charge_drift_action", [("is_accepted", "=", True)]
        )

    def action_view_items_without_asset(self):
        """Return the action that shows items on the account that charge no asset."""
        self = to_record(self)
        accounts = self._get_charge_accounts(self.company_id)
        return self._prepare_items_action(
            self.env._("For No Asset"),
            [
                ("account_id", "in", accounts.ids),
                ("parts_move_id", "=", False),
                ("maintenance_charge", "=", False),
                "|",
                ("equipment_id", "=", False),
                ("move_type", "!=", "entry"),
            ],
        )

    def action_view_named_elsewhere(self):
        """Return the action that shows entries on other accounts that name an asset."""
        self = to_record(self)
        accounts = self._get_charge_accounts(self.company_id)
        return self._prepare_items_action(
            self.env._("Named on Other Accounts"),
            [
                ("account_id", "not in", accounts.ids),
                ("account_id.account_type", "=like", "expense%"),
                ("parts_move_id", "=", False),
                ("maintenance_charge", "=", False),
                ("equipment_id", "!=", False),
                ("move_type", "=", "entry"),
                ("move_id.stock_move_ids", "=", False),
            ],
        )

    def _prepare_items_action(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_moves_all"
        )
        period = [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
            ("parent_state", "=", "posted"),
        ]
        return dict(action, name=name, domain=period + domain, context={})

    def _prepare_rows_action(self, name, domain=()):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"maintenance_cost.{name}"
        )
        return dict(action, domain=[("reconciliation_id", "=", self.id), *domain])

    @api.model
    def get_reconciliation(self, company_id=None, date_from=None, date_to=None):
        """Compare charges, analytic lines and journal items of a company in a period.

        Amounts are in the currency of the company; above zero: charged to the asset.

        :param company_id: the current company if not given
        :param date_from: first day, "YYYY-MM-DD"; the first of this month if not given
        :param date_to: last day; today if not given
        :raises AccessError: for a company that the user is not in
        :raises ValidationError: if the period ends before it begins
        :return: dict ``company_id``, ``date_from``, ``date_to``, ``state``
            (``empty``, ``nothing``: no charge can be compared, ``partly``: what can
            be compared agrees, and parts of some assets cannot, ``reconciled``,
            ``explained``: only dates or accounts, ``drifting``), ``not_compared`` (why
            not, False if all is), ``account_balance``, ``items_without_asset``,
            ``items_elsewhere``, ``named_elsewhere``; ``lines``: one dict an asset and
            source, ``equipment_id`` and ``equipment`` (False: for no asset), ``source``
            (``issue``, ``bill``, ``labour``), ``charge``, ``analytic`` and ``ledger``
            (False: not compared), ``without_analytic``, ``left_to_closing``,
            ``without_ledger``, ``other_period`` (not compared either),
            ``analytic_accepted``, ``analytic_difference``, ``ledger_accepted``,
            ``ledger_difference``; ``drifts``: dicts ``id`` (for ``action_correct``,
            ``action_accept``, ``action_take_back``), ``move_id``, ``equipment_id``,
            ``product_id``, ``date``, ``source``, ``reason``, ``is_explained``,
            ``value``, ``analytic``, ``ledger``, ``difference``, ``explanation``,
            ``correction``, ``accepted_note``, ``accepted_by``, ``accepted_on`` (False
            unless it was); and ``accepted``: the same of accepted differences
        """
        given = {
            "company_id": to_id(self.env, company_id, "company_id"),
            "date_from": to_date(self.env, date_from, "date_from"),
            "date_to": to_date(self.env, date_to, "date_to"),
        }
        company = self.env["res.company"].browse(given["company_id"] or [])
        if company and not company.exists():
            raise UserError(
                self.env._("There is no company with id %s.", given["company_id"])
            )
        record = self.create({name: value for name, value in given.items() if value})
        record._compare()
        return {
            "company_id": record.company_id.id,
            "date_from": fields.Date.to_string(record.date_from),
            "date_to": fields.Date.to_string(record.date_to),
            "state": record.state,
            "not_compared": record.not_compared or False,
            "account_balance": record.account_balance,
            "items_without_asset": record.items_without_asset,
            "items_elsewhere": record.items_elsewhere,
            "named_elsewhere": record.named_elsewhere,
            "lines": [line._prepare_answer() for line in record.line_ids],
            "drifts": [drift._prepare_answer() for drift in record.drift_ids],
            "accepted": [drift._prepare_answer() for drift in record.accepted_ids],
        }

    # --- compare --------------------------------------------------------------------

    def _compare(self):
        """Fill the lines and the charges that differ anew."""
        self.ensure_one()
        self._check_may_compare()
        period = (self.company_id, self.date_from, self.date_to)
        rows = self._get_facts(*period)
        bill_rows = self._get_bill_facts(*period)
        drifts = self._prepare_drifts(rows, bill_rows, self._get_manual_rows(*period))
        self._mark_accepted(drifts)
        lines = self._prepare_lines(
            rows,
            bill_rows,
            self._get_labour_totals(*period),
            self._get_analytic_totals(*period),
            self._get_ledger_totals(*period),
            drifts,
        )
        # rows are only made here: nobody asks for the correction of one of their own
        as_superuser(self).write(
            {
                "is_compared": True,
                **self._get_account_totals(*period),
                "line_ids": [Command.clear(), *map(Command.create, lines)],
                "accepted_ids": [Command.clear()],
                "drift_ids": [Command.clear(), *map(Command.create, drifts)],
            }
        )

    def _check_may_compare(self):
        """
        :raises AccessError: for a company that the user is not in
        """
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "%(user)s is not in %(company)s and cannot compare its charges.",
                    user=self.env.user.name,
                    company=self.company_id.display_name,
                )
            )

    # Rows

    def _prepare_lines(self, rows, bill_rows, labour, analytic_rows, items, drifts):
        """Return the values of one line an asset and source.

        :param rows, bill_rows: see :meth:`_get_facts` and :meth:`_get_bill_facts`
        :param labour: {asset id: cost}
        :param analytic_rows: see :meth:`_get_analytic_totals`
        :param items: {asset id: balance of the journal items of issues}
        :param drifts: see :meth:`_prepare_drifts`
        """
        rounding = self.currency_id.rounding
        lines = defaultdict(lambda: defaultdict(float))
        # {(asset, source): {plan: amount}}
        expected = defaultdict(lambda: defaultdict(float))
        for row in rows:
            self._add_issue(row, lines, expected)
        for row in bill_rows:
            self._add_bill(row, lines, expected)
        for asset_id, cost in labour.items():
            lines[asset_id, "labour"] |= {
                "charge": cost,
                "without_analytic": cost,
                "without_ledger": cost,
            }
        for asset_id, balance in items.items():
            lines[asset_id, "issue"]["ledger"] = balance
        actual, by_hand = self._sum_analytic(analytic_rows)
        for key in actual.keys() | by_hand.keys():
            lines.setdefault(key, defaultdict(float))
        compared = self._get_plans_of_lines(lines, expected, actual)
        accepted = self._sum_accepted(drifts, compared)
        for key, line in lines.items():
            plans = compared[key]
            differences = [
                expected[key][plan] - actual[key][plan] - by_hand[key][plan]
                for plan in sorted(plans)
            ]
            worst = max(differences, key=abs, default=0.0)
            line["analytic"] = (
                line["charge"] - line["without_analytic"] - worst if plans else 0.0
            )
            line["is_analytic_compared"] = bool(plans)
            line["analytic_accepted"] = accepted[key]["analytic"] if plans else 0.0
            line["analytic_difference"] = worst - line["analytic_accepted"]
            line["is_ledger_compared"] = bool(line["is_ledger_compared"]) or (
                abs(line["ledger"]) >= rounding / 2
            )
            line["ledger_accepted"] = accepted[key]["ledger"]
            line["ledger_difference"] = line["charge"] - sum(
                line[name]
                for name in (
                    "ledger",
                    "left_to_closing",
                    "without_ledger",
                    "other_period",
                    "ledger_accepted",
                )
            )
        totals = defaultdict(float)
        for (asset_id, _source), line in lines.items():
            totals[asset_id] += abs(line["charge"])
        values = [
            {"equipment_id": asset_id, "source": source, **line}
            for (asset_id, source), line in lines.items()
        ]
        return sorted(
            values,
            key=lambda line: (
                -totals[line["equipment_id"]],
                line["equipment_id"],
                SOURCES.index(line["source"]),
            ),
        )

    def _add_issue(self, row, lines, expected):
        """Add what one stock move charges in the period, and what its entries say."""
        charge, key = row["charge"], (row["equipment_id"] or False, "issue")
        if not charge.is_countable:
            return
        rounding = self.currency_id.rounding
        in_period = row["ledger_in_period"]
        if not self.date_from <= charge.booked_on <= self.date_to:
            if in_period:
                lines[key]["other_period"] -= in_period
            return
        line, value = lines[key], charge.value * rounding
        line["charge"] += value
        line["left_to_closing"] += charge.left_to_closing * rounding
        if charge.booking == NO_ACCOUNT:
            line["without_ledger"] += (charge.value - charge.expected_ledger) * rounding
        line["other_period"] += charge.booked * rounding - in_period
        line["is_ledger_compared"] = line["is_ledger_compared"] or bool(
            charge.expected_ledger
        )
        for plan in charge.compared:
            expected[key][plan] += value
        if not charge.compared:
            line["without_analytic"] += value

    def _add_bill(self, row, lines, expected):
        """Add what one bill line charges; it is its own journal item."""
        charge, key = row["charge"], (row["equipment_id"] or False, "bill")
        if not self.date_from <= charge.booked_on <= self.date_to:
            return
        line, value = lines[key], charge.value * self.currency_id.rounding
        line["charge"] += value
        line["ledger"] += value
        for plan in charge.compared:
            expected[key][plan] += value
        if not charge.compared:
            line["without_analytic"] += value

    def _sum_analytic(self, analytic_rows):
        """Return two dicts {(asset id, source): {plan: amount}}.

        What the lines of charges say of the plans that these distribute in full, and
        what lines by hand say.
        """
        plans = self._get_plan_columns()
        in_full = self._get_plans_in_full(row["distribution"] for row in analytic_rows)
        actual, by_hand = (defaultdict(lambda: defaultdict(float)) for _ in range(2))
        for row in analytic_rows:
            key = (row["equipment_id"] or False, row["source"])
            is_by_hand = row["distribution"] is None
            sums = by_hand if is_by_hand else actual
            for plan in plans if is_by_hand else in_full(row["distribution"]):
                sums[key][plan] += row[plan] or 0.0
        return actual, by_hand

    def _get_plans_of_lines(self, lines, expected, actual):
        """Return {(asset id, source): the plans that it is compared by}.

        Of assets without charges in the period those that they distribute in full now.
        """
        plans = {key: {*expected[key], *actual[key]} for key in lines}
        ids = {
            asset_id
            for (asset_id, source), found in plans.items()
            if asset_id and source == "issue" and not found
        }
        # with all rights: accountants may lack access to assets
        assets_sudo = self.env["maintenance.equipment"].sudo().browse(ids)
        in_full = self._get_plans_in_full(assets_sudo.mapped("analytic_distribution"))
        for asset in assets_sudo:
            if not lines[asset.id, "issue"]["charge"]:
                plans[asset.id, "issue"] = in_full(asset.analytic_distribution)
        return defaultdict(frozenset, plans)

    def _prepare_drifts(self, rows, bill_rows, manual_rows):
        """Return the values of ``maintenance.charge.drift`` for charges that differ."""
        rounding = self.currency_id.rounding
        drifts = []
        for row in rows:
            charge = row["charge"]
            reason = find_reason(charge)
            if not reason and charge.is_countable and charge.value:
                # said only where it makes a difference
                is_split = is_cut(charge, self.date_from, self.date_to)
                reason = "moved_other_period" if is_split else None
            if not reason:
                continue
            analytic = charge.analytic
            value = charge.value * rounding
            drifts.append(
                {
                    "reason": reason,
                    "is_explained": is_explained(charge, reason),
                    "correction_kind": find_correction(charge, reason),
                    "move_id": row["move_id"],
                    "equipment_id": row["equipment_id"],
                    "maintenance_request_id": row["maintenance_request_id"],
                    "product_id": row["product_id"],
                    "date": charge.booked_on,
                    "name": row["reference"],
                    "quantity": charge.quantity,
                    "booked_quantity": charge.booked_quantity,
                    "value": value,
                    "analytic": (analytic or 0) * rounding,
                    "is_analytic_compared": analytic is not None,
                    "ledger": charge.booked * rounding,
                    "is_ledger_compared": bool(charge.expected_ledger or charge.booked),
                    "difference": self._get_difference(charge, reason) * rounding,
                    "analytic_difference": (
                        0.0
                        if analytic is None
                        else (charge.countable_value - analytic) * rounding
                    ),
                    "ledger_difference": (
                        (charge.countable_ledger - charge.booked) * rounding
                    ),
                    "other_date": self._get_other_date(charge),
                    "booked_account_id": row["booked_account_id"],
                    "item_account_id": row["item_account_id"],
                }
            )
        for row in bill_rows:
            reason = find_bill_reason(row["charge"])
            if reason:
                drifts.append(self._prepare_bill_drift(row, reason))
        return drifts + [self._prepare_manual_drift(row) for row in manual_rows]

    def _prepare_bill_drift(self, row, reason):
        charge, rounding = row["charge"], self.currency_id.rounding
        analytic = (charge.analytic or 0) * rounding
        value = charge.value * rounding
        return {
            "reason": reason,
            "source": "bill",
            "correction_kind": "open",
            "item_id": row["item_id"],
            "equipment_id": row["equipment_id"],
            "maintenance_request_id": row["maintenance_request_id"],
            "product_id": row["product_id"],
            "date": charge.booked_on,
            "name": row["name"],
            "value": value,
            "analytic": analytic,
            "is_analytic_compared": True,
            "ledger": value,
            "is_ledger_compared": True,
            "difference": value - analytic,
            "analytic_difference": value - analytic,
            "ledger_difference": 0.0,
        }

    def _get_difference(self, charge, reason):
        """Return what does not agree, in coins: of the ledger, else analytic."""
        if reason == "return_remainder":
            return charge.remainder
        if reason == "unlinked_return":
            return charge.value - (charge.issue_value or 0)
        of_ledger = charge.expected_ledger - charge.booked
        if of_ledger or charge.analytic is None:
            return of_ledger
        return charge.value - charge.analytic

    def _get_other_date(self, charge):
        """Return the first other day: of a line, an item or the move."""
        days = {*(charge.analytic_days or ()), *(charge.ledger_days or ())}
        days |= {charge.moved_on or charge.booked_on}
        return min(days - {charge.booked_on}, default=False)

    def _prepare_manual_drift(self, row):
        is_analytic = row["reason"] == "manual_analytic"
        amount = row["amount"]
        return {
            "reason": row["reason"],
            "correction_kind": "open",
            "equipment_id": row["equipment_id"],
            "date": row["date"],
            "name": row["name"],
            "analytic_line_id": is_analytic and row["record_id"],
            "item_id": not is_analytic and row["record_id"],
            "analytic": amount if is_analytic else 0.0,
            "ledger": 0.0 if is_analytic else amount,
            "is_analytic_compared": is_analytic,
            "is_ledger_compared": not is_analytic,
            "difference": -amount,
            "analytic_difference": -amount if is_analytic else 0.0,
            "ledger_difference": 0.0 if is_analytic else -amount,
        }

    # --- accepted -------------------------------------------------------------------

    def _mark_accepted(self, drifts):
        """Mark the differences that somebody has accepted."""
        acceptances = self.env["maintenance.charge.acceptance"]
        accepted = acceptances._get_accepted(self.company_id)
        keys = ("reason", "move_id", "analytic_line_id", "item_id")
        for drift in drifts:
            found = accepted.get(tuple(drift.get(key) or False for key in keys))
            if found and found._still_holds(drift["difference"]):
                drift |= {"acceptance_id": found.id, "is_accepted": True}

    def _sum_accepted(self, drifts, compared):
        """Return {(asset id, source): what the books may lack of it in the period}.

        :param compared: {(asset id, source): the analytic plans it is compared by}
        """
        sums = defaultdict(lambda: {"analytic": 0.0, "ledger": 0.0})
        # callers have checked who may compare
        lines_sudo = self.env["account.analytic.line"].sudo()
        for drift in drifts:
            on_time = self.date_from <= drift["date"] <= self.date_to
            if not (drift.get("is_accepted") and on_time):
                continue
            key = (drift["equipment_id"] or False, drift.get("source", "issue"))
            by_hand_sudo = lines_sudo.browse(drift.get("analytic_line_id") or [])
            # a line by hand on a plan that is not compared makes no difference
            if not by_hand_sudo or any(by_hand_sudo[plan] for plan in compared[key]):
                sums[key]["analytic"] += drift["analytic_difference"]
            sums[key]["ledger"] += drift["ledger_difference"]
        return sums
