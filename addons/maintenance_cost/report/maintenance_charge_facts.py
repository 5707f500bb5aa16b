from collections import defaultdict

from odoo import models

from odoo.addons.maintenance_bom.models.arguments import LARGEST_ID

from ..tools.drift import EPSILON, BillCharge, Charge


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
        self.env.cr.execute(
            self._get_facts_sql(company, wanted, plans, date_from, date_to)
        )
        rows = self.env.cr.dictfetchall()
        compared = self._get_plans_in_full(row["parts_distribution"] for row in rows)
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
        for row in rows:
            row["charge"] = self._prepare_charge(
                row,
                round_coins=self._get_coin_rounding(company),
                plans={plan: row[plan] for plan in plans},
                compared=compared(row["parts_distribution"]),
                is_perpetual=row["product_id"] in perpetual,
                has_cost=row["product_id"] in priced,
            )
        return rows

    def _get_bill_facts(self, company, date_from, date_to):
        """Return the charges by bills of ``company`` that touch a period.

        :return: list of dicts: the columns of :meth:`_get_bill_facts_sql`, and
            ``charge``: a ``BillCharge`` for `tools.find_bill_reason`
        """
        self._flush_books()
        plans = self._get_plan_columns()
        self.env.cr.execute(
            self._get_bill_facts_sql(company, date_from, date_to, plans)
        )
        rows = self.env.cr.dictfetchall()
        in_full = self._get_plans_in_full(row["distribution"] for row in rows)
        round_coins = self._get_coin_rounding(company)
        for row in rows:
            row["charge"] = BillCharge(
                value=round_coins(row["value"]),
                booked_on=row["booked_on"],
                compared=in_full(row["distribution"]),
                plans={plan: round_coins(row[plan]) for plan in plans},
                analytic_days=row["analytic_from"]
                and (row["analytic_from"], row["analytic_to"]),
            )
        return rows

    def _get_coin_rounding(self, company):
        """Return a function from an amount to a whole number of the smallest coins."""
        coin = company.currency_id.rounding
        return lambda amount: round((amount or 0) / coin)

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
            moved_on=row["moved_on"],
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
            is_item_moved=bool(row["item_account_id"]),
            items=row["items"],
            waiting=row["waiting"],
            cancelled=row["cancelled"],
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
            "maintenance.request",
            "maintenance.request.labour",
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

    def _get_plans_in_full(self, distributions):
        """Return a function from one of these to the columns of the plans that it
        distributes at 100 %.

        :param distributions: dicts {ids of analytic accounts: percentage}, or None
        """
        wanted = {_get_key(distribution) for distribution in distributions}
        # of which plan an account is, is no secret of analytic accounting
        accounts = (
            self.env["account.analytic.account"]
            .sudo()
            .browse({int(one) for key in wanted for ids, _share in key for one in ids})
            .exists()
        )
        columns = {account.id: account.plan_id._column_name() for account in accounts}
        in_full = {}
        for key in wanted:
            shares = defaultdict(float)
            for ids, share in key:
                for account_id in ids:
                    shares[columns.get(int(account_id))] += share
            in_full[key] = frozenset(
                plan
                for plan, share in shares.items()
                if plan and abs(share - 100) < EPSILON
            )
        return lambda distribution: in_full[_get_key(distribution)]


def _get_key(distribution):
    """Return a distribution as a value that can be looked up.

    A client may write anything there: what is no distribution distributes nothing.
    """
    if not isinstance(distribution, dict):
        return ()
    entries = [
        (tuple(ids.split(",")), share)
        for ids, share in distribution.items()
        if type(share) in (int, float)
    ]
    return tuple(sorted(entry for entry in entries if all(map(_is_id, entry[0]))))


def _is_id(text):
    # no id has more digits, and Python reads no number of thousands of them
    return text.isdecimal() and len(text) <= 10 and int(text) <= LARGEST_ID
