from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency", readonly=True
    )
    maintenance_labour_rate = fields.Monetary(
        related="company_id.maintenance_labour_rate",
        readonly=False,
        currency_field="company_currency_id",
    )
    parts_peer_factor = fields.Float(
        related="company_id.parts_peer_factor", readonly=False
    )
    parts_peer_min_amount = fields.Monetary(
        related="company_id.parts_peer_min_amount",
        readonly=False,
    )
