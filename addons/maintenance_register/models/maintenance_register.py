from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import (
    to_choice,
    to_flag,
    to_id,
    to_list,
    to_number,
    to_record,
    to_text,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..applying import Batch
from ..applying.references import Reference
from ..tools import keys
from ..tools.cursors import decode_cursor, encode_cursor

# how many records one call takes
MOST_RECORDS = 1_000
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
        help="If a run would let vanish or retire a larger share of the assets, none "
        "of them does: then most likely the register was read wrongly.",
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
    binding_count = fields.Integer(string="Records", compute="_compute_counts")
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
            # how many there are may know who sees the register
            counts[name] = dict(
                self.env[model]
                .sudo()
                ._read_group(
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

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self,)

    # --- for programs -----------------------------------------------------------------

    @api.model
    def apply_batch(self, register, records, dry_run=False, run=None):
        """Bring records of a register into Odoo.

        :param register: the code of the register
        :param records: list of up to 1,000 dicts with ``external_id`` and any of
            ``name``, ``serial_no``, ``code``, ``model``, ``category``, ``bom``,
            ``location``, ``owner``, ``vendor``, ``status``, ``condition``, ``cost``,
            ``in_service_date``, ``warranty_date``, ``retirement_date``, ``note``, and
            ``modified``, when the record was changed there. What is left out is not
            touched; ``False`` empties it.
        :param dry_run: answer what would become of them, and change nothing
        :param run: the id that ``start_run`` returned
        :return: dict: ``results``, one dict a record in their order with
            ``external_id``, ``result`` (``created``, ``updated``, ``unchanged``,
            ``conflict``, ``rejected``), ``equipment_id``, ``changes`` (list of dicts
            ``field``, ``old``, ``new``; none of a new asset) and ``reason``; and
            ``counts``, {result: number of records}
        :raises UserError: if there is no such register or run, or no list of records
        :raises AccessError: if the user may not

        A call that is repeated, because its answer was lost, changes nothing.
        """
        register = self._get_by_code(register)
        raws = to_list(self.env, records, "records", MOST_RECORDS)
        dry_run = to_flag(self.env, dry_run, "dry_run")
        run = register._get_run(run)
        return register._apply_records(raws, dry_run, run)

    @api.model
    def start_run(self, register, mode="connector", is_complete_scan=False):
        """Begin to go through the records of a register.

        :param register: the code of the register
        :param mode: ``connector``, ``upload`` or ``preview``
        :param is_complete_scan: whether all records that it has will be given
        :return: the id of the run, for ``apply_batch`` and ``finish_run``
        """
        register = self._get_by_code(register)
        runs = self.env["maintenance.register.run"]
        modes = dict(runs._fields["mode"].selection)
        return register._start_run(
            to_choice(self.env, mode, "mode", modes) or "connector",
            to_flag(self.env, is_complete_scan, "is_complete_scan"),
        ).id

    @api.model
    def finish_run(self, run, is_complete_scan=False):
        """End a run; if all records were given, find out which have vanished.

        :param run: the id that ``start_run`` returned
        :param is_complete_scan: whether all records that the register has were given
        :return: dict: ``state``, ``created``, ``updated``, ``unchanged``, ``conflict``,
            ``rejected``, ``vanished``, ``retired``, ``proposals`` (ids of the
            retirements that it proposes) and ``note``
        """
        run_id = to_id(self.env, run, "run")
        runs = self.env["maintenance.register.run"].browse(run_id or []).exists()
        if not runs:
            raise UserError(self.env._("run: there is no such run."))
        self._check_may_sync()
        is_complete_scan = to_flag(self.env, is_complete_scan, "is_complete_scan")
        return runs._finish_alone(is_complete_scan)

    @api.model
    def get_changes(self, register, cursor=False, limit=1000):
        """Return what has happened to the assets of a register in Odoo.

        :param register: the code of the register
        :param cursor: what the last call returned; ``False`` for all there is
        :param limit: how many changes to return at most, up to 1,000
        :return: dict: ``changes``, a list of dicts ``external_id``, ``equipment_id``,
            ``changed`` (list of keys), ``values`` (dict), ``is_deleted``,
            ``changed_at``; ``cursor``, for the next call; ``has_more``

        What the register itself has brought in is left out. The values are those of
        now: an asset that changed several times is given once.
        """
        register = self._get_by_code(register)
        cursor = to_text(self.env, cursor, "cursor") or ""
        limit = to_number(self.env, limit, "limit", 1, MOST_RECORDS) or MOST_RECORDS
        number = decode_cursor(register.id, cursor) if cursor else 0
        if number is None:
            raise UserError(
                self.env._(
                    "cursor: “%(cursor)s” is not one of “%(register)s”. Begin without "
                    "one.",
                    cursor=cursor[:80],
                    register=register.display_name,
                )
            )
        # who may sync a register reads what its feed says, and nothing else
        changes_sudo = as_superuser(self.env["maintenance.register.change"])
        changes, last, has_more = changes_sudo._read_feed(register, number, int(limit))
        return {
            "changes": changes,
            "cursor": encode_cursor(register.id, last),
            "has_more": has_more,
        }

    def _check_may_sync(self):
        if not self.env.su and not self.env.user.has_group(
            "maintenance_register.group_register_sync"
        ):
            raise AccessError(
                self.env._(
                    "You may not sync registers. Ask a manager for the right "
                    "“Register sync”."
                )
            )

    @api.model
    def _get_by_code(self, code):
        """Return the register that a caller names, which he may sync.

        :raises UserError: if there is none, or several
        """
        self._check_may_sync()
        code = to_text(self.env, code, "register")
        registers = self.search([("code", "=", code)]) if code else self.browse()
        if len(registers) > 1:
            registers = registers.filtered(
                lambda register: register.company_id == self.env.company
            )
        if not registers:
            raise UserError(
                self.env._(
                    "register: there is no register with the code “%s” in your "
                    "company.",
                    code or "",
                )
            )
        return registers

    def _get_run(self, run):
        """Return the run that a caller names, none for nothing.

        :raises UserError: if there is none, it is of another register, or has ended
        """
        run_id = to_id(self.env, run, "run")
        runs = self.env["maintenance.register.run"].browse(run_id or [])
        if not run_id:
            return runs
        # whoever may sync the register sees its runs
        if not runs.exists() or runs.register_id != self:
            raise UserError(self.env._("run: “%s” has no such run.", self.display_name))
        if runs.state != "running":
            raise UserError(
                self.env._("run: “%s” has ended. Begin another one.", runs.display_name)
            )
        return runs

    def _start_run(self, mode, is_complete_scan=False, **values):
        """Return a new run of this register, of whoever may sync it."""
        self.ensure_one()
        runs_sudo = as_superuser(self.env["maintenance.register.run"])
        run = runs_sudo.create(
            {
                "register_id": self.id,
                "user_id": self.env.uid,
                "mode": mode,
                "is_complete_scan": is_complete_scan,
                **values,
            }
        )
        return run.sudo(False)

    @one_at_a_time
    def _apply_records(self, raws, dry_run=False, run=None, rows=None):
        """Apply a batch; see :meth:`apply_batch`.

        :param rows: the numbers of their rows, for the lines of the run
        """
        self.ensure_one()
        batch = Batch(self, dry_run, run)
        if dry_run:
            savepoint = self.env.cr.savepoint()
            try:
                batch.apply(raws, rows)
                results = batch.get_results()
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        else:
            batch.apply(raws, rows)
            results = batch.get_results()
            self._note_seen(batch)
        if run:
            run._keep_results(batch, results)
        return {"results": results, "counts": batch.count()}

    def _note_seen(self, batch):
        """Note that the register has given these records."""
        seen = [
            item.binding.id
            for item in batch.items
            if item.binding and item.binding.id not in batch.kept
        ]
        self.env["maintenance.register.binding"]._note_seen(seen, batch.run)
        # noted for whoever may sync: when the register was last heard of
        as_superuser(self).with_context(tracking_disable=True).write(
            {"last_run_date": batch.now}
        )

    # --- what is known of records; hooks of other addons ------------------------------

    @api.model
    def _get_kinds(self):
        """Return {key of a record: what its value is}."""
        return dict(keys.KEYS)

    @api.model
    def _get_readers(self):
        """Return {kind: function of key and value} of kinds that addons add."""
        return {}

    @api.model
    def _get_field_names(self):
        """Return {key of a record: the field of the asset}."""
        return {
            "name": "name",
            "serial_no": "serial_no",
            "code": "code",
            "model": "model",
            "category": "category_id",
            "bom": "bom_id",
            "location": "location_id",
            "owner": "owner_user_id",
            "vendor": "partner_id",
            "status": "lifecycle_state",
            "condition": "condition",
            "cost": "cost",
            "in_service_date": "in_service_date",
            "warranty_date": "warranty_date",
            "retirement_date": "retirement_date",
            "note": "note",
        }

    @api.model
    def _get_labels(self):
        """Return {key of a record: its name for people}."""
        field = self.env["maintenance.register.field"]._fields["name"]
        return dict(field._description_selection(self.env))

    def _get_owners(self):
        """Return {key of a record: who decides about it}."""
        self.ensure_one()
        # whoever may sync the register acts by its settings
        return {line.name: line.owner for line in self.sudo().field_ids}

    def _get_references(self):
        """Return {key of a record that names another: where it is looked up}."""
        company = Domain("company_id", "in", [self.company_id.id, False])
        return {
            "category": Reference("maintenance.equipment.category", ("name",), company),
            "bom": Reference("maintenance.bom", ("code", "name"), company),
            "location": Reference(
                "stock.location",
                ("complete_name", "barcode", "name"),
                company & Domain("usage", "=", "internal"),
            ),
            "owner": Reference(
                "res.users",
                ("login", "email", "name"),
                Domain("company_ids", "in", self.company_id.ids)
                & Domain("share", "=", False),
            ),
            "vendor": Reference(
                "res.partner",
                ("ref", "name"),
                company & Domain("parent_id", "=", False),
            ),
        }

    def _prepare_missing(self, key, name):
        """Return the values of what a record names and is not there.

        :return: dict, None for what is never created
        """
        if key in ("category", "bom"):
            return {"name": name, "company_id": self.company_id.id}
        if key == "vendor":
            return {"name": name, "is_company": True}
        if key == "location":
            # its place is among those of the first warehouse, whoever may see it
            warehouse_sudo = (
                self.env["stock.warehouse"]
                .sudo()
                .search([("company_id", "=", self.company_id.id)], limit=1)
            )
            return {
                "name": name,
                "usage": "internal",
                "location_id": warehouse_sudo.view_location_id.id,
                "company_id": self.company_id.id,
            }
        return None

    @api.model
    def _complete_asset(self, vals):
        """Return the values to write on an asset; the hook of other addons."""
        return vals

    def _apply_others(self, batch, items):
        """Do what is more than values of the assets; the hook of other addons.

        :param items: records whose assets have been written. What is raised here makes
            them be tried again in smaller pieces.
        """

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
        return to_record(self)._open(
            "maintenance_register_run_action", search_default_no_preview=1
        )

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
