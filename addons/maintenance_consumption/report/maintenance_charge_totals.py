from odoo import models
from odoo.tools import SQL


class MaintenanceChargeTotals(models.AbstractModel):
    """What the books charge to assets in a period, and what of it no move made."""

    _name = "maintenance.charge.totals"
    _inherit = "maintenance.charge.query"
    _description = "Totals of Charges to Assets"

    def _get_analytic_totals(self, company, date_from, date_to):
        """Return {asset id, False without one: {plan: what its lines charge}}."""
        plans = self._get_plan_columns()
        self.env.cr.execute(self._get_analytic_sql(company, date_from, date_to, plans))
        rows = self.env.cr.dictfetchall()
        return {row.pop("equipment_id") or False: row for row in rows}

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
        """Return the query of what analytic lines charge each asset with in a period.

        Bills are left out: they charge what is not kept in stock.
        """
        return SQL(
            """SELECT COALESCE(a.equipment_id, i.equipment_id) AS equipment_id,
                      %(plan_sums)s
                 FROM account_analytic_line a
            LEFT JOIN account_move_line i ON i.id = a.move_line_id
                WHERE a.company_id = %(company)s
                  AND a.date BETWEEN %(date_from)s AND %(date_to)s
                  AND (i.parts_move_id IS NOT NULL
                       OR (i.id IS NULL AND a.equipment_id IS NOT NULL))
             GROUP BY COALESCE(a.equipment_id, i.equipment_id)""",
            company=company.id,
            date_from=date_from,
            date_to=date_to,
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
