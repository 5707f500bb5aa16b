from odoo import fields, models


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
        # callers have checked who may compare charges with the books
        items_sudo = self.env["account.move.line"].sudo()
        clearing = self._get_clearing_accounts(company)
        period = [
            ("company_id", "=", company.id),
            ("date", ">=", date_from),
            ("date", "<=", date_to),
            ("parent_state", "=", "posted"),
        ]

        def get_balance(*domain):
            [[balance]] = items_sudo._read_group(
                [*period, *domain], [], ["balance:sum"]
            )
            return balance or 0.0

        own = ("move_id.capital_part_id", "!=", False)
        no_charge = ("parts_move_id", "=", False)
        on_expense = (
            "account_id",
            "in",
            (self._get_charge_accounts(company) - clearing).ids,
        )
        on_clearing = ("account_id", "in", clearing.ids)
        charge = ("parts_move_id", "!=", False)
        declined = get_balance(own, no_charge, on_expense)
        return {
            "issued_value": get_balance(charge),
            "expense_value": get_balance(charge, on_expense) + declined,
            "clearing_value": get_balance(on_clearing),
            "capital_value": -get_balance(own, no_charge, on_clearing) - declined,
        }
