from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_record

KINDS = [
    ("workbook", "Workbook"),
    ("rest", "REST"),
    ("soap", "SOAP"),
    ("other", "Other"),
]
POLICIES = [
    ("ignore", "Ignore It"),
    ("flag", "Flag It"),
    ("propose", "Propose to Retire the Asset"),
]


class MaintenanceRegister(models.Model):
    """A list of assets that is kept elsewhere: a workbook, or another system."""

    _name = "maintenance.register"
    _description = "Asset Register"
    _inherit = ["maintenance.checked.values", "maintenance.own.values", "mail.thread"]
    _order = "name, id"
    _rec_names_search = ["name", "code"]
    _own_values = frozenset({"last_run_date"})

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="By this programs name the register. Upper and lower case count.",
    )
    kind = fields.Selection(KINDS, required=True, default="workbook", tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company whose assets it lists.",
    )
    field_ids = fields.One2many(
        "maintenance.register.field",
        "register_id",
        string="Who Decides",
        copy=True,
        help="What is not listed here is decided by the register.",
    )
    vanished_policy = fields.Selection(
        POLICIES,
        string="Record Has Vanished",
        required=True,
        default="flag",
        tracking=True,
        help="What it means if the register no longer lists an asset.",
    )
    retired_policy = fields.Selection(
        POLICIES,
        string="Record Is Retired",
        required=True,
        default="propose",
        tracking=True,
        help="What it means if the register says that an asset has retired.",
    )
    retire_share = fields.Float(
        string="Largest Share",
        default=5.0,
        tracking=True,
        help="If a run would let vanish or retire a larger share of the assets, none of "
        "them does: then most likely the register was read wrongly.",
    )
    silent_days = fields.Integer(
        string="Silent After",
        default=7,
        tracking=True,
        help="After so many days without a run the register is shown as silent; 0 for "
        "never.",
    )
    creates_missing = fields.Boolean(
        string="Creates What Is Missing",
        tracking=True,
        help="Categories, locations, vendors and BOMs that the register names and Odoo "
        "does not know are created. Otherwise such records are rejected.",
    )
    binding_ids = fields.One2many("maintenance.register.binding", "register_id")
    run_ids = fields.One2many("maintenance.register.run", "register_id")
    last_run_date = fields.Datetime(
        string="Last Heard Of",
        readonly=True,
        copy=False,
        help="When it last gave records.",
    )
    is_silent = fields.Boolean(
        string="Silent",
        compute="_compute_is_silent",
        search="_search_is_silent",
        help="It has given no records for longer than it should.",
    )
    binding_count = fields.Integer(string="Assets", compute="_compute_counts")
    vanished_count = fields.Integer(string="Vanished", compute="_compute_counts")
    run_count = fields.Integer(string="Runs", compute="_compute_counts")
    conflict_count = fields.Integer(string="Conflicts", compute="_compute_counts")
    proposal_count = fields.Integer(string="Proposals", compute="_compute_counts")

    _code_uniq = models.Constraint(
        "unique(company_id, code)",
        "Another register of this company has this code already.",
    )
    _retire_share_range = models.Constraint(
        "CHECK(retire_share >= 0 AND retire_share <= 100)",
        "Enter a share from 0 to 100 percent.",
    )
    _silent_days_range = models.Constraint(
        "CHECK(silent_days >= 0)", "Enter how many days, or 0 for never."
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for register in self:
            register.display_name = register.name or register.code or ""

    @api.depends("last_run_date", "silent_days", "active")
    def _compute_is_silent(self):
        now = fields.Datetime.now()
        for register in self:
            last = register.last_run_date or register.create_date or now
            days = register.silent_days
            register.is_silent = bool(
                register.active and days and last < now - timedelta(days=days)
            )

    def _search_is_silent(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["active", "last_run_date", "silent_days"])
        silent = Domain(
            "id",
            "in",
            SQL(
                """(SELECT id
                      FROM maintenance_register
                     WHERE active
                       AND silent_days > 0
                       AND COALESCE(last_run_date, create_date)
                           < %s - silent_days * INTERVAL '1 day')""",
                fields.Datetime.now(),
            ),
        )
        wanted = Domain.FALSE
        if True in value:
            wanted |= silent
        if False in value:
            wanted |= ~silent
        return wanted

    def _compute_counts(self):
        counts = {}
        for model, domain, name in self._get_counted():
            counts[name] = dict(
                self.env[model]._read_group(
                    domain & Domain("register_id", "in", self.ids),
                    ["register_id"],
                    ["__count"],
                )
            )
        for register in self:
            for name, found in counts.items():
                register[name] = found.get(register._origin, 0)

    @api.model
    def _get_counted(self):
        """Return [(model, domain, name of the field that counts them)]."""
        return [
            (
                "maintenance.register.binding",
                Domain("state", "!=", "deleted"),
                "binding_count",
            ),
            (
                "maintenance.register.binding",
                Domain("state", "=", "vanished"),
                "vanished_count",
            ),
            ("maintenance.register.run", Domain("mode", "!=", "preview"), "run_count"),
            (
                "maintenance.register.conflict",
                Domain("state", "=", "open"),
                "conflict_count",
            ),
            (
                "maintenance.register.proposal",
                Domain("state", "=", "open"),
                "proposal_count",
            ),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_code(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._clean_code(vals)
        if "company_id" in vals:
            self._check_company_stays(vals["company_id"])
        result = super().write(vals)
        if {"retired_policy", "vanished_policy", "creates_missing"} & vals.keys():
            self._forget_digests()
        return result

    @api.model
    def _clean_code(self, vals):
        if not isinstance(vals.get("code"), str):
            return vals
        return dict(vals, code=vals["code"].strip())

    def _check_company_stays(self, company_id):
        for register in self:
            # also assets that the user does not see
            if register.company_id.id != company_id and register.sudo().binding_ids:
                raise UserError(
                    self.env._(
                        "“%s” lists assets of its company. Create another register for "
                        "the other company.",
                        register.display_name,
                    )
                )

    def _forget_digests(self):
        """Let each record be looked at anew, whether or not it has changed."""
        self.env["maintenance.register.binding"]._forget_digests(
            Domain("register_id", "in", self.ids)
        )

    # --- screens ----------------------------------------------------------------------

    def _open(self, name, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"maintenance_register.{name}"
        )
        return dict(
            action,
            domain=[("register_id", "=", self.id)],
            context={"default_register_id": self.id, **context},
        )

    def action_open_bindings(self):
        """Open the records of this register."""
        return to_record(self)._open("maintenance_register_binding_action")

    def action_open_runs(self):
        """Open the runs of this register."""
        return to_record(self)._open("maintenance_register_run_action")

    def action_open_conflicts(self):
        """Open the conflicts of this register that wait for somebody."""
        return to_record(self)._open(
            "maintenance_register_conflict_action", search_default_open=1
        )

    def action_open_proposals(self):
        """Open the retirements that this register proposes."""
        return to_record(self)._open(
            "maintenance_register_proposal_action", search_default_open=1
        )
