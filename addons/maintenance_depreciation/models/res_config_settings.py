from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    capital_account_id = fields.Many2one(
        related="company_id.capital_account_id", readonly=False
    )
    capital_threshold = fields.Monetary(
        related="company_id.capital_threshold",
        readonly=False,
        currency_field="company_currency_id",
    )
    capital_interest_rate = fields.Float(
        related="company_id.capital_interest_rate", readonly=False
    )
