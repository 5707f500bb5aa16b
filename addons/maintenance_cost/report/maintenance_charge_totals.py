from odoo import models
from odoo.tools import SQL


class MaintenanceChargeTotals(models.AbstractModel):
    """What the books charge to assets in a period, and what of it no move made."""

    _name = "maintenance.charge.totals"
    _inherit = "maintenance.charge.query"
    _description = "Totals of Charges to Assets"

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
                    self._get_places(company).valuation_account_id.ids,
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
            self._get_places(company).valuation_account_id.ids,
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
        accounts = self._get_places(company).valuation_account_id
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
