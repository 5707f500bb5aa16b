from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parts_live = fields.Boolean(related="company_id.parts_live")
    parts_horizon_days = fields.Integer(
        related="company_id.parts_horizon_days", readonly=False
    )
    parts_safety_days = fields.Integer(
        related="company_id.parts_safety_days", readonly=False
    )
    parts_default_lead_days = fields.Integer(
        related="company_id.parts_default_lead_days", readonly=False
    )
    parts_minimum_vital = fields.Float(
        related="company_id.parts_minimum_vital", readonly=False
    )
    parts_minimum_essential = fields.Float(
        related="company_id.parts_minimum_essential", readonly=False
    )
    parts_minimum_desirable = fields.Float(
        related="company_id.parts_minimum_desirable", readonly=False
    )
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
