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
        in none of its warehouses.
        """
        company = warehouse.company_id
        first = warehouse.search([("company_id", "=", company.id)], limit=1)
        near = Domain("location_id.warehouse_id", "=", warehouse.id)
        if warehouse == first:
            near |= ~Domain(
                "location_id.warehouse_id",
                "any",
                [("company_id", "=", company.id), ("active", "=", True)],
            )
        return (
            near
            & Domain("lifecycle_state", "!=", "retired")
            & Domain("company_id", "in", (False, company.id))
        )
