from odoo import fields, models

RESULTS = [
    ("created", "New"),
    ("updated", "Changed"),
    ("unchanged", "Unchanged"),
    ("conflict", "Conflict"),
    ("rejected", "Rejected"),
    ("vanished", "Vanished"),
]


class MaintenanceRegisterRunLine(models.Model):
    """What became of one record in a run."""

    _name = "maintenance.register.run.line"
    _description = "Record in a Run of an Asset Register"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "run_id, row_number, id"
    _rec_name = "external_id"
    _owner = "run_id"

    run_id = fields.Many2one(
        "maintenance.register.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    register_id = fields.Many2one(related="run_id.register_id", store=True, index=True)
    company_id = fields.Many2one(related="register_id.company_id")
    external_id = fields.Char(string="External ID", readonly=True)
    row_number = fields.Integer(string="Row", readonly=True, aggregator=None)
    result = fields.Selection(RESULTS, required=True, readonly=True)
    reason = fields.Char(readonly=True)
    changes = fields.Json(readonly=True)
    binding_id = fields.Many2one(
        "maintenance.register.binding",
        string="Record",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
