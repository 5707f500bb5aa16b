from odoo import api, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.constrains("capital_account_id")
    def _check_capital_account_profile(self):
        for company in self:
            account = company.capital_account_id
            if account.asset_profile_id:
                raise ValidationError(
                    self.env._(
                        "%(account)s makes fixed assets by itself, with profile "
                        "%(profile)s. Choose another account for capital parts to "
                        "confirm.",
                        account=account.display_name,
                        profile=account.asset_profile_id.display_name,
                    )
                )
