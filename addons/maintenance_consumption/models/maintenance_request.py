from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import is_used_on_job

RECURRENCE = "maintenance_consumption_recurrence"
# the worst first: it is the state of the job
STATES = ("short", "late", "expected", "available", "issued")


class MaintenanceRequest(models.Model):
    _name = "maintenance.request"
    _inherit = ["maintenance.request", "maintenance.request.stock"]

    part_ids = fields.One2many(
        "maintenance.request.part", "request_id", string="Parts", copy=True
    )
    parts_state = fields.Selection(
        [
            ("none", "No Parts"),
            ("ready", "Ready"),
            ("expected", "Expected"),
            ("late", "Late"),
            ("short", "Short"),
            ("issued", "Issued"),
        ],
        string="Parts State",
        compute="_compute_parts_state",
        search="_search_parts_state",
        help="Ready: all parts are there. Expected: they arrive in time. Late: they "
        "arrive after the job. Short: nothing is on the way.",
    )
    move_ids = fields.One2many("stock.move", "maintenance_request_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    parts_cost = fields.Monetary(
        compute="_compute_parts_cost",
        groups="maintenance_bom.group_planner,account.group_account_readonly,"
        "account.group_account_invoice",
        help="What the parts issued to this job cost, less what came back.",
    )
    next_request_ids = fields.One2many("maintenance.request", "previous_request_id")
    previous_request_id = fields.Many2one(
        "maintenance.request",
        string="Follows",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The job whose completion created this occurrence.",
    )

    @api.depends("part_ids.availability")
    def _compute_parts_state(self):
        for request in self:
            states = set(request.part_ids.mapped("availability")) - {False}
            worst = next((state for state in STATES if state in states), "none")
            request.parts_state = "ready" if worst == "available" else worst

    def _search_parts_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        planned = self.search(
            Domain("part_ids", "!=", False) & Domain("archive", "=", False)
        )
        found = planned.filtered(lambda request: request.parts_state in value)
        domain = Domain("id", "in", found.ids)
        if "none" in value:
            domain |= Domain("part_ids", "=", False)
        return domain

    @api.depends("move_ids.value", "move_ids.state")
    def _compute_parts_cost(self):
        costs = self.env["maintenance.equipment"]._get_parts_costs(
            "maintenance_request_id", self
        )
        for request in self:
            request.parts_cost = costs.get(request._origin.id, 0.0)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if not self.env.context.get(RECURRENCE):
            return vals_list
        for request, vals in zip(self, vals_list, strict=True):
            vals["previous_request_id"] = request.id
            # finished a second time: its next occurrence has its parts already
            if request.next_request_ids:
                vals.pop("part_ids", None)
        return vals_list

    def write(self, vals):
        result = super(
            MaintenanceRequest, self.with_context(**{RECURRENCE: "stage_id" in vals})
        ).write(vals)
        if vals.get("archive"):
            self._release_parts()
        elif "stage_id" in vals:
            self.filtered("stage_id.done")._release_parts()
        return result

    def action_propose_parts(self):
        """Fill the plan from the parts of the asset that this kind of job uses.

        Parts that are planned already are left as they are. Returns True.
        """
        values = []
        for request in self:
            if not request.equipment_id:
                raise UserError(
                    self.env._(
                        "“%s” is about no asset. Choose the equipment first.",
                        request.display_name,
                    )
                )
            planned = set(request.part_ids.mapped("path"))
            job_number = request._get_job_number()
            for part in request._get_proposed_parts():
                due = request.maintenance_type != "preventive" or is_used_on_job(
                    part["every_nth"], job_number
                )
                if due and part["path"] not in planned:
                    values.append(request._prepare_part(part))
        self.env["maintenance.request.part"].create(values)
        return True

    def _get_proposed_parts(self):
        self.ensure_one()
        return self.equipment_id.get_spare_parts(
            date=self._get_need_day(), maintenance_type=self.maintenance_type
        )

    def _get_job_number(self):
        """Return 1 for the first planned job of the asset, 2 for the second, …"""
        self.ensure_one()
        # the count is a fact of the asset, whoever may see those jobs
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
        }

    def action_reserve_parts(self):
        """Set the planned parts aside in one Parts Issue. Returns True."""
        self._check_has_parts()
        self._reserve_parts()
        return True

    def action_issue_parts(self):
        """Take the planned parts from stock, as far as they are there. Returns True.

        :raises UserError: if none of them is there; what lacks stays open on the job
        """
        self._check_has_parts()
        self._reserve_parts()
        if not self._issue_parts():
            lacking = self.part_ids.filtered(
                lambda part: part.availability not in ("issued",)
            )
            if lacking:
                raise UserError(self._get_lacking_message(lacking))
        return True

    def action_finish_as_planned(self):
        """Issue all planned parts and close the job. Returns True.

        :raises UserError: if a part is not there; then nothing is issued
        """
        done_stage = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        for request in self:
            if request.part_ids:
                request._reserve_parts()
                request._issue_parts()
            lacking = request.part_ids.filtered(
                lambda part: not part.product_id.uom_id.is_zero(
                    part.product_qty - part.issued_qty + part.returned_qty
                )
                and part.availability != "issued"
            )
            if lacking:
                raise UserError(request._get_lacking_message(lacking))
        self.stage_id = done_stage
        return True

    def action_return_parts(self, lines):
        """Take unused parts back into stock, at the value they left with.

        :param lines: list of dicts ``part_id`` (planned part) and ``quantity`` in the
            part's own unit
        :raises UserError: if more is returned than was issued
        :return: True
        """
        self.ensure_one()
        quantities = {}
        for line in lines:
            part = self.part_ids.filtered(lambda part, line=line: part.id == line["part_id"])
            quantities |= self._get_moves_to_return(part, line["quantity"])
        if quantities:
            self._return_moves(quantities)
        return True

    def _get_moves_to_return(self, part, quantity):
        """Return {issue move: quantity}: the latest issues come back first."""
        uom = part.product_id.uom_id
        issues = part.move_ids.filtered(
            lambda move: move.state == "done" and not move.origin_returned_move_id
        ).sorted("id", reverse=True)
        left, quantities = quantity, {}
        for move in issues:
            returned = sum(
                move.returned_move_ids.filtered(lambda back: back.state == "done").mapped(
                    "product_qty"
                )
            )
            taken = min(left, move.product_qty - returned)
            if uom.compare(taken, 0.0) > 0:
                quantities[move] = uom._compute_quantity(taken, move.product_uom, round=False)
                left -= taken
        if not part or uom.compare(left, 0.0) > 0:
            raise UserError(
                self.env._(
                    "“%(job)s” cannot give back %(quantity)s of “%(part)s”: that is more "
                    "than was issued to it.",
                    job=self.display_name,
                    quantity=quantity,
                    part=part.product_id.display_name or self.env._("an unknown part"),
                )
            )
        return quantities

    def _check_has_parts(self):
        for request in self:
            if not request.part_ids:
                raise UserError(
                    self.env._(
                        "“%s” plans no parts. Add them, or let them be proposed.",
                        request.display_name,
                    )
                )

    def _get_lacking_message(self, lacking):
        return self.env._(
            "“%(job)s” lacks: %(parts)s. Receive or count them first, or plan less.",
            job=lacking.request_id[:1].display_name,
            parts=", ".join(lacking.mapped("product_id.display_name")),
        )

    def action_view_pickings(self):
        """Open the issues and returns of this job."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        return dict(action, domain=[("maintenance_request_id", "=", self.id)], context={})

    @api.model
    def _cron_reserve_parts(self):
        """Reserve the parts of the jobs that have come near: nightly."""
        for company in self.env["res.company"].search([]):
            limit = fields.Datetime.add(
                fields.Datetime.now(), days=company.parts_reservation_days
            )
            self.search(
                [
                    ("company_id", "=", company.id),
                    ("archive", "=", False),
                    ("stage_id.done", "=", False),
                    ("schedule_date", "<=", limit),
                    ("part_ids", "!=", False),
                ]
            )._reserve_parts()
