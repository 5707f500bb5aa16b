from collections import defaultdict
from datetime import datetime

from odoo import models

from ..tools.drift import EPSILON, Charge


class MaintenanceChargeFacts(models.AbstractModel):
    """What stock, analytic accounting and the ledger say about charges to assets.

    A few queries, whatever the number of charges; `tools/drift.py` judges the result.
    """

    _name = "maintenance.charge.facts"
    _inherit = "maintenance.charge.totals"
    _description = "Facts about Charges to Assets"

    def _get_facts(self, company, date_from, date_to, moves=None):
        """Return the charges of ``company`` that touch a period.

        Those that happened in it, and those of which an analytic line or a journal item
        is dated in it. Both days count in.

        :param moves: only these, whatever their dates
        :return: list of dicts: the columns of :meth:`_get_facts_sql`, and ``charge``: a
            ``Charge`` for `tools.find_reason`
        """
        self._flush_books()
        plans = self._get_plan_columns()
        wanted = self._get_wanted_sql(company, date_from, date_to, moves)
        self.env.cr.execute(self._get_facts_sql(company, wanted, plans))
        rows = self.env.cr.dictfetchall()
        compared = self._get_compared_plans(rows)
        # callers have checked who may compare charges with the books
        products = (
            self.env["product.product"]
            .sudo()
            .with_company(company)
            .browse({row["product_id"] for row in rows})
        )
        perpetual = {
            product.id for product in products if product.valuation == "real_time"
        }
        priced = {product.id for product in products if product.standard_price}
        # who may compare may know when stock was closed
        closed_on = company.sudo()._get_last_closing_date() or datetime.min
        for row in rows:
            row["charge"] = self._prepare_charge(
                row,
                round_coins=lambda amount: round(
                    (amount or 0) / company.currency_id.rounding
                ),
                plans={plan: row[plan] for plan in plans},
                compared=compared.get(row["equipment_id"], frozenset()),
                is_perpetual=row["product_id"] in perpetual,
                has_cost=row["product_id"] in priced,
                is_closed=row["moved_at"] <= closed_on,
            )
        return rows

    def _prepare_charge(self, row, *, round_coins, plans, **known):
        """Return one row of the query as a ``Charge``."""
        booking = row["parts_booking"]
        if not booking:
            # the asset was named when the move was done already
            was_perpetual = row["has_entry"] or known["is_perpetual"]
            booking = "entry" if was_perpetual else "closing"
        out = row["is_out"]
        issue_value = None
        if row["issue_quantity"]:
            share = row["quantity"] / row["issue_quantity"]
            issue_value = -round_coins(row["issue_value"] * share)
        is_last = row["returned_quantity"] is not None and (
            row["returned_quantity"] >= row["origin_quantity"] - EPSILON
        )
        return Charge(
            value=round_coins(row["value"]),
            quantity=row["quantity"],
            booked_on=row["booked_on"],
            is_done=row["state"] == "done",
            is_issue=out,
            has_asset=bool(row["equipment_id"]),
            is_stored=row["is_storable"],
            booking=booking,
            plans={plan: round_coins(amount) for plan, amount in plans.items()},
            analytic_lines=row["analytic_lines"],
            entry_lines=row["entry_lines"],
            ledger=round_coins(row["ledger"]),
            elsewhere=round_coins(row["elsewhere"]),
            items=row["items"],
            waiting=row["waiting"],
            is_reversed=row["is_reversed"],
            booked_quantity=row["booked_quantity"],
            other_asset=row["other_asset"],
            is_revalued=row["is_revalued"],
            stock_before=row["stock_before"],
            remainder=round_coins(row["remainder"]) if is_last else 0,
            is_unlinked=row["is_unlinked"],
            issue_value=issue_value,
            analytic_days=row["analytic_from"]
            and (row["analytic_from"], row["analytic_to"]),
            ledger_days=row["ledger_from"] and (row["ledger_from"], row["ledger_to"]),
            **known,
        )

    def _flush_books(self):
        for model in (
            "account.analytic.line",
            "account.move",
            "account.move.line",
            "maintenance.equipment",
            "product.template",
            "product.value",
            "stock.location",
            "stock.move",
            "stock.move.line",
        ):
            self.env[model].flush_model()

    def _get_plan_columns(self):
        """Return the names of the columns of all analytic plans, for SQL."""
        # which plans there are is no secret of analytic accounting
        project_plan, other_plans = self.env["account.analytic.plan"]._get_all_plans()
        return [plan._column_name() for plan in (project_plan | other_plans).sudo()]

    def _get_compared_plans(self, rows):
        """Return {asset id: the columns of the plans that it distributes in full}."""
        distributions = {
            row["equipment_id"]: row["analytic_distribution"] or {} for row in rows
        }
        # callers have checked who may compare
        accounts = (
            self.env["account.analytic.account"]
            .sudo()
            .browse(
                {
                    int(account_id)
                    for distribution in distributions.values()
                    for key in distribution
                    for account_id in key.split(",")
                }
            )
            .exists()
        )
        columns = {account.id: account.plan_id._column_name() for account in accounts}
        compared = {}
        for asset_id, distribution in distributions.items():
            shares = defaultdict(float)
            for key, share in distribution.items():
                for account_id in key.split(","):
                    shares[columns.get(int(account_id))] += share
            compared[asset_id] = frozenset(
                plan
                for plan, share in shares.items()
                if plan and abs(share - 100) < EPSILON
            )
        return compared
