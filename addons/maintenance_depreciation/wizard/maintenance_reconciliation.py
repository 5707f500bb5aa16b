from odoo import fields, models
from odoo.tools import SQL


class MaintenanceReconciliation(models.TransientModel):
    """Where the value of issued parts went: expense, clearing account, fixed assets.

    ``issued_value = expense_value + clearing_value + capital_value`` of the posted
    items of the period.
    """

    _inherit = "maintenance.reconciliation"

    issued_value = fields.Monetary(
        string="Parts Booked",
        readonly=True,
        help="What was booked of parts that assets got in the period, less what came "
        "back.",
    )
    expense_value = fields.Monetary(string="Of It: Expense", readonly=True)
    clearing_value = fields.Monetary(
        string="Of It: Capital to Confirm",
        readonly=True,
        help="The balance of the clearing account in the period.",
    )
    capital_value = fields.Monetary(
        string="Of It: Capital",
        readonly=True,
        help="What went from the clearing account into the fixed assets.",
    )

    def _get_account_totals(self, company, date_from, date_to):
        return super()._get_account_totals(
            company, date_from, date_to
        ) | self._get_capital_totals(company, date_from, date_to)

    def _get_capital_totals(self, company, date_from, date_to):
        """Return the balances that tell expense and capital apart."""
        clearing = self._get_clearing_accounts(company)
        expense = self._get_charge_accounts(company) - clearing
        self.env.cr.execute(
            SQL(
                """SELECT SUM(i.balance) FILTER (WHERE is_charge),
                          SUM(i.balance) FILTER (WHERE is_charge AND is_expense),
                          SUM(i.balance) FILTER (WHERE is_clearing),
                          SUM(i.balance) FILTER (WHERE is_own AND is_clearing),
                          SUM(i.balance) FILTER (WHERE is_own AND is_expense)
                     FROM (SELECT i.balance,
                                  i.parts_move_id IS NOT NULL AS is_charge,
                                  i.account_id = ANY(%(expense)s) AS is_expense,
                                  i.account_id = ANY(%(clearing)s) AS is_clearing,
                                  (i.parts_move_id IS NULL
                                   AND e.capital_part_id IS NOT NULL) AS is_own
                             FROM account_move_line i
                             JOIN account_move e ON e.id = i.move_id
                            WHERE i.company_id = %(company)s
                              AND i.date BETWEEN %(date_from)s AND %(date_to)s
                              AND i.parent_state = 'posted'
                              AND (i.parts_move_id IS NOT NULL
                                   OR i.account_id = ANY(%(clearing)s)
                                   OR e.capital_part_id IS NOT NULL)) i""",
                company=company.id,
                date_from=date_from,
                date_to=date_to,
                clearing=clearing.ids,
                expense=expense.ids,
            )
        )
        issued, expensed, waiting, cleared, declined = (
            amount or 0.0 for amount in self.env.cr.fetchone()
        )
        return {
            "issued_value": issued,
            "expense_value": expensed + declined,
            "clearing_value": waiting,
            "capital_value": -cleared - declined,
        }
