from odoo import fields, models


class MaintenanceBomLine(models.Model):
    _inherit = "maintenance.bom.line"

    age_action = fields.Selection(
        [("job", "Open a job"), ("spare", "Hold a spare")],
        string="When Due",
        default="job",
        required=True,
        help="What happens when the part comes near its age. Open a job: a "
        "maintenance request plans its replacement. Hold a spare: one is kept in "
        "stock, and the part is replaced when it fails.",
    )
