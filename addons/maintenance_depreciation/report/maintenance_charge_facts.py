from odoo import models


class MaintenanceChargeFacts(models.AbstractModel):
    _inherit = "maintenance.charge.facts"

    def _get_charge_accounts(self, company):
        return super()._get_charge_accounts(company) | self._get_clearing_accounts(
            company
        )

    def _get_clearing_accounts(self, company):
        """Return the accounts that capital parts are, or were, booked on."""
        # callers have checked who may compare charges with the books
        parts_sudo = self.env["maintenance.capital.part"].sudo()
        used = parts_sudo._read_group([("company_id", "=", company.id)], ["account_id"])
        accounts = company.sudo().capital_account_id
        return accounts.union(*(account for [account] in used))
