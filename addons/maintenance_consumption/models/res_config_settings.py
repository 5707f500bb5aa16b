from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    maintenance_expense_account_id = fields.Many2one(
        related="company_id.maintenance_location_id.valuation_account_id",
        readonly=False,
        string="Parts Expense Account",
        help="Under perpetual valuation, what parts issued to assets are booked on.",
    )
    parts_reservation_days = fields.Integer(
        related="company_id.parts_reservation_days", readonly=False
    )
    parts_allow_negative = fields.Boolean(
        related="company_id.parts_allow_negative", readonly=False
    )
