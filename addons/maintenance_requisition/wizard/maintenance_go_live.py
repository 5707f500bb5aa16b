from odoo import fields, models


class MaintenanceGoLive(models.TransientModel):
    _inherit = "maintenance.go.live"

    due_count = fields.Integer(
        help="Shortages that are to be ordered within the look-ahead of the settings. "
        "They become requests for quotation and transfers."
    )
