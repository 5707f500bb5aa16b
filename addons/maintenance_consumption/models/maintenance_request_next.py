from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..tools import Listed, next_plan


class ListedLine(NamedTuple):
    """A part of a parts list; ``target_line_id``: the line that it stands for."""

    parts_key: int
    path: str
    every_nth: int
    date_from: date | None
    date_to: date | None
    maintenance_type: str
    product_id: int
    product_qty: float
    uom_id: int
    position: str | None
    line_id: int
    criticality: str
    target_line_id: int | None


class MaintenanceRequestNext(models.AbstractModel):
    """The plan that a recurring job hands on to the next."""

    _name = "maintenance.request.next"
    _description = "Plan of the Next Maintenance Job"

    follows_bom = fields.Boolean(
        help="The parts were proposed from the BOM: when the job recurs, those that "
        "are not used on every job come at their turn.",
    )

    def _hand_on_plan(self, following):
        """Give the job ``following`` the plan of this one, as far as it needs it."""
        self.ensure_one()
        parts, is_proposed = self.part_ids, self._is_plan_proposed()
        listed, values = self._get_listed_parts()[self.equipment_id.parts_key]
        kept, added = next_plan(
            # without an asset there is nothing to judge the plan by
            [(part, self.equipment_id and part.path) for part in parts],
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

    def _get_listed_parts(self):
        """Return {parts key: ({path: Listed}, {path: values})} of the assets of these
        jobs, empty dicts for a key that there is not.

        Values are what ``_prepare_part`` takes. Assets of one BOM share a key.
        """
        lists = defaultdict(lambda: ({}, {}))
        for line in self._get_listed_lines():
            if line.product_qty:
                listed, values = lists[line.parts_key]
                listed[line.path] = _to_listed(line)
                values[line.path] = {
                    "product_id": line.product_id,
                    "product_qty": line.product_qty,
                    "uom_id": line.uom_id,
                    "position": line.position or False,
                    "path": line.path,
                    "line_id": line.line_id,
                    "criticality": line.criticality,
                }
        return lists

    def _get_listed_lines(self):
        """Return the ListedLine of all parts of the assets of these jobs, in order.

        Past the ORM: thousands of jobs are looked at for the next months. Whoever may
        finish a job need not see BOMs.
        """
        for name in ("product.template", "maintenance.bom.line"):
            self.env[name].flush_model()
        # whoever may finish a job need not see its asset
        keys = list(set(self.sudo().equipment_id.mapped("parts_key")))
        rows = self.env.execute_query(
            SQL(
                """SELECT c.parts_key, c.path, c.every_nth, c.date_from, c.date_to,
                          c.maintenance_type, c.product_id, c.product_qty, t.uom_id,
                          c.position, c.line_id, c.criticality,
                          CASE WHEN l.equipment_id IS NOT NULL AND l.effect = 'replace'
                               THEN l.target_line_id
                          END
                     FROM maintenance_bom_component c
                     JOIN maintenance_bom_line l ON l.id = c.line_id
                     JOIN product_product p ON p.id = c.product_id
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE c.parts_key = ANY(%s)
                 ORDER BY c.parts_key, c.sequence, c.id""",
                keys,
            )
        )
        return [ListedLine(*row) for row in rows]


def _to_listed(line):
    replaces = None
    if line.target_line_id:
        # an own line stands where the line that it replaces stood
        above = line.path.removesuffix(f"{line.line_id}/")
        replaces = f"{above}{line.target_line_id}/"
    return Listed(
        line.path,
        line.every_nth,
        line.date_from,
        line.date_to,
        line.maintenance_type in ("preventive", "both"),
        replaces,
    )
