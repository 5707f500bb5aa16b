from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import LARGEST_ID
from odoo.addons.maintenance_bom.tools import TOLERANCE

from ..tools.differences import BillCharge, Charge


class MaintenanceChargeFacts(models.AbstractModel):
    """What stock, analytic accounting and the ledger say about charges to assets.

    A few queries, whatever the number of charges. `tools/differences.py` judges the
    result. They see all records: callers check.
    """

    _name = "maintenance.charge.facts"
    _description = "Facts about Charges to Assets"

    # --- the charges of a period ------------------------------------------------------

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
            row["returned_quantity"] >= row["origin_quantity"] - TOLERANCE
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
                if plan and abs(share - 100) < TOLERANCE
            )
        return lambda distribution: in_full[_get_key(distribution)]

    # --- what the books charge in a period --------------------------------------------

    def _get_analytic_totals(self, company, date_from, date_to):
        """Return what analytic lines charge, by asset, source and distribution.

        :return: list of dicts ``equipment_id``, ``source``, ``distribution`` (what the
            charges distribute; None: lines by hand), and a sum for each plan
        """
        plans = self._get_plan_columns()
        self.env.cr.execute(self._get_analytic_sql(company, date_from, date_to, plans))
        return self.env.cr.dictfetchall()

    def _get_labour_totals(self, company, date_from, date_to):
        """Return {asset id, False without one: what labour charges it with}."""
        self.env.cr.execute(
            SQL(
                """SELECT r.equipment_id, SUM(w.amount)
                     FROM maintenance_request_labour w
                     JOIN maintenance_request r ON r.id = w.request_id
                    WHERE w.company_id = %(company)s
                      AND w.date BETWEEN %(date_from)s AND %(date_to)s
                 GROUP BY r.equipment_id""",
                company=company.id,
                date_from=date_from,
                date_to=date_to,
            )
        )
        return {asset_id or False: cost for asset_id, cost in self.env.cr.fetchall()}

    def _get_account_totals(self, company, date_from, date_to):
        """Return the balances that lead from the accounts of the Maintenance location
        to the charges of assets in a period.

        :return: dict: ``account_balance`` of these accounts; of it
            ``items_without_asset``, which charge no asset; ``items_elsewhere``, charges
            that stand on other accounts; ``named_elsewhere``, entries by hand on other
            expense accounts that name an asset and charge nothing
        """
        self.env.cr.execute(
            SQL(
                """SELECT SUM(i.balance) FILTER (WHERE is_on_account),
                          SUM(i.balance) FILTER (WHERE is_on_account AND NOT is_charge),
                          SUM(i.balance) FILTER (WHERE is_charge AND NOT is_on_account),
                          SUM(i.balance) FILTER (WHERE NOT is_charge
                                                   AND NOT is_on_account)
                     FROM (SELECT i.balance,
                                  %(is_on_account)s AS is_on_account,
                                  (i.parts_move_id IS NOT NULL
                                   OR i.maintenance_charge IS NOT NULL
                                   OR %(is_manual)s) AS is_charge
                             FROM account_move_line i
                             JOIN account_move e ON e.id = i.move_id
                             JOIN account_account account ON account.id = i.account_id
                            WHERE i.company_id = %(company)s
                              AND i.date BETWEEN %(date_from)s AND %(date_to)s
                              AND i.parent_state = 'posted'
                              AND (%(is_on_account)s
                                   OR i.parts_move_id IS NOT NULL
                                   OR i.maintenance_charge IS NOT NULL
                                   OR %(is_named_elsewhere)s)) i""",
                company=company.id,
                date_from=date_from,
                date_to=date_to,
                is_on_account=SQL(
                    "i.account_id = ANY(%s)",
                    self._get_charge_accounts(company).ids,
                ),
                is_manual=self._get_manual_item_sql(company),
                is_named_elsewhere=self._get_named_elsewhere_sql(company),
            )
        )
        names = (
            "account_balance",
            "items_without_asset",
            "items_elsewhere",
            "named_elsewhere",
        )
        [row] = self.env.cr.fetchall()
        return {name: amount or 0.0 for name, amount in zip(names, row, strict=True)}

    def _get_named_elsewhere_sql(self, company):
        """Return the SQL of whether the item ``i`` of the entry ``e`` names an asset on
        an expense account of no charges.
        """
        return SQL(
            """(i.equipment_id IS NOT NULL
                AND i.parts_move_id IS NULL
                AND i.maintenance_charge IS NULL
                AND e.move_type = 'entry'
                AND starts_with(account.account_type, 'expense')
                AND NOT (i.account_id = ANY(%s))
                AND NOT EXISTS (SELECT FROM stock_move booked
                                 WHERE booked.account_move_id = e.id))""",
            self._get_charge_accounts(company).ids,
        )

    def _get_ledger_totals(self, company, date_from, date_to):
        """Return {asset id, False without one: what its journal items charge}."""
        self.env.cr.execute(self._get_ledger_sql(company, date_from, date_to))
        rows = self.env.cr.fetchall()
        return {asset_id or False: balance for asset_id, balance in rows}

    def _get_manual_rows(self, company, date_from, date_to):
        """Return what somebody charged to an asset by hand, as dicts.

        ``reason``, ``record_id``, ``equipment_id``, ``date``, ``amount``, ``name``.
        """
        self.env.cr.execute(self._get_manual_sql(company, date_from, date_to))
        return self.env.cr.dictfetchall()

    # --- queries: one row a charge ----------------------------------------------------

    def _get_places(self, company):
        """Return where parts of assets go, in ``company``."""
        # callers have checked who may compare charges with the books
        return (
            self.env["stock.location"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", company.sudo().maintenance_location_id.ids)])
        )

    def _get_charge_accounts(self, company):
        """Return the accounts that parts of assets are booked on in ``company``.

        A seam for moves that have an account other than that of their place.
        """
        return self._get_places(company).valuation_account_id

    def _get_plain_return_sql(self):
        """Return the SQL of whether the move ``m`` takes parts back without an issue.

        A seam for moves that bring something else from an asset.
        """
        return SQL(
            "m.is_in AND m.origin_returned_move_id IS NULL"
            " AND COALESCE(m.maintenance_kind, 'return') = 'return'"
        )

    def _get_wanted_sql(self, company, date_from, date_to, moves):
        """Return the SQL of the ids of the moves to look at."""
        if moves is not None:
            return SQL("SELECT id FROM stock_move WHERE id = ANY(%s)", moves.ids)
        zone = pytz.timezone(company._get_time_zone())

        def midnight(day):
            moment = zone.localize(datetime.combine(day, time.min))
            return moment.astimezone(pytz.utc).replace(tzinfo=None)

        lines = self.env["stock.move"]._fields["analytic_account_line_ids"]
        return SQL(
            """SELECT m.id
                 FROM stock_move m
                WHERE m.company_id = %(company)s
                  AND m.state = 'done'
                  AND (m.is_in OR m.is_out)
                  AND (m.equipment_id IS NOT NULL
                       OR m.location_id = ANY(%(places)s)
                       OR m.location_dest_id = ANY(%(places)s))
                  AND m.date >= %(start)s
                  AND m.date < %(end)s
                UNION
               SELECT rel.%(rel_move)s
                 FROM account_analytic_line a
                 JOIN %(rel)s rel ON rel.%(rel_line)s = a.id
                 JOIN stock_move m ON m.id = rel.%(rel_move)s
                WHERE m.equipment_id IS NOT NULL
                  AND a.company_id = %(company)s
                  AND a.date BETWEEN %(date_from)s AND %(date_to)s
                UNION
               SELECT i.parts_move_id
                 FROM account_move_line i
                WHERE i.parts_move_id IS NOT NULL
                  AND i.company_id = %(company)s
                  AND i.date BETWEEN %(date_from)s AND %(date_to)s""",
            company=company.id,
            places=self._get_places(company).ids,
            start=midnight(date_from),
            end=midnight(date_to + timedelta(1)),
            date_from=date_from,
            date_to=date_to,
            rel=SQL.identifier(lines.relation),
            rel_move=SQL.identifier(lines.column1),
            rel_line=SQL.identifier(lines.column2),
        )

    def _get_facts_sql(self, company, wanted, plans, date_from=None, date_to=None):
        """Return the query of one row a move."""
        lines = self.env["stock.move"]._fields["analytic_account_line_ids"]
        return SQL(
            """WITH wanted AS MATERIALIZED (%(wanted)s),
                    pair AS (
                        SELECT rel.%(rel_move)s AS move_id, rel.%(rel_line)s AS line_id
                          FROM wanted w
                          JOIN %(rel)s rel ON rel.%(rel_move)s = w.id
                         UNION
                        SELECT i.parts_move_id, a.id
                          FROM wanted w
                          JOIN account_move_line i ON i.parts_move_id = w.id
                          JOIN account_analytic_line a ON a.move_line_id = i.id),
                    analytic AS (
                        SELECT pair.move_id,
                               COUNT(*) FILTER (WHERE a.move_line_id IS NULL)
                                   AS analytic_lines,
                               COUNT(*) FILTER (WHERE a.move_line_id IS NOT NULL)
                                   AS entry_lines,
                               MIN(a.date) AS analytic_from,
                               MAX(a.date) AS analytic_to,
                               BOOL_OR(a.move_line_id IS NULL
                                       AND a.equipment_id IS DISTINCT FROM
                                           m.equipment_id) AS other_asset,
                               %(plan_sums)s
                          FROM pair
                          JOIN stock_move m ON m.id = pair.move_id
                          JOIN account_analytic_line a ON a.id = pair.line_id
                      GROUP BY pair.move_id),
                    item AS (
                        SELECT i.*,
                               m.equipment_id AS wanted_equipment_id,
                               i.move_id = m.account_move_id AS is_own,
                               e.reversed_entry_id IS NOT NULL AS is_reversal,
                               i.parent_state = 'posted' AS is_posted,
                               i.account_id IS NOT DISTINCT FROM
                                   %(account)s AS is_in_place
                          FROM wanted w
                          JOIN stock_move m ON m.id = w.id
                          JOIN stock_location source ON source.id = m.location_id
                          JOIN stock_location target ON target.id = m.location_dest_id
                          JOIN account_move_line i ON i.parts_move_id = w.id
                          JOIN account_move e ON e.id = i.move_id),
                    ledger AS (
                        SELECT parts_move_id AS move_id,
                               COUNT(*) AS items,
                               COUNT(*) FILTER (WHERE parent_state = 'draft')
                                   AS waiting,
                               COUNT(*) FILTER (WHERE parent_state = 'cancel')
                                   AS cancelled,
                               SUM(balance) FILTER (
                                   WHERE is_posted
                                     AND date BETWEEN %(date_from)s AND %(date_to)s
                               ) AS in_period,
                               MIN(parts_account_id) FILTER (
                                   WHERE is_posted AND NOT is_in_place
                                     AND account_id <> parts_account_id
                               ) AS booked_account_id,
                               MIN(account_id) FILTER (
                                   WHERE is_posted AND NOT is_in_place
                                     AND account_id <> parts_account_id
                               ) AS item_account_id,
                               SUM(balance) FILTER (WHERE is_posted AND is_in_place)
                                   AS ledger,
                               SUM(balance) FILTER (WHERE is_posted AND NOT is_in_place)
                                   AS elsewhere,
                               MAX(quantity) FILTER (WHERE is_own) AS booked_quantity,
                               BOOL_OR(is_reversal) AS is_reversed,
                               BOOL_OR(equipment_id IS DISTINCT FROM
                                       wanted_equipment_id) AS other_asset,
                               MIN(date) FILTER (WHERE is_posted) AS ledger_from,
                               MAX(date) FILTER (WHERE is_posted) AS ledger_to
                          FROM item
                      GROUP BY parts_move_id)
               SELECT m.id AS move_id,
                      m.equipment_id,
                      m.maintenance_request_id,
                      m.product_id,
                      m.picking_id,
                      m.state,
                      m.reference,
                      m.parts_booking,
                      m.is_out,
                      m.account_move_id IS NOT NULL AS has_entry,
                      (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                          AS moved_on,
                      COALESCE(entry.date,
                               (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                      ) AS booked_on,
                      m.parts_distribution,
                      template.is_storable,
                      CASE WHEN m.state <> 'done' OR NOT template.is_storable THEN 0
                           WHEN m.is_out THEN m.value
                           WHEN m.is_in THEN -m.value
                           ELSE 0 END AS value,
                      %(quantity)s AS quantity,
                      %(plan_columns)s,
                      COALESCE(analytic.analytic_lines, 0) AS analytic_lines,
                      COALESCE(analytic.entry_lines, 0) AS entry_lines,
                      analytic.analytic_from,
                      analytic.analytic_to,
                      COALESCE(ledger.ledger, 0) AS ledger,
                      COALESCE(ledger.elsewhere, 0) AS elsewhere,
                      COALESCE(ledger.items, 0) AS items,
                      COALESCE(ledger.waiting, 0) AS waiting,
                      COALESCE(ledger.cancelled, 0) AS cancelled,
                      COALESCE(ledger.in_period, 0) AS ledger_in_period,
                      ledger.booked_account_id,
                      ledger.item_account_id,
                      COALESCE(ledger.is_reversed, FALSE) AS is_reversed,
                      ledger.booked_quantity::float AS booked_quantity,
                      ledger.ledger_from,
                      ledger.ledger_to,
                      COALESCE(analytic.other_asset, FALSE)
                          OR COALESCE(ledger.other_asset, FALSE) AS other_asset,
                      EXISTS (SELECT FROM product_value v WHERE v.move_id = m.id)
                          AS is_revalued,
                      CASE WHEN m.is_out AND COALESCE(m.value, 0) = 0
                           THEN %(stock_before)s END AS stock_before,
                      %(is_unlinked)s AS is_unlinked,
                      issue.value AS issue_value,
                      issue.quantity AS issue_quantity,
                      origin.quantity AS origin_quantity,
                      origin.returned_quantity,
                      origin.remainder
                 FROM wanted w
                 JOIN stock_move m ON m.id = w.id
                 JOIN product_product product ON product.id = m.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
            LEFT JOIN account_move entry ON entry.id = m.account_move_id
            LEFT JOIN analytic ON analytic.move_id = m.id
            LEFT JOIN ledger ON ledger.move_id = m.id
            LEFT JOIN LATERAL (%(last_issue)s) issue ON TRUE
            LEFT JOIN LATERAL (%(origin)s) origin ON TRUE
             ORDER BY m.date, m.id""",
            wanted=wanted,
            date_from=date_from,
            date_to=date_to,
            zone=company._get_time_zone(),
            rel=SQL.identifier(lines.relation),
            rel_move=SQL.identifier(lines.column1),
            rel_line=SQL.identifier(lines.column2),
            account=self.env["stock.move"]._get_charge_account_sql(),
            quantity=self._get_quantity_sql("m"),
            stock_before=self._get_stock_before_sql(),
            is_unlinked=self._get_plain_return_sql(),
            last_issue=self._get_last_issue_sql(),
            origin=self._get_origin_sql(),
            plan_sums=self._get_plan_sums_sql(plans),
            plan_columns=SQL(", ").join(
                SQL("analytic.%s", SQL.identifier(plan)) for plan in plans
            ),
        )

    def _get_bill_facts_sql(self, company, date_from, date_to, plans):
        """Return the query of one row a posted bill line that charges an asset."""
        return SQL(
            """WITH wanted AS (
                        SELECT i.id
                          FROM account_move_line i
                         WHERE i.maintenance_charge IS NOT NULL
                           AND i.parent_state = 'posted'
                           AND i.company_id = %(company)s
                           AND i.date BETWEEN %(date_from)s AND %(date_to)s
                         UNION
                        SELECT i.id
                          FROM account_analytic_line a
                          JOIN account_move_line i ON i.id = a.move_line_id
                         WHERE i.maintenance_charge IS NOT NULL
                           AND i.parent_state = 'posted'
                           AND a.company_id = %(company)s
                           AND a.date BETWEEN %(date_from)s AND %(date_to)s)
               SELECT i.id AS item_id,
                      i.equipment_id,
                      i.maintenance_request_id,
                      i.product_id,
                      i.date AS booked_on,
                      i.balance AS value,
                      COALESCE(i.move_name, i.name) AS name,
                      COALESCE(i.equipment_distribution, i.analytic_distribution)
                          AS distribution,
                      MIN(a.date) AS analytic_from,
                      MAX(a.date) AS analytic_to,
                      %(plan_sums)s
                 FROM wanted w
                 JOIN account_move_line i ON i.id = w.id
            LEFT JOIN account_analytic_line a ON a.move_line_id = i.id
             GROUP BY i.id
             ORDER BY i.date, i.id""",
            company=company.id,
            date_from=date_from,
            date_to=date_to,
            plan_sums=self._get_plan_sums_sql(plans),
        )

    def _get_quantity_sql(self, alias):
        """Return the SQL of the quantity of a move, in the part's own unit."""
        return SQL(
            "(SELECT COALESCE(SUM(l.quantity_product_uom), 0)::float"
            " FROM stock_move_line l WHERE l.move_id = %s)",
            SQL.identifier(alias, "id"),
        )

    def _get_stock_before_sql(self):
        """Return the SQL of what the company had of the part before the move ``m``."""
        return SQL(
            """(SELECT COALESCE(SUM(CASE WHEN b.is_in THEN %(quantity)s
                                         ELSE -%(quantity)s END), 0)
                  FROM stock_move b
                 WHERE b.product_id = m.product_id
                   AND b.company_id = m.company_id
                   AND b.state = 'done'
                   AND (b.is_in OR b.is_out)
                   AND (b.date, b.id) < (m.date, m.id))""",
            quantity=self._get_quantity_sql("b"),
        )

    def _get_last_issue_sql(self):
        """Return the SQL of the last issue of the part to the asset before ``m``."""
        return SQL(
            """SELECT b.value, %(quantity)s AS quantity
                 FROM stock_move b
                WHERE b.equipment_id = m.equipment_id
                  AND b.product_id = m.product_id
                  AND b.company_id = m.company_id
                  AND b.state = 'done'
                  AND b.is_out
                  AND b.date <= m.date
                  AND %(is_unlinked)s
             ORDER BY b.date DESC, b.id DESC
                LIMIT 1""",
            is_unlinked=self._get_plain_return_sql(),
            quantity=self._get_quantity_sql("b"),
        )

    def _get_origin_sql(self):
        """Return the SQL of the issue that ``m`` is the last return of."""
        return SQL(
            """SELECT o.id,
                      %(origin_quantity)s AS quantity,
                      SUM(%(quantity)s) AS returned_quantity,
                      o.value - SUM(b.value) AS remainder
                 FROM stock_move o
                 JOIN stock_move b ON b.origin_returned_move_id = o.id
                WHERE o.id = m.origin_returned_move_id
                  AND o.is_out
                  AND m.is_in
                  AND b.state = 'done'
             GROUP BY o.id, o.value
               HAVING MAX(b.id) = m.id""",
            origin_quantity=self._get_quantity_sql("o"),
            quantity=self._get_quantity_sql("b"),
        )

    def _get_plan_sums_sql(self, plans):
        """Return the SQL of one sum a plan, of the analytic lines ``a``."""
        return SQL(", ").join(
            SQL(
                "-SUM(a.amount) FILTER (WHERE a.%(plan)s IS NOT NULL) AS %(plan)s",
                plan=SQL.identifier(plan),
            )
            for plan in plans
        )

    # --- queries: totals --------------------------------------------------------------

    def _get_analytic_sql(self, company, date_from, date_to, plans):
        """Return the query of what analytic lines charge each asset in a period."""
        lines = self.env["stock.move"]._fields["analytic_account_line_ids"]
        return SQL(
            """WITH charged AS (
                        SELECT a.*,
                               CASE WHEN i.maintenance_charge IS NULL THEN 'issue'
                                    ELSE 'bill' END AS source,
                               CASE WHEN i.maintenance_charge IS NULL
                                    THEN COALESCE(a.equipment_id, i.equipment_id)
                                    ELSE i.equipment_id END AS charged_id,
                               CASE WHEN i.maintenance_charge IS NOT NULL
                                    THEN COALESCE(i.equipment_distribution,
                                                  i.analytic_distribution)
                                    WHEN m.state = 'done'
                                    THEN COALESCE(m.parts_distribution, '{}')
                                END AS distribution
                          FROM account_analytic_line a
                     LEFT JOIN account_move_line i ON i.id = a.move_line_id
                     LEFT JOIN %(rel)s rel ON rel.%(rel_line)s = a.id
                     LEFT JOIN stock_move m
                            ON m.id = COALESCE(i.parts_move_id, rel.%(rel_move)s)
                         WHERE a.company_id = %(company)s
                           AND a.date BETWEEN %(date_from)s AND %(date_to)s
                           AND (i.parts_move_id IS NOT NULL
                                OR (i.maintenance_charge IS NOT NULL
                                    AND i.parent_state = 'posted')
                                OR (i.id IS NULL AND a.equipment_id IS NOT NULL)))
               SELECT a.charged_id AS equipment_id, a.source, a.distribution,
                      %(plan_sums)s
                 FROM charged a
             GROUP BY a.charged_id, a.source, a.distribution""",
            company=company.id,
            date_from=date_from,
            date_to=date_to,
            rel=SQL.identifier(lines.relation),
            rel_move=SQL.identifier(lines.column1),
            rel_line=SQL.identifier(lines.column2),
            plan_sums=self._get_plan_sums_sql(plans),
        )

    def _get_ledger_sql(self, company, date_from, date_to):
        """Return the query of what the ledger charges each asset with in a period."""
        return SQL(
            """SELECT i.equipment_id, SUM(i.balance)
                 FROM account_move_line i
                 JOIN account_move e ON e.id = i.move_id
                WHERE i.company_id = %(company)s
                  AND i.date BETWEEN %(date_from)s AND %(date_to)s
                  AND i.parent_state = 'posted'
                  AND (i.parts_move_id IS NOT NULL OR %(is_manual)s)
             GROUP BY i.equipment_id""",
            company=company.id,
            date_from=date_from,
            date_to=date_to,
            is_manual=self._get_manual_item_sql(company),
        )

    def _get_manual_item_sql(self, company):
        """Return the SQL of whether the item ``i`` of the entry ``e`` is about no move.

        Items of an asset on the account of the Maintenance location, but those of
        bills.
        """
        accounts = self._get_charge_accounts(company)
        return SQL(
            """(i.parts_move_id IS NULL
                AND i.equipment_id IS NOT NULL
                AND i.account_id = ANY(%s)
                AND e.move_type = 'entry')""",
            accounts.ids,
        )

    def _get_manual_sql(self, company, date_from, date_to):
        """Return the query of analytic lines and journal items that no move made."""
        lines = self.env["stock.move"]._fields["analytic_account_line_ids"]
        return SQL(
            """SELECT 'manual_analytic' AS reason, a.id AS record_id, a.equipment_id,
                      a.date, -a.amount AS amount, a.name
                 FROM account_analytic_line a
                WHERE a.company_id = %(company)s
                  AND a.date BETWEEN %(date_from)s AND %(date_to)s
                  AND a.equipment_id IS NOT NULL
                  AND a.move_line_id IS NULL
                  AND NOT EXISTS (SELECT FROM %(rel)s rel
                                   WHERE rel.%(rel_line)s = a.id)
            UNION ALL
               SELECT 'manual_item', i.id, i.equipment_id, i.date, i.balance,
                      COALESCE(i.name, e.name)
                 FROM account_move_line i
                 JOIN account_move e ON e.id = i.move_id
                WHERE i.company_id = %(company)s
                  AND i.date BETWEEN %(date_from)s AND %(date_to)s
                  AND i.parent_state = 'posted'
                  AND %(is_manual)s
             ORDER BY date, record_id""",
            company=company.id,
            date_from=date_from,
            date_to=date_to,
            rel=SQL.identifier(lines.relation),
            rel_line=SQL.identifier(lines.column2),
            is_manual=self._get_manual_item_sql(company),
        )


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
