from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parts_look_ahead_days = fields.Integer(
        related="company_id.parts_look_ahead_days", readonly=False
    )
    parts_consolidation_days = fields.Integer(
        related="company_id.parts_consolidation_days", readonly=False
    )
    parts_approve_rush = fields.Boolean(
        related="company_id.parts_approve_rush", readonly=False
    )
    parts_approve_amount = fields.Boolean(
        related="company_id.parts_approve_amount", readonly=False
    )
    parts_approve_above = fields.Monetary(
        related="company_id.parts_approve_above",
        readonly=False,
        currency_field="parts_currency_id",
    )
    parts_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Company"
    )
