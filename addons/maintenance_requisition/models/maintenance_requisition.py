import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import formatLang

from odoo.addons.maintenance_bom.models.arguments import shorten, to_records
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import LONGEST_DAYS, NOT_ORDERED, UNDECIDED

_logger = logging.getLogger(__name__)
# what was planned at night since then is done
PLAN_AGAIN_AFTER = timedelta(hours=1)


class MaintenanceRequisition(models.Model):
    """The decision to get parts for a warehouse; and where the planner is started."""

    _name = "maintenance.requisition"
    _description = "Requisition of Parts"
    _inherit = ["maintenance.own.values", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    _owner = "warehouse_id"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self._get_default_warehouse(),
        help="The warehouse that gets the parts.",
    )
    company_id = fields.Many2one(
        "res.company",
        related="warehouse_id.company_id",
        store=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("maintenance.requisition.line", "requisition_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Under Way"),
            ("done", "Done"),
            ("cancel", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        help="It follows from the lines. Draft: something is still to be decided.",
    )
    is_rush = fields.Boolean(
        string="Rush",
        compute="_compute_summary",
        help="A line that is to be decided, or on its way, is late.",
    )
    date_order_by = fields.Date(
        string="Order By",
        compute="_compute_summary",
        help="The first day on which a line is to be decided.",
    )
    line_count = fields.Integer(string="Lines", compute="_compute_summary")
    asset_summary = fields.Char(string="For", compute="_compute_summary")
    cost = fields.Monetary(
        compute="_compute_cost",
        groups="maintenance_bom.group_planner",
        help="What the lines cost that are not cancelled, as estimated.",
    )
    purchase_order_count = fields.Integer(compute="_compute_order_counts")
    picking_count = fields.Integer(compute="_compute_order_counts")

    _draft_uniq = models.UniqueIndex(
        "(warehouse_id) WHERE state = 'draft'",
        "This warehouse has a draft requisition already: add the parts to that one.",
    )

    @api.model
    def run_planner(self, horizon_days=None, warehouse_ids=None):
        """Derive all needs, shortages and exceptions anew.

        :param horizon_days: how many days to look ahead; the setting of each company if
            left out
        :param warehouse_ids: ids of warehouses; those of the user's companies if left
            out. None of them if it is empty
        :raises AccessError: unless the user is a Planner
        :raises UserError: if a warehouse is not one of the user's companies, or the
            horizon is no number of days
        :return: dict ``live`` (whether all these companies are), ``skipped`` (ids of
            warehouses that somebody else is planning at this moment), ``failed`` (those
            that could not be planned and stay as they were: a list of dicts
            ``warehouse_id``, ``warehouse_name``, ``reason``) and ``warehouses``: a list
            of dicts ``warehouse_id``, ``warehouse_name``, ``needs``, ``shortages``,
            ``rush``, ``exceptions``, and how many rows were ``created``, ``changed``,
            ``removed``
        """
        if not self.env.user.has_group("maintenance_bom.group_planner"):
            raise AccessError(self.env._("Only a planner of Asset Parts runs it."))
        # XML-RPC knows no None: what is left out may be False
        horizon_days = None if horizon_days is False else horizon_days
        self._check_horizon(horizon_days)
        warehouses = self.env["stock.warehouse"]._get_asked_for(warehouse_ids)
        locked = warehouses.filtered(lambda one: one._lock_for_planning())
        companies = warehouses.company_id or self.env.companies
        results = self.env["maintenance.planner"]._plan_all(locked, horizon_days)
        return {
            "live": all(companies.mapped("parts_live")),
            "skipped": (warehouses - locked).ids,
            "failed": [result for result in results if "reason" in result],
            "warehouses": [result for result in results if "reason" not in result],
        }

    @api.model
    def get_planning_status(self):
        """Return how old the derived needs, shortages and low stock are.

        :return: dict ``planned_at`` (UTC, as ``"2026-11-30 02:00:00"``: the oldest of
            the warehouses of the user's companies; False if one was never planned) and
            ``can_plan`` (whether the user may run the planner)
        """
        # every user of the company sees what the planner derived, and may know when
        warehouses_sudo = self.env["stock.warehouse"].sudo()._get_asked_for(None)
        moments = warehouses_sudo.mapped("parts_derived_at")
        return {
            "planned_at": fields.Datetime.to_string(min(moments))
            if moments and all(moments)
            else False,
            "can_plan": self.env.user.has_group("maintenance_bom.group_planner"),
        }

    def _check_horizon(self, days):
        if days is not None and not (
            # True is 1 for Python, and no number of days
            type(days) is int and 0 <= days <= LONGEST_DAYS
        ):
            raise UserError(
                self.env._(
                    "The planner looks ahead 0 to %(most)s days, not “%(days)s”.",
                    most=LONGEST_DAYS,
                    days=shorten(days),
                )
            )

    @api.model
    def _cron_run_planner(self):
        """Plan every warehouse: nightly, one transaction each.

        The one that was planned longest ago comes first, so that a run that is stopped
        goes on where it was. What fails is logged, and the others go on. One that
        somebody else is planning at this moment is left for the next call.
        """
        before = fields.Datetime.now() - PLAN_AGAIN_AFTER
        warehouses = self.env["stock.warehouse"].search(
            [
                "|",
                ("parts_planned_at", "=", False),
                ("parts_planned_at", "<", before),
            ],
            order="parts_planned_at NULLS FIRST, id",
        )
        progress = self.env["ir.cron"]
        if not warehouses or not progress._commit_progress(remaining=len(warehouses)):
            return
        assets = self.env["maintenance.equipment"]
        if assets._open_age_jobs_near(warehouses) and not progress._commit_progress():
            return
        for warehouse in warehouses:
            is_done = warehouse._try_at_night(
                self._plan_at_night, _logger, "failed_warehouse"
            )
            if is_done:
                warehouse._set_planned()
            if not progress._commit_progress(int(is_done)):
                break

    @api.model
    def _plan_at_night(self, warehouse):
        """Plan ``warehouse``; return False if somebody else is planning it."""
        if not warehouse._lock_for_planning():
            return False
        self.env["maintenance.planner"]._plan(warehouse)
        return True

    # Documents

    def _get_default_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("line_ids.state")
    def _compute_state(self):
        for requisition in self:
            states = set(requisition.line_ids.mapped("state"))
            if not states:
                # whose lines were all moved to another is done with
                fresh = requisition.state in (False, "draft")
                requisition.state = "draft" if fresh else "cancel"
            elif states & set(UNDECIDED):
                requisition.state = "draft"
            elif states & {"approved", "ordered"}:
                requisition.state = "open"
            else:
                requisition.state = "done" if "received" in states else "cancel"

    @api.depends("line_ids.share_ids.display_name", "line_ids.state")
    @api.depends_context("lang")
    def _compute_summary(self):
        for requisition in self:
            lines = requisition.line_ids.filtered(lambda line: line.state != "cancel")
            waiting = lines.filtered(lambda line: line.state in NOT_ORDERED)
            days = [day for day in waiting.mapped("date_order_by") if day]
            requisition.date_order_by = min(days, default=False)
            requisition.line_count = len(requisition.line_ids)
            requisition.is_rush = any(
                line.is_rush for line in lines if line.state != "received"
            )
            requisition.asset_summary = lines._summarize_names(lines.share_ids)

    @api.depends("line_ids.cost", "line_ids.state")
    def _compute_cost(self):
        for requisition in self:
            requisition.cost = sum(
                line.cost for line in requisition.line_ids if line.state != "cancel"
            )

    def _compute_order_counts(self):
        for requisition in self:
            requisition.purchase_order_count = len(requisition._get_purchase_orders())
            requisition.picking_count = len(requisition.line_ids.move_ids.picking_id)

    def _get_purchase_orders(self):
        # how many there are is no secret of those who buy
        return self.line_ids.allocation_ids.sudo().purchase_line_id.order_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                # who may enter a requisition may have a number for it
                sequences = as_superuser(self.env["ir.sequence"])
                vals["name"] = sequences.next_by_code("maintenance.requisition") or "/"
        return super().create(vals_list)

    @api.constrains("warehouse_id")
    def _check_warehouse_id(self):
        for requisition in self:
            if any(
                line.state in ("ordered", "received") for line in requisition.line_ids
            ):
                raise ValidationError(
                    self.env._(
                        "Parts of %s are ordered: enter the others in a requisition of "
                        "the other warehouse.",
                        requisition.name,
                    )
                )

    def _find_draft(self, warehouse):
        return self.search(
            [("warehouse_id", "=", warehouse.id), ("state", "=", "draft")], limit=1
        )

    def _get_draft(self, warehouse):
        """Return the draft requisition of ``warehouse``, a new one if there is none."""
        draft = self._find_draft(warehouse)
        return draft or self.create({"warehouse_id": warehouse.id})

    def _gather_drafts(self, lines, warehouse):
        """Put ``lines`` of these requisitions of ``warehouse`` into its one draft.

        That is one of these if there is none yet.
        """
        draft = self._find_draft(warehouse) or self[:1]
        moved = lines.filtered(lambda line: line.requisition_id != draft)
        moved.requisition_id = draft

    # --- actions --------------------------------------------------------------------

    def action_approve(self):
        """Approve all lines that are to be decided, and order them at once.

        See :meth:`maintenance.requisition.line.action_approve`.
        """
        self = to_records(self)
        return self._get_unordered().action_approve()

    def action_approve_and_tell(self):
        """Approve as :meth:`action_approve` does; tell on the screen what failed.

        :return: the action that tells it, False if nothing failed
        """
        self = to_records(self)
        return self._get_unordered().action_approve_and_tell()

    def action_cancel(self, reason=None):
        """Cancel all lines that are not ordered yet.

        :param reason: in words, for those who ask later
        :return: True
        """
        self = to_records(self)
        return self._get_unordered().action_cancel(reason=reason)

    def _get_unordered(self):
        return self.line_ids.filtered(lambda line: line.state in NOT_ORDERED)

    @api.model
    def _note_decision(self, lines, decision, reason=None):
        """Tell in the requisitions of ``lines`` who decided about them.

        :param decision: a word, translated
        """
        for requisition, mine in lines.grouped("requisition_id").items():
            names = ", ".join(mine.product_id.mapped("display_name"))
            requisition._message_log(
                body=f"{decision}: {names}" + (f" ({reason})" if reason else "")
            )

    def _note_outgrown(self, line, before):
        """Tell that ``line`` waits for approval again.

        :param before: the cost that was approved
        """
        self.ensure_one()
        currency = line.company_currency_id
        self._message_log(
            body=self.env._(
                "%(part)s costs %(cost)s now, and %(before)s were approved: it waits "
                "for approval again.",
                part=line.product_id.display_name,
                cost=formatLang(self.env, line.cost, currency_obj=currency),
                before=formatLang(self.env, before, currency_obj=currency),
            )
        )

    def action_open_purchase_orders(self):
        """Open the requests for quotation and orders of these lines."""
        self = to_records(self)
        return self._get_purchase_orders()._get_parts_action()

    def action_open_pickings(self):
        """Open the transfers of these lines."""
        self = to_records(self)
        pickings = self.line_ids.move_ids.picking_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        action.update(domain=[("id", "in", pickings.ids)], context={})
        return action
