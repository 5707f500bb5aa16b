from collections import defaultdict

from odoo import models

from ..tools import find_correction, find_reason, is_explained


class MaintenanceReconciliationRows(models.AbstractModel):
    """The rows of a reconciliation, from the facts about its charges."""

    _name = "maintenance.reconciliation.rows"
    _inherit = "maintenance.charge.facts"
    _description = "Rows of a Reconciliation"

    def _prepare_lines(self, rows, analytic_totals, ledger_totals, drifts):
        """Return the values of one line an asset, and one for moves without."""
        rounding = self.currency_id.rounding
        charges, expected = defaultdict(int), defaultdict(int)
        perpetual, compared = set(), defaultdict(frozenset)
        for row in rows:
            charge, asset_id = row["charge"], row["equipment_id"] or False
            if not charge.is_countable:
                continue
            compared[asset_id] |= charge.compared
            if charge.expected_ledger:
                perpetual.add(asset_id)
            if self.date_from <= charge.booked_on <= self.date_to:
                charges[asset_id] += charge.value
                expected[asset_id] += charge.expected_ledger
        self._compare_assets_without_charges(compared, analytic_totals)
        accepted = self._sum_accepted(drifts, compared)
        lines = []
        for asset_id in charges.keys() | analytic_totals.keys() | ledger_totals.keys():
            charge = charges[asset_id] * rounding
            analytic = max(
                (
                    analytic_totals.get(asset_id, {}).get(plan) or 0.0
                    for plan in sorted(compared[asset_id])
                ),
                key=lambda amount, charge=charge: abs(amount - charge),
                default=None,
            )
            ledger = ledger_totals.get(asset_id) or 0.0
            may_lack = accepted[asset_id]
            analytic_accepted = 0.0 if analytic is None else may_lack["analytic"]
            lines.append(
                {
                    "equipment_id": asset_id,
                    "charge": charge,
                    "analytic": analytic or 0.0,
                    "is_analytic_compared": analytic is not None,
                    "without_analytic": charge if analytic is None else 0.0,
                    "analytic_accepted": analytic_accepted,
                    "analytic_difference": 0.0
                    if analytic is None
                    else charge - analytic - analytic_accepted,
                    "ledger": ledger,
                    "left_to_closing": charge - expected[asset_id] * rounding,
                    "is_ledger_compared": asset_id in perpetual or bool(ledger),
                    "ledger_accepted": may_lack["ledger"],
                    "ledger_difference": expected[asset_id] * rounding
                    - ledger
                    - may_lack["ledger"],
                }
            )
        return sorted(lines, key=lambda line: -abs(line["charge"]))

    def _compare_assets_without_charges(self, compared, analytic_totals):
        """Find the plans of assets that only their analytic lines speak of."""
        # who may compare need not be one who sees assets
        assets = (
            self.env["maintenance.equipment"]
            .sudo()
            .browse(analytic_totals.keys() - compared.keys() - {False})
        )
        compared.update(
            self._get_compared_plans(
                [
                    {
                        "equipment_id": asset.id,
                        "analytic_distribution": asset.analytic_distribution,
                    }
                    for asset in assets
                ]
            )
        )

    def _prepare_drifts(self, rows, manual_rows):
        """Return the values of one drift for each charge that has one."""
        rounding = self.currency_id.rounding
        drifts = []
        for row in rows:
            charge = row["charge"]
            reason = find_reason(charge)
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
                }
            )
        return drifts + [self._prepare_manual_drift(row) for row in manual_rows]

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
        """Return the first day that a line or an item is dated, but the one booked."""
        days = {*(charge.analytic_days or ()), *(charge.ledger_days or ())}
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
        """Return {asset id: what the books may lack of its charges in the period}.

        :param compared: {asset id: the analytic plans it is compared by}
        """
        sums = defaultdict(lambda: {"analytic": 0.0, "ledger": 0.0})
        # callers have checked who may compare
        lines_sudo = self.env["account.analytic.line"].sudo()
        for drift in drifts:
            on_time = self.date_from <= drift["date"] <= self.date_to
            if not (drift.get("is_accepted") and on_time):
                continue
            asset_id = drift["equipment_id"] or False
            by_hand_sudo = lines_sudo.browse(drift.get("analytic_line_id") or [])
            # a line by hand on a plan that is not compared makes no difference
            if not by_hand_sudo or any(
                by_hand_sudo[plan] for plan in compared[asset_id]
            ):
                sums[asset_id]["analytic"] += drift["analytic_difference"]
            sums[asset_id]["ledger"] += drift["ledger_difference"]
        return sums
