from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.answers import get_dialog
from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import (
    OwnValue,
    as_superuser,
    check_new_company,
    get_own_defaults,
    get_own_value,
    get_visible_names,
)

from ..tools import choose_proposed, next_plan

RECURRENCE = "maintenance_consumption_recurrence"
LISTS = ("many2many", "one2many")
# the write that Odoo makes the next occurrence in
FINISHING = OwnValue()
OWN_FIELDS = frozenset({"previous_request_id"})
# what Odoo says of the next occurrence
NEXT_FIELDS = ("schedule_date", "schedule_end", "stage_id")
PLACE_FIELDS = {"company_id", "equipment_id", "stock_location_id", "warehouse_id"}
# the worst first: it is the state of the job
STATES = ("short", "late", "expected", "available", "issued")


class MaintenanceRequest(models.Model):
    _name = "maintenance.request"
    _inherit = [
        "maintenance.checked.values",
        "maintenance.request",
        "maintenance.cost.mixin",
        "maintenance.request.availability",
        "maintenance.request.stock",
    ]

    _cost_field = "maintenance_request_id"
    _cost_action = "maintenance_consumption.maintenance_cost_report_action_request"

    part_ids = fields.One2many("maintenance.request.part", "request_id")
    parts_state = fields.Selection(
        [
            ("none", "No Parts"),
            ("ready", "Ready"),
            ("expected", "Expected"),
            ("late", "Late"),
            ("short", "Short"),
            ("issued", "Issued"),
        ],
        compute="_compute_parts_state",
        compute_sudo=True,
        search="_search_parts_state",
        help="Ready: all parts are there. Expected: they arrive in time. Late: they "
        "arrive after the job. Short: nothing is on the way.",
    )
    has_returnable_parts = fields.Boolean(
        compute="_compute_has_returnable_parts", compute_sudo=True
    )
    has_returned_parts = fields.Boolean(
        compute="_compute_has_returnable_parts", compute_sudo=True
    )
    move_ids = fields.One2many("stock.move", "maintenance_request_id")
    next_request_ids = fields.One2many("maintenance.request", "previous_request_id")
    previous_request_id = fields.Many2one(
        "maintenance.request",
        string="Follows",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The job whose completion created this occurrence.",
    )

    follows_bom = fields.Boolean(
        help="The parts were proposed from the BOM: when the job recurs, those that "
        "are not used on every job come at their turn.",
    )

    has_substitutes = fields.Boolean(
        string="Other Part There",
        compute="_compute_parts_state",
        compute_sudo=True,
        search="_search_has_substitutes",
        help="A part is not there, and one that replaces it is or will be.",
    )
    can_substitute_parts = fields.Boolean(
        compute="_compute_parts_state", compute_sudo=True
    )

    @api.depends(
        "archive",
        "part_ids.move_ids.quantity",
        "part_ids.move_ids.state",
        "part_ids.product_qty",
        "part_ids.unneeded_qty",
        "schedule_date",
        "stage_id",
        "stock_location_id",
        "warehouse_id",
    )
    def _compute_parts_state(self):
        availability = self._origin._get_part_availability()
        for request in self:
            states = {
                availability.get(part.id, (False,))[0]
                for part in request._origin.part_ids
            }
            worst = next((state for state in STATES if state in states), "none")
            request.parts_state = "ready" if worst == "available" else worst
            instead = {
                part: availability.get(part.id, (False, None, ()))[2]
                for part in request._origin.part_ids
            }
            request.has_substitutes = any(instead.values())
            request.can_substitute_parts = any(
                part._filter_substitutes(entries) for part, entries in instead.items()
            )

    def _search_parts_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_open = self._get_open_domain()
        with_parts = self.search(is_open & Domain("part_ids", "!=", False))
        found = with_parts.filtered(lambda request: request.parts_state in value)
        domain = Domain("id", "in", found.ids)
        # a job that is over has its parts, or none
        was_issued = Domain("part_ids", "any!", self._get_taken_parts_domain())
        if "issued" in value:
            domain |= ~is_open & was_issued
        if "none" in value:
            domain |= Domain("part_ids", "=", False) | (~is_open & ~was_issued)
        return domain

    def _get_taken_parts_domain(self):
        """Return the domain of the planned parts of which something was taken; a seam
        for what no move has issued.
        """
        return Domain("move_ids", "any!", Domain("state", "=", "done"))

    @api.depends("part_ids.issued_qty", "part_ids.returned_qty")
    def _compute_has_returnable_parts(self):
        returnable = self.part_ids._filter_returnable()
        for request in self:
            request.has_returnable_parts = bool(request.part_ids & returnable)
            request.has_returned_parts = any(request.part_ids.mapped("returned_qty"))

    @api.depends("move_ids.state", "move_ids.value")
    @api.depends_context("company")
    def _compute_costs(self):
        return super()._compute_costs()

    @api.model
    def default_get(self, fields):
        """What follows from how jobs follow each other has no defaults of a caller; nor
        have lists of records that are created beyond his rights.
        """
        own = self._get_own_names() & set(fields)
        if self.env.su:
            own |= {name for name in fields if self._is_list(name)}
        values = super().default_get([name for name in fields if name not in own])
        return values | get_own_defaults(self, own)

    def _is_list(self, name):
        return name in self._fields and self._fields[name].type in LISTS

    @api.model
    def _get_own_names(self):
        """Return the names of the fields that only our own code fills."""
        return OWN_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_entered(vals, self._get_own_names())
        return super().create(vals_list)

    def _check_entered(self, vals, names):
        """
        :param names: of the fields that only our own code fills
        :raises AccessError: if a user says himself what only our own code says
        """
        refused = names & vals.keys()
        if refused and not self.env.su:
            raise AccessError(
                self.env._(
                    "“%s” of a job is not entered. It follows from finishing the job "
                    "before it.",
                    ", ".join(self._fields[name].string for name in sorted(refused)),
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if get_own_value(self.env, RECURRENCE):
            for request, vals in zip(self, vals_list, strict=True):
                vals["previous_request_id"] = request.id
                vals["follows_bom"] = False
        return vals_list

    def copy(self, default=None):
        """The copy gets the plan, never what became of it.

        The next occurrence gets those parts that it needs at its turn. Of a job that is
        finished a second time there is none: the one that followed it the first time is
        the next.
        """
        is_recurrence = get_own_value(self.env, RECURRENCE)
        requests = self
        if is_recurrence:
            # what is finished already is not finished again; of what
            # was reopened the next one is there, which may belong to others
            requests = self.filtered(
                lambda job: not (job.stage_id.done or job.sudo().next_request_ids)
            )
            # Odoo lets an employee create only jobs of his own, also when he finishes
            # one that he follows
            if requests.has_access("write"):
                requests = as_superuser(requests)
                default = {
                    name: default[name] for name in NEXT_FIELDS if name in default
                }
        copies = super(MaintenanceRequest, requests).copy(default).with_env(self.env)
        if not (default and "part_ids" in default):
            # with all rights: who may copy a job may lack write access to its parts
            for request, copied in zip(
                as_superuser(requests), as_superuser(copies), strict=True
            ):
                if not is_recurrence:
                    request.part_ids.copy({"request_id": copied.id})
                else:
                    request._hand_on_plan(copied)
        return copies

    def write(self, vals):
        self._check_entered(vals, OWN_FIELDS)
        self._check_leaves_company(vals)
        if "equipment_id" in vals:
            self._check_may_change_asset(vals["equipment_id"])
        moving = bool(PLACE_FIELDS & vals.keys())
        # with all rights: who may write on a job may lack access to locations
        places = self.sudo()._get_stock_locations() if moving else {}
        rescheduling = "schedule_date" in vals
        near = self.filtered(lambda request: rescheduling and request._is_near())
        result = super(
            MaintenanceRequest,
            self.with_context(**{RECURRENCE: "stage_id" in vals and FINISHING}),
        ).write(vals)
        if moving:
            # reserved anew where the parts come from now
            as_superuser(self).filtered(
                lambda request: (
                    request._get_stock_locations()[request] != places[request]
                )
            )._release_parts()
            self._follow_asset()
        if rescheduling:
            self._follow_schedule(near)
        if {"archive", "stage_id"} & vals.keys():
            self.filtered(lambda request: not request._is_open())._close_parts()
        return result

    def _check_leaves_company(self, vals):
        """Refuse that a job goes to another company with what was booked in its own.

        :raises AccessError: if the user is not in the other company
        :raises UserError: naming the job
        """
        if "company_id" not in vals:
            return
        check_new_company(self, vals)
        # with all rights: who may write on a job may lack access to stock moves
        for job in self.sudo():
            moved = job.move_ids.filtered(lambda move: move.state == "done")
            is_kept = moved or job._has_recorded_work()
            if is_kept and job.company_id.id != (vals["company_id"] or False):
                raise UserError(
                    self.env._(
                        "“%(job)s” has been charged in %(company)s. Enter "
                        "another job in the other company.",
                        job=job.display_name,
                        company=job.company_id.display_name,
                    )
                )

    def _has_recorded_work(self):
        """Return whether something was recorded on this job that is no move of stock: a
        seam for addons in which that can be done.
        """
        self.ensure_one()
        return False

    def _check_may_change_asset(self, equipment_id):
        """Refuse another asset for a job by which this one has been charged.

        Parts stay with the asset that they went to: they would not follow the job.

        :raises UserError: naming the job and what to do
        """
        # with all rights: all charges count
        moved_sudo = self.sudo().filtered(
            lambda job: job.equipment_id.id != (equipment_id or False)
        )
        steps_by_job = moved_sudo._get_steps_to_other_asset()
        for job_sudo in moved_sudo:
            if steps := steps_by_job[job_sudo]:
                raise UserError(
                    self.env._(
                        "“%(job)s” cannot go from “%(asset)s” to another asset: what "
                        "it has charged would stay behind. Create another job for the "
                        "other asset. Or undo the following, choose the other asset, "
                        "and enter it again:\n%(steps)s",
                        job=job_sudo.display_name,
                        asset=get_visible_names(
                            job_sudo.equipment_id, self.env._("its asset")
                        )
                        or self.env._("no asset"),
                        steps="\n".join(f"- {step}" for step in steps),
                    )
                )

    def _get_steps_to_other_asset(self):
        """Return {job: what has to be undone before it is about another asset}.

        As a list of sentences, empty if nothing has been charged. A seam for what else
        a job charges.
        """
        return {job: job._get_steps_to_undo_parts() for job in self}

    def _get_steps_to_undo_parts(self):
        """Return what has to be undone of the parts of this job, as sentences.

        A seam for what else becomes of parts.
        """
        self.ensure_one()
        issued = self._get_parts_left_behind()
        return [self.env._("Return %s.", describe_parts(issued))] if issued else []

    def _get_parts_left_behind(self):
        """Return {part: quantity in its own unit}: what the asset got by this job and
        did not give back.
        """
        self.ensure_one()
        issued = defaultdict(float)
        for move in self._get_issues_and_returns():
            sign = -1 if move.maintenance_kind == "return" else 1
            issued[move.product_id] += sign * move._get_parts_qty()
        return {
            part: quantity
            for part, quantity in issued.items()
            if not part.uom_id.is_zero(quantity)
        }

    def _get_issues_and_returns(self):
        """Return the done moves by which this job issued parts or took them back."""
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.maintenance_kind in ("issue", "return")
            )
        )

    def _follow_asset(self):
        """What is still to be issued is for the asset that the job is about now."""
        for request, moves in self._get_moves_to_issue().items():
            moves.equipment_id = request.equipment_id

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.equipment_id, self

    @one_at_a_time
    def action_propose_parts(self):
        """Fill the plan from the parts of the asset that this kind of job uses.

        Parts that are planned already are left as they are. Returns True.
        """
        self = to_records(self)
        for request in self:
            request._plan_parts(request._get_parts_to_propose())
        return True

    @one_at_a_time
    def button_propose_parts(self):
        """Do what :meth:`action_propose_parts` does on a preventive job.

        A corrective job rarely needs all parts of the asset: the technician ticks them.

        :return: True, or the action of the dialog
        """
        self = to_record(self)
        if self.maintenance_type == "preventive":
            return self.action_propose_parts()
        self._check_has_asset()
        return get_dialog(
            self.env._("Parts of %s", self.equipment_id.display_name),
            "maintenance.parts.propose",
            {"request_id": self.id},
        )

    def _check_has_asset(self):
        for request in self:
            if not request.equipment_id:
                raise UserError(
                    self.env._(
                        "“%s” is about no asset. Choose the asset first.",
                        request.display_name,
                    )
                )

    def _get_parts_to_propose(self):
        """Return what ``get_spare_parts()`` has for this job and is not planned yet."""
        self.ensure_one()
        self._check_has_asset()
        is_planned = self.maintenance_type == "preventive"
        return choose_proposed(
            self._get_proposed_parts(),
            self.part_ids.mapped("path"),
            self._get_job_number() if is_planned else None,
        )

    def _plan_parts(self, parts):
        """Plan ``parts``, dicts of ``get_spare_parts()``, on this job."""
        self.ensure_one()
        self.env["maintenance.request.part"].create(
            [self._prepare_part(part) for part in parts]
        )
        # who plans parts on a colleague's job may not change the job itself
        as_superuser(self).follows_bom = True

    def _get_proposed_parts(self):
        self.ensure_one()
        return self.equipment_id.get_spare_parts(
            date=self._get_need_days()[self], maintenance_type=self.maintenance_type
        )

    def _get_job_number(self):
        """Return 1 for the first planned job of the asset, 2 for the second, …"""
        self.ensure_one()
        # with all rights: all jobs of the asset count
        return (
            self.sudo().search_count(
                [
                    ("equipment_id", "=", self.equipment_id.id),
                    ("maintenance_type", "=", "preventive"),
                    ("archive", "=", False),
                    ("id", "!=", self.id),
                    "|",
                    ("schedule_date", "<", self.schedule_date or fields.Datetime.now()),
                    ("stage_id.done", "=", True),
                ]
            )
            + 1
        )

    def _prepare_part(self, part):
        """Return the values of a planned part from one of ``get_spare_parts()``."""
        self.ensure_one()
        return {
            "request_id": self.id,
            "product_id": part["product_id"],
            "quantity": part["product_qty"],
            "uom_id": part["uom_id"],
            "position": part["position"],
            "path": part["path"],
            "bom_line_id": part["line_id"],
            "criticality": part["criticality"],
            "listed": {
                "product_id": part["product_id"],
                "quantity": part["product_qty"],
                "uom_id": part["uom_id"],
            },
        }

    @one_at_a_time
    def action_reserve_parts(self):
        """Reserve the planned parts in one Parts Issue. Returns True."""
        self = to_records(self)
        self._check_has_parts()
        self._reserve_parts()
        return True

    @one_at_a_time
    def action_issue_parts(self, warranty_reason=None):
        """Take the planned parts. Returns True.

        :param warranty_reason: why parts are paid for under warranty, one of the values
            of the field ``warranty_reason``
        :raises UserError: if stock does not show all of them, naming a part and what to
            do; then nothing moves. See :meth:`_settle_missing_parts`
        """
        self = to_records(self)
        self._check_has_parts()
        self._keep_warranty_reason(warranty_reason)
        self._action_issue_parts()
        return True

    @one_at_a_time
    def action_issue_available_parts(self, warranty_reason=None):
        """Take of the planned parts what is in stock. Returns True.

        The jobs stay open, and wait for the rest.

        :param warranty_reason: see :meth:`action_issue_parts`
        """
        self = to_records(self)
        self._check_has_parts()
        self._keep_warranty_reason(warranty_reason)
        self._action_issue_available_parts()
        return True

    @one_at_a_time
    def action_finish_as_planned(self, warranty_reason=None):
        """Take all planned parts and close the job. Returns True.

        :param warranty_reason: see :meth:`action_issue_parts`
        :raises UserError: as there
        """
        self = to_records(self)
        self._keep_warranty_reason(warranty_reason)
        self._action_finish_as_planned()
        return True

    @api.model
    def _read_warranty_reason(self, reason):
        """Return the reason that a caller gave, None for nothing.

        A seam: here no reason is known, and none is kept.
        """
        return None

    def _keep_warranty_reason(self, reason):
        """Keep why parts are paid for under warranty; a seam, see above.

        :param reason: what a caller gave, None or blank for nothing
        """

    def _check_has_parts(self):
        for request in self:
            if not request.part_ids:
                raise UserError(
                    self.env._(
                        "“%s” plans no parts. Add them, or let them be proposed.",
                        request.display_name,
                    )
                )

    def action_view_pickings(self):
        """Open the issues and returns of this job."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        return dict(
            action, domain=[("maintenance_request_id", "=", self.id)], context={}
        )

    # --- buttons of the form --------------------------------------------------------

    @one_at_a_time
    def button_issue_parts(self):
        """Do what :meth:`action_issue_parts` does, but ask what to do about parts that
        are not in stock.

        :raises UserError: if none of the parts is in stock, naming one and what to do
        :return: True, or an action: the dialog that asks about missing parts, or what
            :meth:`_ask_before_issue` returns
        """
        self = to_records(self)
        self._check_has_parts()
        return (
            self._ask_before_issue("button_issue_parts")
            or self._ask_about_missing_parts(closes_job=False)
            or self._action_issue_parts()
        )

    @one_at_a_time
    def button_finish_as_planned(self):
        """Do what :meth:`action_finish_as_planned` does, but ask what to do about parts
        that are not in stock.

        :return: as :meth:`button_issue_parts`
        """
        self = to_records(self)
        self._check_may_finish()
        return (
            self._ask_before_issue("button_finish_as_planned")
            or self._ask_about_missing_parts(closes_job=True)
            or self._action_finish_as_planned()
        )

    def _ask_before_issue(self, method):
        """Return a dialog that asks something before these jobs issue their parts, None
        if there is nothing to ask. A seam: here nothing is asked.

        :param method: the button that is pressed, and that the dialog presses again
        """
        return None

    def _ask_about_missing_parts(self, closes_job):
        """Return the dialog that names what is not in stock, None if all of it is, or
        if there is nothing that a person could choose.

        :param closes_job: whether the job is to be closed
        """
        quantities = self._get_quantities_to_issue()
        jobs = [job for (job, _part), (_all, lacking) in quantities.items() if lacking]
        if not (jobs and self._can_settle_missing_parts()):
            return None
        return get_dialog(
            self.env._("Parts Not in Stock"),
            "maintenance.parts.missing",
            {"request_id": jobs[0].id, "closes_job": closes_job},
        )

    def _can_settle_missing_parts(self):
        """Return whether these jobs can be helped though parts are not in stock: here
        by issuing the others. A seam for other ways.
        """
        return self._has_parts_in_stock()

    # --- the plan of the next occurrence --------------------------------------------

    def _hand_on_plan(self, following):
        """Give the job ``following`` the plan of this one, as far as it needs it."""
        self.ensure_one()
        asset, parts = self.equipment_id, self.part_ids
        is_proposed = self._is_plan_proposed()
        listed, values = asset._get_listed_parts()[asset.parts_key]
        kept, added = next_plan(
            # without an asset there is nothing to judge the plan by
            [(part, asset and part.path) for part in parts],
            listed,
            following._get_job_number(),
            self._get_plan_day(following.schedule_date),
            self._get_plan_day(self.schedule_date),
            is_proposed,
        )
        kept = parts.browse().union(*kept)
        as_listed = {part.path for part in kept if part._is_as_listed()}
        kept._copy_to_next(following)
        for part in following.part_ids:
            # what the BOM lists by now, unless somebody has planned something else
            if part.path in as_listed and part.path in values:
                part.write(part._prepare_as_listed(values[part.path]))
        parts.create([following._prepare_part(values[path]) for path in added])
        following.follows_bom = is_proposed

    def _get_plan_day(self, moment):
        """Return the day whose BOM counts for a job at ``moment``."""
        return self.company_id._get_local_day(moment or fields.Datetime.now())

    def _is_plan_proposed(self):
        """Say whether parts that the BOM has at their turn belong into the plan."""
        self.ensure_one()
        return self.follows_bom or any(part.path for part in self.part_ids)

    # --- substitutes ----------------------------------------------------------------

    def _search_has_substitutes(self, operator, value):
        if operator != "in":
            return NotImplemented
        planned = self.search(self._get_open_domain() & Domain("part_ids", "!=", False))
        found = Domain("id", "in", planned.filtered("has_substitutes").ids)
        return found if True in value else ~found

    @one_at_a_time
    def action_plan_substitutes(self):
        """Plan what is there instead of parts that are not, on all lines of these jobs.

        :raises UserError: if nothing is there instead
        :return: True
        """
        self = to_records(self)
        parts = self.part_ids.filtered("can_substitute")
        if not parts:
            raise UserError(
                self.env._(
                    "Nothing is there instead of the parts of %(jobs)s.",
                    jobs=", ".join(f"“{job.display_name}”" for job in self),
                )
            )
        return parts.action_plan_substitute()

    # --- finish ---------------------------------------------------------------------

    def _finish_with(self, used):
        """Issue and take back until each part was used as ``used`` says; then close.

        More than was planned is added to the plan; less is noted as not needed. What
        was taken and is pending is given up before anything issued comes back.

        :param used: {planned part: quantity in its own unit}
        :return: as :meth:`_action_issue_parts`
        """
        self.ensure_one()
        self._check_may_finish()
        for part in used:
            if part not in self.part_ids:
                raise UserError(
                    self.env._(
                        "“%(part)s” is not planned on “%(job)s”. Choose one of its "
                        "parts.",
                        part=part.display_name,
                        job=self.display_name,
                    )
                )
        moved = self.part_ids._get_moved_quantities()
        returns, any_lot = {}, self.env["stock.lot"]
        for part, quantity in used.items():
            unit = part.product_id.uom_id
            beyond = quantity - part.product_qty
            values = {"unneeded_qty": 0.0}
            if unit.compare(beyond, 0.0) > 0:
                values["quantity"] = part._to_planned_unit(quantity)
            elif unit.compare(beyond, 0.0) < 0:
                values["unneeded_qty"] = part._to_planned_unit(-beyond)
            part.write(values)
            left_over = part._get_held_qty(moved[part.id]) - part._get_needed_qty()
            if unit.compare(left_over, 0.0) > 0:
                untaken = min(left_over, moved[part.id]["pending"])
                part._drop_pending(untaken)
                returns[part, any_lot] = left_over - untaken
        self._action_return_parts(returns, {})
        return self._action_finish_as_planned()

    def _check_may_finish(self):
        """Refuse in words who may issue the parts of a colleague's job, not close it.

        Odoo lets an employee write on jobs that are his own or that he follows.
        """
        for job in self - self._filtered_access("write"):
            # whom to ask is no secret of who sees the job
            responsible = job.sudo().user_id or job.sudo().owner_user_id
            raise AccessError(
                self.env._(
                    "“%(job)s” is for %(responsible)s to finish. Follow the job first, "
                    "or have yourself made responsible for it; you can issue its parts "
                    "as it is.",
                    job=job.display_name,
                    responsible=responsible.name or self.env._("somebody else"),
                )
            )


def describe_parts(quantities):
    """Return {part: quantity in its own unit} as text; no part that the user may not
    see is named.
    """
    return ", ".join(
        part.env._(
            "%(quantity)s “%(part)s”",
            quantity=part.uom_id._tell_quantity(quantity),
            part=get_visible_names(part, part.env._("a part that you may not see")),
        )
        for part, quantity in quantities.items()
    )
