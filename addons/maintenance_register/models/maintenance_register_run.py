from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools.keys import REJECTED, RESULTS
from ..tools.retiring import get_most, is_too_many

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
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
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

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        # the register, as whoever applies a batch to it
        return (self.sudo().register_id, self)

    # --- while it goes on -------------------------------------------------------------

    def _keep_results(self, batch, results):
        """Count what became of a batch, and keep its lines.

        A record that comes again in the same run, because an answer was lost, counts
        once.
        """
        self.ensure_one()
        pairs = list(zip(batch.items, results, strict=True))
        ids = [
            result["external_id"] for _item, result in pairs if result["external_id"]
        ]
        # whoever may sync the register keeps what became of its records
        run_sudo = as_superuser(self)
        lines_sudo = run_sudo.line_ids
        if run_sudo.rejected_count or run_sudo.keeps_lines:
            lines_sudo.search(
                [("run_id", "=", self.id), ("external_id", "in", ids)]
            ).unlink()
        lines_sudo.create(
            [
                self._prepare_line(batch, item, result)
                for item, result in pairs
                if item.result == REJECTED or run_sudo.keeps_lines
            ]
        )
        counted = dict.fromkeys(RESULTS, 0)
        for item in batch.items:
            is_counted = item.binding and item.binding.run_id == self.id
            if item.result != REJECTED and not item.first and not is_counted:
                counted[item.result] += 1
        vals = {
            f"{result}_count": run_sudo[f"{result}_count"] + count
            for result, count in counted.items()
            if count
        }
        rejected = lines_sudo.search_count(
            [("run_id", "=", self.id), ("result", "=", REJECTED)]
        )
        run_sudo.write({**vals, "rejected_count": rejected})

    def _prepare_line(self, batch, item, result):
        binding = item.binding
        if binding and batch.dry_run and not binding.asset_id:
            # made in the trial alone
            binding = None
        return {
            "run_id": self.id,
            "external_id": result["external_id"],
            "row_number": item.row,
            "result": item.result,
            "reason": result["reason"],
            "changes": result["changes"] or False,
            "binding_id": binding.id if binding else False,
            "equipment_id": result["equipment_id"],
        }

    # --- at its end -------------------------------------------------------------------

    @one_at_a_time
    def _finish_alone(self, is_complete_scan=False):
        self.ensure_one()
        if self.state != "running":
            return self._get_summary()
        is_complete = is_complete_scan or self.is_complete_scan
        # whoever may sync the register ends its runs
        run_sudo = as_superuser(self)
        run_sudo.write(
            {
                "state": "done",
                "end_date": fields.Datetime.now(),
                "is_complete_scan": is_complete,
            }
        )
        if is_complete:
            run_sudo._find_missing()
        if self.mode != "preview":
            run_sudo._post_summary()
        return self._get_summary()

    def _find_missing(self):
        """Find out what has vanished or retired, and do as the policies say."""
        register = self.register_id
        vanished, retired = self._get_vanished(), self._get_retired()
        living = self._get_living((vanished | retired).equipment_id)
        vanishing = vanished.filtered(lambda one: one.equipment_id in living)
        total = self.env["maintenance.register.binding"].search_count(
            [("register_id", "=", register.id), ("state", "!=", "deleted")]
        )
        count = len(vanishing | retired)
        if is_too_many(count, total, register.retire_share):
            self.note = self.env._(
                "%(count)s of %(total)s assets have vanished or retired there, and at "
                "most %(most)s may in one run: none of them does. If the register is "
                "right, raise the share in its settings for one run.",
                count=count,
                total=total,
                most=get_most(total, register.retire_share),
            )
            return
        self.vanished_count = len(vanished)
        self.line_ids.create(
            [
                {
                    "run_id": self.id,
                    "external_id": one.external_id,
                    "result": "vanished",
                    "binding_id": one.id,
                    "equipment_id": one.equipment_id.id,
                }
                for one in vanished
            ]
        )
        if self.mode == "preview":
            self.retired_count = len(retired)
            return
        vanished.write({"state": "vanished", "digest": False})
        proposals = self.env["maintenance.register.proposal"]
        proposed = proposals._propose(self, retired, "retired")
        if register.vanished_policy == "propose":
            proposed |= proposals._propose(self, vanishing - retired, "vanished")
        self.retired_count = len(proposed)

    def _get_vanished(self):
        """Return the records that the register had and this run did not give."""
        bindings = self.env["maintenance.register.binding"]
        if self.register_id.vanished_policy == "ignore":
            return bindings
        domain = Domain("register_id", "=", self.register_id.id) & Domain(
            "state", "in", ("bound", "retired")
        )
        if self.mode == "preview":
            given = self.line_ids.mapped("external_id")
            return bindings.search(domain & Domain("external_id", "not in", given))
        return bindings.search(
            domain
            & (
                Domain("last_seen", "=", False)
                | Domain("last_seen", "<", self.start_date)
            )
        )

    def _get_retired(self):
        """Return the records that have retired in the register and not in Odoo."""
        bindings = self.env["maintenance.register.binding"]
        if self.register_id.retired_policy != "propose":
            return bindings
        found = bindings.search(
            [
                ("register_id", "=", self.register_id.id),
                ("retired_on", "!=", False),
                ("state", "in", ("bound", "retired")),
                ("equipment_id.lifecycle_state", "!=", "retired"),
                ("equipment_id.active", "=", True),
            ]
        )
        found = found.filtered(
            lambda one: one.equipment_id.retirement_date != one.retired_on
        )
        known = self.env["maintenance.register.proposal"].search(
            [
                ("binding_id", "in", found.ids),
                ("cause", "=", "retired"),
                ("state", "in", ("open", "declined")),
            ]
        )
        asked = {(one.binding_id, one.retirement_date) for one in known}
        return found.filtered(lambda one: (one, one.retired_on) not in asked)

    def _get_living(self, assets):
        domain = assets._get_living_domain() & Domain("id", "in", assets.ids)
        return assets.search(domain)

    def _post_summary(self):
        counts = [
            f"{self._fields[name]._description_string(self.env)}: {self[name]}"
            for name in self._get_count_names()
            if self[name]
        ]
        text = ", ".join(counts) or self.env._("nothing has changed")
        body = self.env._(
            "Run of %(start)s: %(text)s.",
            start=fields.Datetime.context_timestamp(self, self.start_date).strftime(
                "%Y-%m-%d %H:%M"
            ),
            text=text,
        )
        if self.note:
            body = f"{body} {self.note}"
        self.register_id.message_post(body=body)

    @api.model
    def _get_count_names(self):
        return [f"{name}_count" for name in (*RESULTS, "vanished", "retired")]

    def _get_summary(self):
        # whoever may sync the register hears what its run proposes
        proposals_sudo = self.env["maintenance.register.proposal"].sudo()
        return {
            "state": self.state,
            **{
                name.removesuffix("_count"): self[name]
                for name in self._get_count_names()
            },
            "proposals": proposals_sudo.search([("run_id", "=", self.id)]).ids,
            "note": self.note or False,
        }

    # --- screens ----------------------------------------------------------------------

    @one_at_a_time
    def action_cancel(self):
        """End runs that are not going on any more. What they have done stays.

        :return: True
        """
        self = to_records(self)
        self.env["maintenance.register"]._check_may_sync()
        for run in self:
            if run.state != "running":
                raise UserError(self.env._("“%s” has ended already.", run.display_name))
        # whoever may sync the register ends its runs
        as_superuser(self).write(
            {"state": "cancelled", "end_date": fields.Datetime.now()}
        )
        return True

    def action_open_rejected(self):
        """Open the records that this run has rejected."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_register.maintenance_register_run_line_action"
        )
        return dict(
            action,
            domain=[("run_id", "=", self.id)],
            context={"search_default_rejected": 1},
        )
