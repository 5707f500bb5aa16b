from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .arguments import to_choice, to_date, to_records, to_text
from .isolation import try_each
from .locking import one_at_a_time
from .maintenance_equipment_condition import CONDITIONS
from .names import or_code_in_name
from .rights import (
    OwnValue,
    as_superuser,
    check_new_company,
    get_own_defaults,
    get_own_value,
)

# they follow from the BOM and the own lines alone; parts_key opens a parts list, maybe
# of another company
DERIVED_FIELDS = frozenset({"parts_key"})

# the key of the context by which the note of a finding comes to its history
NOTE = "maintenance_bom_condition_note"
# and the one by which what is only tried uses up no numbers
NO_CODES = "maintenance_bom_no_codes"


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = ["maintenance.checked.values", "maintenance.equipment"]
    _rec_names_search = ["name", "code", "serial_no"]

    bom_id = fields.Many2one(
        "maintenance.bom",
        string="BOM",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The asset type, whose parts this asset has.",
    )
    own_line_ids = fields.One2many(
        "maintenance.bom.line",
        "equipment_id",
        string="Own Lines",
        copy=True,
        groups="maintenance_bom.group_user",
        help="Where this asset differs from its BOM.",
    )
    part_ids = fields.One2many(
        "maintenance.equipment.part",
        "equipment_id",
        string="Parts",
        readonly=True,
        copy=False,
        groups="maintenance_bom.group_user",
    )
    part_count = fields.Integer(
        compute="_compute_part_count", groups="maintenance_bom.group_user"
    )
    dangling_count = fields.Integer(
        string="Own Lines Without Effect",
        compute="_compute_dangling_count",
        search="_search_dangling_count",
        groups="maintenance_bom.group_user",
    )
    parts_key = fields.Integer(
        compute="_compute_parts_key",
        store=True,
        index=True,
        copy=False,
        aggregator=None,
        help="Which rows of the exploded parts are the parts of this asset: the id of "
        "the BOM, or minus the id of the asset if it has own lines.",
    )

    code = fields.Char(
        string="Asset Code",
        copy=False,
        tracking=True,
        help="The tag on the asset. Unique within the company; printed on its label.",
    )
    _code_company_uniq = models.UniqueIndex(
        "(code, (COALESCE(company_id, 0))) WHERE code IS NOT NULL",
        "Another asset of the same company already has this asset code.",
    )

    condition = fields.Selection(CONDITIONS, copy=False, tracking=True)
    condition_date = fields.Date(
        string="Condition Found On",
        copy=False,
        help="The day of the last finding.",
    )
    condition_ids = fields.One2many(
        "maintenance.equipment.condition",
        "equipment_id",
        string="Condition History",
        readonly=True,
        copy=False,
        groups="maintenance_bom.group_user",
    )

    lifecycle_state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_service", "In Service"),
            ("out_of_service", "Out of Service"),
            ("retired", "Retired"),
        ],
        string="Life Cycle",
        default="in_service",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Planned: not here yet. Out of service: stands still, but will come back. "
        "Retired: has left for good and needs no parts.",
    )
    in_service_date = fields.Date(
        string="In Service Since",
        copy=False,
        tracking=True,
        help="The day on which the asset went into service; the age of its parts "
        "counts from here. A planned asset goes into service on this day.",
    )
    retirement_date = fields.Date(
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the asset leaves, or left, for good.",
    )

    @api.depends("code")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for asset in self.filtered("code"):
            asset.display_name = f"[{asset.code}] {asset.display_name}"
        return result

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        return or_code_in_name(domain, operator, value)

    @api.depends("bom_id", "own_line_ids")
    def _compute_parts_key(self):
        for asset in self:
            if asset.own_line_ids:
                asset.parts_key = -asset._origin.id
            else:
                asset.parts_key = asset.bom_id.id

    @api.depends("parts_key")
    def _compute_part_count(self):
        # how many parts an asset has may know who sees the asset
        components = self.env["maintenance.bom.component"].sudo()
        counts = dict(
            components._read_group(
                [("parts_key", "in", self.mapped("parts_key"))],
                ["parts_key"],
                ["__count"],
            )
        )
        for asset in self:
            asset.part_count = counts.get(asset.parts_key, 0)

    @api.depends("own_line_ids.is_dangling")
    def _compute_dangling_count(self):
        for asset in self:
            asset.dangling_count = len(asset.own_line_ids.filtered("is_dangling"))

    def _search_dangling_count(self, operator, value):
        if (operator, value) == (">", 0):
            return Domain("own_line_ids.is_dangling", "=", True)
        return NotImplemented

    @api.model
    def default_get(self, fields):
        own = self._get_derived_names() & set(fields)
        values = super().default_get([name for name in fields if name not in own])
        return values | get_own_defaults(self, own)

    @api.model_create_multi
    def create(self, vals_list):
        # before the days are read
        self._check_values(vals_list)
        vals_list = [
            self._complete_values(self._clean_code(self._clean_values(vals)))
            for vals in vals_list
        ]
        with self.env["maintenance.bom.component"]._rebuilding():
            assets = super().create(vals_list)
            assets._assign_codes()
        found = assets.filtered("condition").grouped(
            lambda asset: (asset.condition, asset.condition_date)
        )
        for (condition, day), together in found.items():
            together._log_condition(condition, day)
        assets._forget_parts()
        return assets

    @api.model
    def _complete_values(self, vals):
        """Return ``vals`` of a new asset with what follows from their days."""
        today = fields.Date.context_today(self)
        vals = dict(vals)
        if vals.get("condition") and not vals.get("condition_date"):
            vals["condition_date"] = today
        if "lifecycle_state" not in vals:
            if (fields.Date.to_date(vals.get("in_service_date")) or today) > today:
                vals["lifecycle_state"] = "planned"
        return vals

    def write(self, vals):
        vals = self._clean_code(self._clean_values(vals))
        check_new_company(self, vals)
        vals, newer_known = self._keep_finding(vals)
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            # an older finding than the last one goes into the history only
            others = {
                name: value
                for name, value in vals.items()
                if name not in ("condition", "condition_date")
            }
            if newer_known and others:
                super(MaintenanceEquipment, newer_known).write(others)
            result = super(MaintenanceEquipment, self - newer_known).write(vals)
            if {"bom_id", "company_id"} & vals.keys():
                # sudo: who may write on assets need not see own lines
                with_own_lines_sudo = self.sudo().filtered("own_line_ids")
                pending.equipment.update(with_own_lines_sudo.ids)
                with_own_lines_sudo.own_line_ids._check_company()
        if vals.keys() & set(
            self.env["maintenance.equipment.part"]._depends[self._name]
        ):
            self._forget_parts()
        # whichever way an asset is retired, also by an import or a register
        if vals.get("lifecycle_state") == "retired":
            self._stop_recurrences(fields.Date.context_today(self))
        elif vals.get("retirement_date"):
            self._stop_recurrences(fields.Date.to_date(vals["retirement_date"]))
        return result

    def copy_data(self, default=None):
        if self._may_see_own_lines():
            return super().copy_data(default)
        # who may not see own lines duplicates an asset without them
        vals_list = super().copy_data(dict(default or {}, own_line_ids=False))
        for vals in vals_list:
            vals.pop("own_line_ids")
        return vals_list

    def _may_see_own_lines(self):
        return self._has_field_access(self._fields["own_line_ids"], "read")

    def copy(self, default=None):
        if not self._may_see_own_lines():
            return super().copy(dict(default or {}, own_line_ids=False))
        # own lines are judged when all of them are there and their paths are right
        with self.env["maintenance.bom.component"]._rebuilding():
            copies = super().copy(default)
            if default and "own_line_ids" in default:
                return copies
            # who may copy the asset copies its own lines as they are
            for asset_sudo, copy_sudo in zip(self.sudo(), copies.sudo(), strict=True):
                if copy_sudo.own_line_ids:
                    lines_sudo = asset_sudo.own_line_ids.filtered(
                        lambda line: not line.is_dangling
                    )
                    lines_sudo.sorted("id")._follow_copied_paths(
                        copy_sudo.own_line_ids.sorted("id")
                    )
        return copies

    def _forget_parts(self):
        """Drop the parts read so far: the view behind them does not follow writes."""
        self.invalidate_recordset(["part_ids"], flush=False)
        self.env["maintenance.equipment.part"].invalidate_model(flush=False)
        self.env["product.product"].invalidate_model(
            ["where_used_count", "where_used_summary"], flush=False
        )

    @api.model
    def _get_derived_names(self):
        """Return the names of the fields that a caller never fills."""
        return DERIVED_FIELDS

    @api.model
    def _clean_values(self, vals):
        """Return ``vals`` without what follows from others."""
        derived = self._get_derived_names()
        return {name: value for name, value in vals.items() if name not in derived}

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self,)

    def get_spare_parts(self, date=None, maintenance_type=None, criticality=None):
        """Return the parts that these assets need, one dict a fitted position.

        :param date: date or ISO string: the lines valid on that day; today if left out
        :param maintenance_type: ``preventive`` or ``corrective``: only parts used there
        :param criticality: ``vital``, ``essential`` or ``desirable``: only those
        :raises AccessError: if the user may not read one of the assets
        :raises UserError: for a date, type or criticality that there is not
        :return: list of dicts ``equipment_id``, ``equipment_name``, ``equipment_code``,
            ``lifecycle_state``, ``company_id``, ``bom_id``, ``line_id``, ``path``,
            ``is_own``, ``product_id``, ``product_code``, ``product_name``,
            ``superseded_by_id``, ``product_qty`` (in ``uom_id``, the part's own unit,
            unrounded), ``uom_id``, ``uom_name``, ``position``, ``criticality``,
            ``maintenance_type``, ``every_nth``, ``date_from``, ``date_to``; ids are
            ints, dates ISO strings, and False stands for nothing. Ordered by asset,
            then as in its BOM.

        A retired asset still has its parts: look at ``lifecycle_state``.
        """
        self = to_records(self)
        self.check_access("read")
        parts = self.env["maintenance.equipment.part"]
        day = to_date(self.env, date, "date") or fields.Date.context_today(self)
        domain = Domain("equipment_id", "in", self.ids) & parts._get_valid_domain(day)
        maintenance_type = self._read_choice("maintenance_type", maintenance_type)
        if maintenance_type:
            domain &= Domain("maintenance_type", "in", [maintenance_type, "both"])
        criticality = self._read_choice("criticality", criticality)
        if criticality:
            domain &= Domain("criticality", "=", criticality)
        return parts._get_part_values(domain)

    def _read_choice(self, field_name, value):
        """Return the value of this field of BOM lines that a caller gave, or None.

        :raises UserError: if there is no such value
        """
        field = self.env["maintenance.bom.line"]._fields[field_name]
        return to_choice(self.env, value, field_name, field.get_values(self.env))

    def action_view_parts(self):
        """Open the parts of these assets."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_bom.maintenance_equipment_part_action"
        )
        return dict(action, domain=[("equipment_id", "in", self.ids)], context={})

    # Codes

    @api.model
    def _clean_code(self, vals):
        """Return ``vals`` with an empty code as no code: two of them do not collide."""
        if "code" not in vals:
            return vals
        return dict(vals, code=str(vals["code"] or "").strip() or False)

    def _assign_codes(self):
        """Number the assets that have no code and whose category has a numbering.

        In a few queries for each numbering, however many assets there are.
        """
        if get_own_value(self.env, NO_CODES):
            return
        missing = self.filtered(lambda asset: not asset.code and asset.category_id)
        # the numbering is a means of ours: who may create assets may use it
        categories_sudo = as_superuser(missing.category_id)
        for sequence_sudo, categories in categories_sudo.grouped(
            "code_sequence_id"
        ).items():
            if sequence_sudo:
                missing.filtered(
                    lambda asset, ids=categories._ids: asset.category_id.id in ids
                )._number_by(sequence_sudo)

    def _number_by(self, sequence_sudo):
        """Give these assets the next free codes of a numbering."""
        left = self
        # taken is taken, by whichever asset
        everywhere_sudo = self.sudo().with_context(active_test=False)
        while left:
            codes = sequence_sudo._get_next_codes(len(left))
            taken = {
                (asset.code, asset.company_id)
                for asset in everywhere_sudo.search_fetch(
                    [("code", "in", codes)], ["code", "company_id"]
                )
            }
            without = self.browse()
            for asset, code in zip(left, codes, strict=True):
                if (code, asset.company_id) in taken:
                    without |= asset
                else:
                    asset.code = code
            left = without

    @one_at_a_time
    def action_assign_codes(self):
        """Number those of these assets that have no code yet."""
        self = to_records(self)
        self.check_access("write")
        missing = self.filtered(
            lambda asset: not asset.code and not asset.category_id.code_prefix
        )
        if missing:
            raise UserError(
                self.env._(
                    "“%(asset)s” has no code and its category %(category)s has no "
                    "prefix to number it by. Set one there, or type the code.",
                    asset=missing[0].display_name,
                    category=missing[0].category_id.name or self.env._("(none)"),
                )
            )
        self._assign_codes()
        return True

    def action_print_label(self):
        """Print the labels of these assets.

        :raises UserError: if one has nothing that a scanner could read
        """
        self = to_records(self)
        unlabelled = self.filtered(lambda asset: not asset._get_label_code())
        if unlabelled:
            raise UserError(
                self.env._(
                    "Give %s an asset code or a serial number first: without one there "
                    "is nothing to put on a label.",
                    ", ".join(unlabelled[:5].mapped("display_name")),
                )
            )
        report = self.env.ref("maintenance_bom.action_report_asset_label")
        action = report.report_action(self)
        # XML-RPC carries no None
        return {name: value for name, value in action.items() if value is not None}

    def _get_label_code(self):
        """Return what the label says: the asset code, else the serial number."""
        self.ensure_one()
        return self.code or self.serial_no

    # Condition

    def _keep_finding(self, vals):
        """Write the condition in ``vals``, if there is one, into the history.

        :return: ``vals`` with the day of the finding, and those of these assets that
            know a newer one
        """
        if "condition" not in vals:
            return vals, self.browse()
        if not vals["condition"]:
            return dict(vals, condition_date=False), self.browse()
        # before the history is kept: Odoo may have no asset left to check
        self.check_access("write")
        day = to_date(self.env, vals.get("condition_date"), "condition_date")
        day = day or fields.Date.context_today(self)
        choices = dict(CONDITIONS)
        condition = to_choice(self.env, vals["condition"], "condition", choices)
        self._log_condition(condition, day)
        newer_known = self.filtered(
            lambda asset: asset.condition_date and asset.condition_date > day
        )
        return dict(vals, condition_date=day), newer_known

    def _log_condition(self, condition, day):
        if day > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "A condition cannot be found on a future date (%s). Enter the "
                    "day of the inspection.",
                    day,
                )
            )
        # the history is kept for everybody who reports or changes a condition
        conditions_sudo = as_superuser(self.env["maintenance.equipment.condition"])
        conditions_sudo.create(
            [
                {
                    "equipment_id": asset.id,
                    "condition": condition,
                    "date": day,
                    "note": get_own_value(self.env, NOTE),
                    "user_id": self.env.uid,
                }
                for asset in self
            ]
        )

    @one_at_a_time
    def action_report_condition(self, condition, date=None, note=None):
        """Record the condition in which these assets were found.

        :param condition: ``new``, ``good``, ``worn`` or ``defective``
        :param date: date or ISO string of the finding, today if left out
        :param note: a remark for the history
        :return: True

        An older finding than the last one goes into the history only.
        """
        self = to_records(self)
        self._check_may_report()
        choices = dict(CONDITIONS)
        condition = to_choice(self.env, condition, "condition", choices)
        if not condition:
            raise UserError(
                self.env._(
                    "Say in condition how it was found, as one of: %s.",
                    ", ".join(choices),
                )
            )
        day = to_date(self.env, date, "date")
        note = to_text(self.env, note, "note")
        # a technician reports facts about assets without write access to them
        return (
            as_superuser(self)
            .with_context(**{NOTE: OwnValue(note)})
            .write({"condition": condition, "condition_date": day})
        )

    # Life cycle

    @api.constrains("in_service_date", "retirement_date", "lifecycle_state")
    def _check_lifecycle_dates(self):
        today = fields.Date.context_today(self)
        for asset in self:
            start, end = asset.in_service_date, asset.retirement_date
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "“%(asset)s” went into service on %(start)s and cannot retire "
                        "before that day (%(end)s).",
                        asset=asset.display_name,
                        start=start,
                        end=end,
                    )
                )
            if asset.lifecycle_state == "retired" and end and end > today:
                raise ValidationError(
                    self.env._(
                        "“%(asset)s” has retired already, so it cannot retire on "
                        "%(end)s. Put it back into service first.",
                        asset=asset.display_name,
                        end=end,
                    )
                )

    @api.model
    def _get_living_domain(self):
        """Return the domain of the assets that may still need parts.

        It says of an asset what ``lifecycle_state`` says in the view of its parts.
        """
        today = fields.Date.context_today(self)
        return Domain.AND(
            [
                Domain("active", "=", True),
                Domain("lifecycle_state", "!=", "retired"),
                Domain("scrap_date", "=", False) | Domain("scrap_date", ">", today),
                Domain("retirement_date", "=", False)
                | Domain("retirement_date", ">", today),
            ]
        )

    @one_at_a_time
    def action_plan(self):
        """Mark the assets as planned: bought or ordered, not here yet. Returns True."""
        self = to_records(self)
        self.check_access("write")
        self.filtered("retirement_date").retirement_date = False
        self._set_lifecycle_state("planned")
        return True

    @one_at_a_time
    def action_cancel_retirement(self):
        """Keep assets whose retirement on a day to come was planned. Returns True.

        Recurring maintenance that was to end by that day is prolonged by hand.
        """
        self = to_records(self)
        self.check_access("write")
        self.filtered(
            lambda asset: asset.lifecycle_state != "retired"
        ).retirement_date = False
        return True

    @one_at_a_time
    def action_put_in_service(self):
        """Put the assets into service, or back into it.

        A retired asset needs somebody who may write on assets; its retirement date is
        cleared and its parts are needed again. What its retirement stopped (recurring
        maintenance) is started again by hand.
        """
        self = to_records(self)
        self._check_may_report()
        retired = self.filtered(lambda asset: asset.lifecycle_state == "retired")
        if retired:
            retired.check_access("write")
        # a technician reports facts about assets without write access to them
        assets_sudo = as_superuser(self)
        today = fields.Date.context_today(self)
        retired.retirement_date = False
        # of an asset that comes back without a date, the age stays unknown
        assets_sudo.filtered(
            lambda asset: (
                asset.lifecycle_state == "planned"
                and (not asset.in_service_date or asset.in_service_date > today)
            )
        ).in_service_date = today
        self._set_lifecycle_state("in_service")
        return True

    @one_at_a_time
    def action_take_out_of_service(self):
        """Say that the assets stand still for the time being."""
        self = to_records(self)
        self._check_may_report()
        for asset in self:
            if asset.lifecycle_state == "retired":
                raise UserError(
                    self.env._(
                        "“%s” is retired. Put it back into service first.",
                        asset.display_name,
                    )
                )
        self._set_lifecycle_state("out_of_service")
        return True

    @one_at_a_time
    def action_retire(self, retirement_date=None):
        """Retire the assets for good, now or on a day to come.

        :param retirement_date: date or ISO string, today if left out. From that day on
            the assets count as retired; until then they stay as they are.
        :raises UserError: for an asset that has retired already, or has the day before
            it went into service
        :return: True

        Nothing is archived or deleted. Native recurrences stop: at once, or after their
        last occurrence before the day.
        """
        self = to_records(self)
        self.check_access("write")
        day = to_date(self.env, retirement_date, "retirement_date")
        day = day or fields.Date.context_today(self)
        for asset in self:
            if asset.lifecycle_state == "retired":
                raise UserError(
                    self.env._(
                        "“%(asset)s” retired on %(date)s. Put it back into service "
                        "before you retire it again.",
                        asset=asset.display_name,
                        date=asset.retirement_date or self.env._("an unknown date"),
                    )
                )
        self._action_retire(day)
        return True

    def _action_retire(self, day: date):
        """Retire a batch on ``day``; the hook for what other addons add to it."""
        self.write({"retirement_date": day})
        if day <= fields.Date.context_today(self):
            self._set_lifecycle_state("retired")

    def _stop_recurrences(self, day):
        """Let the jobs of these assets recur no more: at once, or from ``day`` on."""
        recurring_sudo = self._get_recurring_jobs(day)
        if day <= fields.Date.context_today(self):
            recurring_sudo.recurring_maintenance = False
        else:
            last_day = day - relativedelta(days=1)
            recurring_sudo.write({"repeat_type": "until", "repeat_until": last_day})

    def _get_recurring_jobs(self, day):
        """Return the jobs of these assets that would come on ``day`` or later."""
        # the requests of an asset may belong to others than the one who retires it
        recurring_sudo = as_superuser(self.env["maintenance.request"]).search(
            [("equipment_id", "in", self.ids), ("recurring_maintenance", "=", True)]
        )
        if day <= fields.Date.context_today(self):
            return recurring_sudo
        return recurring_sudo.filtered(
            lambda request: (
                request.repeat_type == "forever"
                or not request.repeat_until
                or request.repeat_until >= day
            )
        )

    def _set_lifecycle_state(self, state):
        # callers have checked who may do this; tracking names the real user
        changed_sudo = as_superuser(self).filtered(
            lambda asset: asset.lifecycle_state != state
        )
        changed_sudo.lifecycle_state = state

    def _check_may_report(self):
        """Users of Asset Parts report facts about any asset that they can see."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "maintenance_bom.group_user"
        ):
            self.check_access("write")

    @api.model
    def _cron_update_lifecycle(self):
        """Carry out the life-cycle dates that have come: nightly.

        Of an asset for which that fails the others hear nothing; it is told.
        """
        today = fields.Date.context_today(self)
        self._tell_lifecycle_failures(self._update_lifecycle(today))

    @api.model
    def _update_lifecycle(self, today):
        """Carry out the dates up to ``today``; a seam for what else days bring.

        :return: {asset for which it failed: why, in words}
        """
        arriving = self.search(
            [("lifecycle_state", "=", "planned"), ("in_service_date", "<=", today)]
        )
        failed = try_each(
            arriving, lambda assets: assets._set_lifecycle_state("in_service")
        )
        leaving = self.search(
            [("lifecycle_state", "!=", "retired"), ("retirement_date", "<=", today)]
        )
        for day, assets in leaving.grouped("retirement_date").items():
            failed |= try_each(
                assets, lambda assets, day=day: assets._action_retire(day)
            )
        return failed

    @api.model
    def _tell_lifecycle_failures(self, failed):
        """Tell the assets whose life-cycle dates could not be carried out.

        The hook of addons that have a place for it; the log has them already.

        :param failed: {asset: why, in words}
        """
