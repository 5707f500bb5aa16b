from odoo import fields, models

from ..tools.headings import squeeze
from ..tools.keys import CHOICE, DATE, NUMBER
from ..tools.keys import KEYS as KINDS
from ..tools.looking import Memory
from .maintenance_register_field import KEYS

# the types of values that are no plain text, as ``tools.rows`` names them
TYPES = {
    key: {DATE: "date", NUMBER: "money", CHOICE: "choice"}[kind]
    for key, kind in KINDS.items()
    if kind in (DATE, NUMBER, CHOICE)
}


class MaintenanceRegisterColumn(models.Model):
    """A column of the workbook of a register: what its heading means, and its place.

    Remembered from the last upload for the next one, and for the export.
    """

    _name = "maintenance.register.column"
    _description = "Column of a Register's Workbook"
    _inherit = ["maintenance.checked.values", "maintenance.own.values"]
    _order = "register_id, sequence, id"
    _owner = "register_id"

    register_id = fields.Many2one(
        "maintenance.register", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="register_id.company_id")
    sequence = fields.Integer(default=10)
    heading = fields.Char(required=True)
    value = fields.Selection(
        KEYS,
        help="What of the asset stands in the column. Empty: it is passed over.",
    )
    is_key = fields.Boolean(
        string="Key",
        help="What stands in this column says which asset it is. It never changes.",
    )

    _heading_uniq = models.Constraint(
        "unique (register_id, heading)",
        "The register has two columns of the same name. Rename one of them.",
    )

    def _get_value_labels(self):
        """Return {key: its name in the language of the user}."""
        return dict(self._fields["value"]._description_selection(self.env))

    def _get_memory(self):
        """Return what these columns say of headings, as ``tools.looking`` needs it."""
        key = self.filtered("is_key")[:1]
        return Memory(
            {squeeze(column.heading): column.value or "" for column in self},
            squeeze(key.heading) if key else "",
        )
