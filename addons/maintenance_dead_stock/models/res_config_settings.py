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
