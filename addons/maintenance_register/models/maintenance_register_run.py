from odoo import api, fields, models

MODES = [
    ("connector", "Connector"),
    ("upload", "Upload"),
    ("preview", "Preview"),
]
STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]


class MaintenanceRegisterRun(models.Model):
    """Somebody, or a program, goes through the records of a register."""

    _name = "maintenance.register.run"
    _description = "Run of an Asset Register"
    _inherit = ["maintenance.own.values"]
    _order = "id DESC"
    _owner = "register_id"

    register_id = fields.Many2one(
        "maintenance.register",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="register_id.company_id")
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    mode = fields.Selection(MODES, required=True, default="connector", readonly=True)
    state = fields.Selection(STATES, required=True, default="running", readonly=True)
    start_date = fields.Datetime(
        string="Started", required=True, readonly=True, default=fields.Datetime.now
    )
    end_date = fields.Datetime(string="Ended", readonly=True)
    duration = fields.Float(
        compute="_compute_duration", help="In hours; so far, if it has not ended."
    )
    is_complete_scan = fields.Boolean(
        string="Complete",
        readonly=True,
        help="It gave every record that the register has: what it did not give has "
        "vanished.",
    )
    keeps_lines = fields.Boolean(
        string="Keeps All Lines",
        readonly=True,
        help="It keeps what became of every record, not only of those rejected.",
    )
    note = fields.Text(readonly=True)
    created_count = fields.Integer(string="Created", readonly=True)
    updated_count = fields.Integer(string="Updated", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    conflict_count = fields.Integer(string="In Conflict", readonly=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    vanished_count = fields.Integer(string="Vanished", readonly=True)
    retired_count = fields.Integer(
        string="Retired", readonly=True, help="Retirements that it proposes."
    )
    line_ids = fields.One2many("maintenance.register.run.line", "run_id")

    @api.depends("register_id", "start_date")
    def _compute_display_name(self):
        for run in self:
            started = fields.Datetime.context_timestamp(
                run, run.start_date or fields.Datetime.now()
            )
            run.display_name = (
                f"{run.register_id.display_name or ''} {started:%Y-%m-%d %H:%M}"
            )

    @api.depends("start_date", "end_date")
    def _compute_duration(self):
        now = fields.Datetime.now()
        for run in self:
            end = run.end_date or now
            run.duration = (
                max((end - (run.start_date or end)).total_seconds(), 0) / 3600
            )
