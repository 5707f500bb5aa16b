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
        return company.sudo().clearing_account_ids
