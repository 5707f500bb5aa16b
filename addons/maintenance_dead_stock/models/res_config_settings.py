from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parts_slow_months = fields.Integer(
        related="company_id.parts_slow_months", readonly=False
    )
    parts_dying_months = fields.Integer(
        related="company_id.parts_dying_months", readonly=False
    )
    parts_default_life_years = fields.Float(
        related="company_id.parts_default_life_years", readonly=False
    )
    parts_carrying_rate = fields.Float(
        related="company_id.parts_carrying_rate", readonly=False
    )
    parts_carrying_months = fields.Integer(
        related="company_id.parts_carrying_months", readonly=False
    )
    parts_thin_coverage = fields.Float(
        related="company_id.parts_thin_coverage", readonly=False
    )
    parts_scrap_account_id = fields.Many2one(
        related="company_id.parts_scrap_account_id", readonly=False
    )
    parts_donation_account_id = fields.Many2one(
        related="company_id.parts_donation_account_id", readonly=False
    )
    parts_return_account_id = fields.Many2one(
        related="company_id.parts_return_account_id", readonly=False
    )
    parts_sale_account_id = fields.Many2one(
        related="company_id.parts_sale_account_id", readonly=False
    )
