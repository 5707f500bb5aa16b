from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.keys import BY_ASKING, BY_NEWEST, BY_ODOO, BY_REGISTER

KEYS = [
    ("name", "Name"),
    ("serial_no", "Serial Number"),
    ("code", "Asset Code"),
    ("model", "Model"),
    ("category", "Category"),
    ("bom", "BOM"),
    ("location", "Location"),
    ("owner", "Owner"),
    ("vendor", "Vendor"),
    ("status", "Life Cycle"),
    ("condition", "Condition"),
    ("cost", "Cost"),
    ("in_service_date", "In Service Since"),
    ("warranty_date", "Warranty Expiration Date"),
    ("retirement_date", "Retirement Date"),
    ("note", "Note"),
]
OWNERS = [
    (BY_REGISTER, "Register"),
    (BY_ODOO, "Odoo"),
    (BY_NEWEST, "Newest Change"),
    (BY_ASKING, "Ask"),
]


class MaintenanceRegisterField(models.Model):
    """Who decides about one value of the assets of a register."""

    _name = "maintenance.register.field"
    _description = "Value of an Asset Register"
    _inherit = ["maintenance.own.values"]
    _order = "register_id, id"
    _owner = "register_id"

    register_id = fields.Many2one(
        "maintenance.register", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="register_id.company_id")
    name = fields.Selection(KEYS, string="Value", required=True)
    owner = fields.Selection(
        OWNERS,
        string="Decided By",
        required=True,
        default=BY_REGISTER,
        help="Register: what the register says is written. Odoo: what the register "
        "says counts for new assets only. Newest change: whoever changed it last, if "
        "both know when. Ask: if both have changed it, a person decides.",
    )

    _name_uniq = models.Constraint(
        "unique(register_id, name)",
        "Each value is listed once. Change the line that is there.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        labels = dict(self._fields["name"]._description_selection(self.env))
        for one in self:
            one.display_name = labels.get(one.name, "")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.register_id._forget_digests()
        return lines

    def write(self, vals):
        if "register_id" in vals and any(
            line.register_id.id != vals["register_id"] for line in self
        ):
            raise UserError(
                self.env._("A line stays in its register. Enter it in the other anew.")
            )
        result = super().write(vals)
        self.register_id._forget_digests()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_forget_digests(self):
        self.register_id._forget_digests()
