from datetime import date
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import RawNeed, age_key


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

    @property
    def key(self):
        return age_key(self.equipment_id, self.path, self.due_on)


class MaintenancePlannerAges(models.AbstractModel):
    """What assets will need because their parts grow old."""

    _name = "maintenance.planner.ages"
    _description = "Needs of Ages"

    def _get_age_needs(self, warehouse, today, last_day, places, products=None):
        """Return the parts that reach their age, where no job plans them.

        An age that nobody knows is a question, never a need. What a job has planned
        for an age is that job's need; if a person cancelled it, that is his word.

        :param places: {(asset id, path)} of what jobs plan, which restarts the clock
        :param products: only these, if given
        """
        ages = [
            age
            for age in self._get_age_lines(
                warehouse, today, Domain("due_on", "<=", last_day), products
            )
            if (age.equipment_id, age.path) not in places
        ]
        elsewhere = self._get_places_elsewhere(warehouse, ages, last_day)
        ages = [age for age in ages if (age.equipment_id, age.path) not in elsewhere]
        answered = self._get_answered_keys([age.key for age in ages])
        return [
            RawNeed(
                age.key,
                age.product_id,
                age.quantity,
                max(age.due_on, today),
                warehouse.lot_stock_id.id,
                "age",
                age.equipment_id,
                None,
                age.bom_line_id,
                age.position,
                age.criticality,
            )
            for age in ages
            if age.key not in answered
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
        )
        names = [SQL.identifier(query.table, name) for name in columns]
        return [AgeLine(*row) for row in self.env.execute_query(query.select(*names))]

    def _get_places_elsewhere(self, warehouse, ages, last_day):
        """Return {(asset id, path)} of what jobs plan from other places than the
        ``warehouse`` near the asset.
        """
        return set(
            self.env.execute_query(
                SQL(
                    """SELECT r.equipment_id, p.path
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
        )

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
        warehouses_sudo = warehouse.sudo()
        live = Domain("company_id.parts_live", "=", True)
        return warehouses_sudo.search(live, limit=1) or warehouses_sudo.search(
            [], limit=1
        )
