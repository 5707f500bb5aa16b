import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.maintenance_bom.models.arguments import shorten

from ..tools import LONGEST_DAYS

_logger = logging.getLogger(__name__)

# what was planned at night since then is done
PLAN_AGAIN_AFTER = timedelta(hours=1)


class MaintenanceRequisition(models.Model):
    """The decision to get parts for a warehouse; and where the planner is started."""

    _name = "maintenance.requisition"
    _description = "Requisition of Parts"
    _inherit = [
        "maintenance.own.values",
        "mail.thread",
        "maintenance.requisition.document",
    ]
    _order = "id desc"
    _check_company_auto = True
    _owner = "warehouse_id"

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
        planner = self.env["maintenance.planner"]
        if planner._open_age_jobs(warehouses) and not progress._commit_progress():
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
