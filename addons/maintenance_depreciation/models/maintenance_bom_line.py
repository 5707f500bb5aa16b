from odoo import fields, models


class MaintenanceBomLine(models.Model):
    _inherit = "maintenance.bom.line"

    is_capital = fields.Boolean(
        string="Capital Part",
        help="When it is issued, the accountant is asked whether it goes into the "
        "fixed assets.",
    )
