from collections import defaultdict

from odoo import models

from ..tools import (
    find_bill_reason,
    find_correction,
    find_reason,
    is_cut,
    is_explained,
)
from ..tools.drift import NO_ACCOUNT
from .maintenance_reconciliation_line import SOURCES


class MaintenanceReconciliationRows(models.AbstractModel):
    """The rows of a reconciliation, from the facts about its charges."""

    _name = "maintenance.reconciliation.rows"
    _inherit = "maintenance.charge.facts"
    _description = "Rows of a Reconciliation"

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
        # an accountant need not be one who sees assets
        assets_sudo = self.env["maintenance.equipment"].sudo().browse(ids)
        in_full = self._get_plans_in_full(assets_sudo.mapped("analytic_distribution"))
        for asset in assets_sudo:
            if not lines[asset.id, "issue"]["charge"]:
                plans[asset.id, "issue"] = in_full(asset.analytic_distribution)
        return defaultdict(frozenset, plans)

    def _prepare_drifts(self, rows, bill_rows, manual_rows):
        """Return the values of one drift for each charge that has one."""
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
        """Say of the values of drifts which of them somebody has accepted."""
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
