from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import RawNeed, age_key, coming_ages
from .maintenance_planner_jobs import get_spot, is_in_range


class AgeLine(NamedTuple):
    """What the planner knows of a part that is replaced at an age."""

    equipment_id: int
    product_id: int
    quantity: float
    path: str
    position: str | None
    bom_line_id: int | None
    criticality: str
    due_on: date | None
    ask_on: date | None
    replace_after: int
    replace_unit: str
    notice_days: int
    leaves_on: date | None
    date_to: date | None

    @property
    def key(self):
        return age_key(self.equipment_id, self.path, self.due_on)

    def is_answered(self, first_day, today, answered):
        """Say whether a person rejected what is due first.

        :param first_day: the first of :meth:`find_days`
        :param answered: what ``_get_answered_keys()`` returns
        """
        return first_day == max(self.due_on, today) and self.key in answered

    def find_days(self, planned, today, last_day):
        """Return the days up to ``last_day`` on which it is due and no job replaces it.

        :param planned: the days of the jobs that replace it
        """
        days = coming_ages(
            self.due_on,
            self.replace_after,
            self.replace_unit,
            self.notice_days,
            planned,
            today,
            last_day,
        )
        return [
            day
            for day in days
            if (not self.leaves_on or day < self.leaves_on)
            # what is overdue was due while the line counted
            and (not self.date_to or day <= max(self.date_to, today))
        ]


class MaintenancePlannerAges(models.AbstractModel):
    """What assets will need because their parts grow old."""

    _name = "maintenance.planner.ages"
    _description = "Needs of Ages"

    def _get_age_needs(self, warehouse, today, last_day, places, products=None):
        """Return the parts that reach their age, where no job plans them.

        Again and again, for whoever replaces one restarts its clock. An age that nobody
        knows is a question, never a need. What a job has planned for an age is that
        job's need; if a person cancelled it, that is his word.

        :param places: {spot: [days]} of what jobs plan, see :func:`get_spot`
        :param products: only these, if given
        """
        ages = self._get_age_lines(
            warehouse, today, Domain("due_on", "<=", last_day), products
        )
        planned = self._get_days_of_places(
            ages, places, self._get_places_elsewhere(warehouse, ages, today, last_day)
        )
        days = {
            age: age.find_days(
                planned.get((age.equipment_id, age.path), ()), today, last_day
            )
            for age in ages
        }
        answered = self._get_answered_keys([age.key for age in ages if days[age]])
        return [
            RawNeed(
                # the next ones count from the first, which may be postponed day by day
                f"{age.key}+{number}" if number else age.key,
                age.product_id,
                age.quantity,
                day,
                warehouse.lot_stock_id.id,
                "age",
                age.equipment_id,
                None,
                age.bom_line_id,
                age.position,
                age.criticality,
            )
            for age in ages
            if days[age] and not age.is_answered(days[age][0], today, answered)
            for number, day in enumerate(days[age])
        ]

    def _get_age_lines(self, warehouse, today, domain, products=None):
        """Return the AgeLine of the parts of living assets near ``warehouse``.

        :param domain: on ``maintenance.part.age``
        """
        ages = self.env["maintenance.part.age"]
        near = Domain("equipment_id", "any", self._get_near_assets_domain(warehouse))
        domain = near & ages._get_current_domain(today) & domain
        if products is not None:
            domain &= Domain("product_id", "in", products._get_parts_containing().ids)
        query = ages._search(domain, order="id")
        columns = (
            "equipment_id",
            "product_id",
            "product_qty",
            "path",
            "position",
            "bom_line_id",
            "criticality",
            "due_on",
            "ask_on",
            "replace_after",
            "replace_unit",
            "notice_days",
            "leaves_on",
            "date_to",
        )
        names = [SQL.identifier(query.table, name) for name in columns]
        return [AgeLine(*row) for row in self.env.execute_query(query.select(*names))]

    def _get_places_elsewhere(self, warehouse, ages, today, last_day):
        """Return {spot: [days]} of what jobs plan from other places than the
        ``warehouse`` near the asset.
        """
        to_day = warehouse.company_id._get_day_converter()
        days = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """SELECT r.schedule_date, r.equipment_id, p.path,
                              COALESCE(p.substitute_for_id, p.product_id), p.position
                         FROM maintenance_request r
                         JOIN maintenance_request_part p ON p.request_id = r.id
                         JOIN maintenance_stage s ON s.id = r.stage_id
                        WHERE r.equipment_id = ANY(%s)
                          AND r.warehouse_id IS DISTINCT FROM %s
                          AND r.archive IS NOT TRUE
                          AND s.done IS NOT TRUE
                          AND (r.schedule_date IS NULL OR r.schedule_date < %s)""",
                list({age.equipment_id for age in ages}),
                warehouse.id,
                self._get_end_of(last_day),
            )
        )
        for moment, *planned in rows:
            if moment and not is_in_range(moment):
                # when that is, nobody knows: it is told where it is planned
                continue
            day = max(to_day(moment), today) if moment else today
            days[get_spot(*planned)].append(day)
        return days

    def _get_days_of_places(self, ages, *planned):
        """Return {(asset id, path): [days]} of the places of the assets of ``ages``.

        What a person has added to a job is for the only place where the asset has it.

        :param planned: any number of {spot: [days]}, see :func:`get_spot`
        """
        asset_ids = {age.equipment_id for age in ages}
        spots = [
            (spot, days)
            for some in planned
            for spot, days in some.items()
            if spot[0] in asset_ids
        ]
        added = self.env["maintenance.part.replacement"]._match_single_places(
            spot for spot, _days in spots if len(spot) == 3
        )
        found = defaultdict(list)
        for spot, days in spots:
            if spot in added:
                spot = spot[0], added[spot].path
            found[spot] += days
        return found

    def _get_answered_keys(self, keys):
        """Return those of the ``keys`` of ages for which a job was planned before."""
        rows = self.env.execute_query(
            SQL(
                "SELECT age_key FROM maintenance_request_part WHERE age_key = ANY(%s)",
                keys,
            )
        )
        return {key for [key] in rows}

    def _get_near_assets_domain(self, warehouse):
        """Return the domain of the living assets that get parts from ``warehouse``.

        Those that are there; of the first warehouse of the company also those that are
        in none of its warehouses. What belongs to no company and is in no warehouse
        gets them in one place only: see :meth:`_get_first_of_all`.
        """
        company = warehouse.company_id
        mine = Domain("company_id", "=", company.id)
        within = Domain("active", "=", True)
        near = Domain("location_id.warehouse_id", "=", warehouse.id)
        if warehouse == warehouse.search(mine, limit=1):
            elsewhere = Domain("location_id.warehouse_id", "any", within & mine)
            near |= mine & ~elsewhere
        if warehouse == self._get_first_of_all(warehouse):
            elsewhere = Domain("location_id.warehouse_id", "any", within)
            near |= Domain("company_id", "=", False) & ~elsewhere
        return (
            near
            & Domain("lifecycle_state", "!=", "retired")
            & Domain("company_id", "in", (False, company.id))
        )

    def _get_first_of_all(self, warehouse):
        """Return the warehouse of assets that belong to nobody and are nowhere.

        The first of a company that is live: each would buy for them otherwise.
        """
        # of all companies: whoever plans for one need not see the others
        warehouses_sudo = warehouse.sudo()
        live = Domain("company_id.parts_live", "=", True)
        return warehouses_sudo.search(live, limit=1) or warehouses_sudo.search(
            [], limit=1
        )
