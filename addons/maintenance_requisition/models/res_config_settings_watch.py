from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parts_repeat_days = fields.Integer(
        related="company_id.parts_repeat_days", readonly=False
    )
    parts_use_months = fields.Integer(
        related="company_id.parts_use_months", readonly=False
    )
    parts_served_worth = fields.Monetary(
        related="company_id.parts_served_worth",
        readonly=False,
        currency_field="company_currency_id",
    )
