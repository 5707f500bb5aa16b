from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..planner.run import plan_or_split
from ..planner.shortages import Ordering

DERIVED = (
    "maintenance.part.need",
    "maintenance.part.shortage",
    "maintenance.planning.exception",
    "maintenance.low.stock",
)


class MaintenancePlanner(models.AbstractModel):
    """The planner's seam: how a run is started, and what other addons know of.

    The run itself is the package ``planner``. One warehouse is one unit of work. It
    works beyond the rights of whoever started it: what a warehouse needs is a fact of
    its company.
    """

    _name = "maintenance.planner"
    _description = "Planner of Parts"

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
            # what a warehouse needs is a fact of its company, see above
            planner = as_superuser(self).with_company(company)
            here = planner.env["stock.warehouse"].browse(here.ids)
            results |= plan_or_split(planner, here, horizon_days)
        planned = warehouses.filtered(lambda one: "reason" not in results[one.id])
        planned._set_moment("parts_derived_at")
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

    def _get_requisition_supplies(self, places, products, company):
        """Return (place id, product, Supply) of what is asked for and fixed, and in no
        request for quotation yet. The source of a supply is ``("requisition", id,
        product id, place id)``.
        """
        return ()

    def _get_asked_for(self, sources):
        """Return {source: {name of a need: how much of it is asked for that need}}.

        :param sources: (kind, id) of requests for quotation, ``rfq``, and of what
            :meth:`_get_requisition_supplies` returns
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
