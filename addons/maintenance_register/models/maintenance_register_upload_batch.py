from odoo import fields, models

WAITING, COMPARED, APPLIED = "waiting", "compared", "applied"


class MaintenanceRegisterUploadBatch(models.Model):
    """Some rows of an uploaded workbook, which are worked on in one transaction."""

    _name = "maintenance.register.upload.batch"
    _description = "Rows of an Uploaded Workbook"
    _inherit = ["maintenance.checked.values", "maintenance.own.values"]
    _order = "upload_id, number, id"
    _owner = "upload_id"

    upload_id = fields.Many2one(
        "maintenance.register.upload", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="upload_id.company_id")
    number = fields.Integer(required=True)
    rows = fields.Json(
        required=True,
        help="What was read: row (its number), external_id, record (its values), and "
        "reason, if nothing can be taken of it.",
    )
    row_count = fields.Integer()
    state = fields.Selection(
        [(WAITING, "Waiting"), (COMPARED, "Compared"), (APPLIED, "Applied")],
        default=WAITING,
        required=True,
        index=True,
    )
