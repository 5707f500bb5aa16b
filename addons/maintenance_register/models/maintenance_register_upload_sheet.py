from odoo import fields, models


class MaintenanceRegisterUploadSheet(models.Model):
    """A sheet of an uploaded workbook: its name, and its first rows."""

    _name = "maintenance.register.upload.sheet"
    _description = "Sheet of an Uploaded Workbook"
    _inherit = ["maintenance.checked.values", "maintenance.own.values"]
    _order = "upload_id, index, id"
    _owner = "upload_id"

    upload_id = fields.Many2one(
        "maintenance.register.upload", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="upload_id.company_id")
    index = fields.Integer(readonly=True)
    name = fields.Char(readonly=True, required=True)
    is_hidden = fields.Boolean(readonly=True)
    top_rows = fields.Json(
        readonly=True,
        help="Its first rows that are not empty: [number, [texts]].",
    )
