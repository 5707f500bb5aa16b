from odoo import api, models

COST, CURRENCY = "parts_cost", "parts_cost_currency"
YEAR = "parts_cost_year"


class MaintenanceRegisterChange(models.Model):
    _inherit = "maintenance.register.change"

    @api.model
    def _get_told_keys(self):
        return super()._get_told_keys() | {COST, CURRENCY, YEAR}

    @api.model
    def _get_values(self, register, assets):
        values = super()._get_values(register, assets)
        company = register.company_id
        start, _end = company._get_fiscal_year()
        # who may sync a register reads what its feed says
        for asset_sudo in assets.sudo().with_company(company):
            values[asset_sudo.id].update(
                {
                    COST: asset_sudo.parts_cost_this_year,
                    CURRENCY: company.currency_id.name,
                    YEAR: start.isoformat(),
                }
            )
        return values
