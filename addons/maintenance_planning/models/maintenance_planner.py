import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.maintenance_bom.models.arguments import shorten
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..planner.run import plan_or_split
from ..planner.shortages import Ordering
from ..tools import LONGEST_DAYS

DERIVED = (
    "maintenance.part.need",
    "maintenance.part.shortage",
    "maintenance.planning.exception",
    "maintenance.low.stock",
)
_logger = logging.getLogger(__name__)
# what was planned at night since then is done
PLAN_AGAIN_AFTER = timedelta(hours=1)


class MaintenancePlanner(models.AbstractModel):
    """The planner's seam: how a run is started, and what other addons know of.

    The run itself is the package ``planner``. One warehouse is one unit of work. It
    works with all rights: needs are the same for all users of the company.
    """

    _name = "maintenance.planner"
    _description = "Planner of Parts"

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
            raise AccessError(
                self.env._("Only a planner of Asset Parts can run the planner.")
            )
        # XML-RPC knows no None: what is left out may be False
        horizon_days = None if horizon_days is False else horizon_days
        self._check_horizon(horizon_days)
        warehouses = self.env["stock.warehouse"]._get_of_user(warehouse_ids)
        locked = warehouses.filtered(lambda one: one._lock_for_planning())
        companies = warehouses.company_id or self.env.companies
        results = self._plan_all(locked, horizon_days)
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
        warehouses_sudo = self.env["stock.warehouse"].sudo()._get_of_user(None)
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
        name = "parts_planned_at"
        warehouses = self.env["stock.warehouse"]._find_due(name, PLAN_AGAIN_AFTER)
        progress = self.env["ir.cron"]
        if not warehouses or not progress._commit_progress(remaining=len(warehouses)):
            return
        assets = self.env["maintenance.equipment"]
        if assets._open_age_jobs_near(warehouses) and not progress._commit_progress():
            return
        warehouses._do_at_night(name, self._plan_at_night, _logger, "failed_warehouse")

    @api.model
    def _plan_at_night(self, warehouse):
        """Plan ``warehouse``; return False if somebody else is planning it."""
        if not warehouse._lock_for_planning():
            return False
        self._plan(warehouse)
        return True

    def _plan(self, warehouse, horizon_days=None):
        """Derive the needs, shortages and exceptions of ``warehouse`` anew.

        A part for which that fails stays as it was, and is told as an exception; if
        that is not enough, the whole warehouse does.

        :param horizon_days: how far to look, else the setting of the company
        :return: dict of counts: ``needs``, ``shortages``, ``rush``, ``exceptions``, and
            how many rows were ``created``, ``changed`` and ``removed``. If the
            warehouse could not be planned, ``reason`` instead: why, in words
        """
        [result] = self._plan_all(warehouse, horizon_days)
        return result

    def _plan_all(self, warehouses, horizon_days=None):
        """Plan several warehouses at once; return [what :meth:`_plan` does of each]."""
        self.env["maintenance.equipment"]._open_age_jobs_near(warehouses)
        self._prepare_run(warehouses)
        results = {}
        for company, here in warehouses.grouped("company_id").items():
            # with all rights: needs are the same for all users of the company
            planner = as_superuser(self).with_company(company)
            here = planner.env["stock.warehouse"].browse(here.ids)
            results |= plan_or_split(planner, here, horizon_days)
        planned = warehouses.filtered(lambda one: "reason" not in results[one.id])
        planned._set_moment("parts_derived_at")
        self._derive_more(planned)
        return [results[warehouse.id] for warehouse in warehouses]

    # --- hooks: what ordering does ----------------------------------------------------

    def _prepare_run(self, warehouses):
        """Do what is due at ``warehouses`` before they are planned."""

    def _order_shortages(self, facts, decisions, shortages):
        """Bring what was ordered for ``shortages`` in line, and order what is due.

        :param facts: Facts of ``planner.facts``
        :param decisions: Decisions of ``planner.decision``
        :param shortages: Shortages of ``planner.shortages``
        :return: Ordering of ``planner.shortages``. If stock was moved, it is called
            again with what holds then
        """
        return Ordering()

    def _drop_transfers(self, facts, decisions):
        """Cancel the transfers to the warehouse of ``facts`` that nobody wants any
        more; return whether there were any.
        """
        return False

    def _get_shortage_columns(self, ordering):
        """Return {name of a stored column of ``maintenance.part.shortage``: {key of a
        shortage: value}}, for columns that other addons add.
        """
        return {}

    def _derive_more(self, warehouses):
        """Derive what follows from the needs of ``warehouses``, just planned.

        The hook of addons with derived tables of their own.
        """

    def _forget(self, warehouses):
        """Nothing is needed any more at ``warehouses``, which are archived."""
        for name in DERIVED:
            self.env[name]._remove_rows(warehouses)

    # --- hooks: what is ordered, and for whom -----------------------------------------

    def _get_ordered_parts(self, warehouse):
        """Return the ids of parts that are looked at though nothing may need them any
        more, as something is about to get them.
        """
        return set()

    def _get_parts_to_try(self, warehouse):
        """Return the ids of parts that a run for ``warehouse`` may decide about though
        no BOM and no job has them.
        """
        return set()

    def _get_following_rfq_lines(self, lines):
        """Return those of these lines of requests for quotation that follow the needs:
        they are no supply, for the needs decide about them.
        """
        return lines.browse()

    def _get_order_supplies(self, places, products, company):
        """Return (place id, product, Supply) of what is to be ordered, does not follow
        the needs, and is in no request for quotation yet. The source of a supply is
        ``(TO_ORDER, id, product id, place id)``.
        """
        return ()

    def _get_order_needs(self, sources):
        """Return {source: {name of a need: how much of it is ordered for that need}}.

        :param sources: (kind, id) of requests for quotation, ``rfq``, and of what
            :meth:`_get_order_supplies` returns
        """
        return {}

    def _get_entered_quantities(self, warehouses):
        """Return {(warehouse id, product id): what others have asked of it, and no
        transfer takes yet}.
        """
        return {}

    def _get_refused(self, warehouse):
        """Return {name of a need: [Refused]} of what persons have rejected."""
        return {}
