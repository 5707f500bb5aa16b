from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    parts_storekeeper_id = fields.Many2one(
        related="company_id.parts_storekeeper_id", readonly=False
    )
