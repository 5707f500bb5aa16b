from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record

from ..tools.rows import Column
from .maintenance_register_column import TYPES
from .maintenance_register_field import KEYS


class MaintenanceRegisterUploadColumn(models.Model):
    """A column of an uploaded sheet: what it is taken for, and what stands in it."""

    _name = "maintenance.register.upload.column"
    _description = "Column of an Uploaded Workbook"
    _inherit = ["maintenance.checked.values", "maintenance.own.values"]
    _order = "upload_id, index, id"
    _owner = "upload_id"

    upload_id = fields.Many2one(
        "maintenance.register.upload", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="upload_id.company_id")
    index = fields.Integer(readonly=True)
    letter = fields.Char(string="Column", readonly=True)
    heading = fields.Char(readonly=True)
    value = fields.Selection(
        KEYS,
        string="Is Read As",
        help="What of the asset stands in the column. Empty: it is passed over.",
    )
    is_key = fields.Boolean(
        string="Key",
        help="What stands in this column says which asset it is.",
    )
    examples = fields.Char(readonly=True)

    def action_use_as_key(self):
        """Make this column the one that says which asset a row is."""
        self = to_record(self)
        self.upload_id.column_ids.is_key = False
        self.is_key = True
        return True

    def _get_layout_columns(self):
        """Return those that are read, as ``tools.rows`` needs them."""
        return tuple(
            Column(column.index, column.value, TYPES.get(column.value, "text"))
            for column in self
            if column.value
        )
