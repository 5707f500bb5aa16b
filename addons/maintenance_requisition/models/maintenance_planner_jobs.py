import logging
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from psycopg2 import DatabaseError

from odoo import models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import FIRST_DAY, LAST_DAY
from odoo.addons.maintenance_bom.models.isolation import describe_error

from ..tools import MOST, RawNeed, number_keys

_logger = logging.getLogger(__name__)


class PlannedLine(NamedTuple):
    """What the planner knows of a part that a job plans.

    ``first_product_id``: what was planned before a substitute was.
    """

    job_id: int
    series: int
    series_number: int
    moment: datetime | None
    place_id: int
    equipment_id: int | None
    leaves_on: date | None
    part_id: int
    product_id: int
    first_product_id: int
    quantity: float
    bom_line_id: int | None
    position: str | None
    criticality: str
    path: str | None
    age_key: str | None
    is_begun: bool
    is_no_number: bool


class MaintenancePlannerJobs(models.AbstractModel):
    """What jobs will need: those that there are, and occurrences to come."""

    _name = "maintenance.planner.jobs"
    _description = "Needs of Jobs"

    def _get_planned_needs(
        self, warehouse, today, last_day, products=None, problems=None
    ):
        """Return what open jobs still want, and {spot: [days]} of all they plan: see
        :func:`get_spot`.

        What they want is planned − issued + returned − set aside: of an open issue that
        waits for its parts somebody has to get them, and nobody else counts it.

        :param products: only of jobs that may have to do with these, if given
        :param problems: see :meth:`_get_needs`
        """
        problems = {} if problems is None else problems
        lines = self._get_planned_lines(warehouse, last_day, products)
        left = self._get_left_of_begun(lines, problems)
        to_day = warehouse.company_id._get_day_converter()
        needs, places = [], defaultdict(list)
        for _job_id, group in groupby(lines, attrgetter("job_id")):
            plan = list(group)
            job = plan[0]
            if job.moment and not is_in_range(job.moment):
                self._note_job_problem(
                    problems, job.job_id, self._tell_bad_date(job.moment)
                )
                continue
            day = max(to_day(job.moment), today) if job.moment else today
            for line in plan:
                spot = get_spot(
                    line.equipment_id, line.path, line.first_product_id, line.position
                )
                places[spot].append(day)
            if day > last_day or (job.leaves_on and job.leaves_on <= day):
                continue
            keys = number_keys(
                job.series,
                job.series_number,
                ((line.path, line.product_id) for line in plan),
            )
            for key, line in zip(keys, plan, strict=True):
                key = line.age_key or key
                if line.is_no_number:
                    part = self.env["product.product"].browse(line.product_id)
                    self._note_job_problem(
                        problems,
                        line.job_id,
                        self.env._(
                            "what is planned, or not needed, of “%s” is no number",
                            part.display_name,
                        ),
                    )
                    continue
                for product_id, quantity, waiting, used in left.get(
                    line.part_id, ((line.product_id, line.quantity, 0.0, 0.0),)
                ):
                    same = product_id == line.product_id
                    needs.append(
                        RawNeed(
                            key if same else f"{key}/{product_id}",
                            product_id,
                            quantity,
                            day,
                            line.place_id,
                            "planned",
                            line.equipment_id,
                            line.job_id,
                            line.bom_line_id,
                            line.position,
                            line.criticality,
                            waiting,
                            used,
                        )
                    )
        return needs, places

    def _get_planned_lines(self, warehouse, last_day, products):
        """Return the PlannedLine of each part of open jobs, job by job in their order.

        All parts of a job or none, for that is what their keys are counted by.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id, COALESCE(r.series_id, r.id),
                          COALESCE(r.series_number, 0), r.schedule_date,
                          COALESCE(r.stock_location_id, w.lot_stock_id),
                          r.equipment_id, LEAST(e.retirement_date, e.scrap_date),
                          p.id, p.product_id,
                          COALESCE(p.substitute_for_id, p.product_id),
                          p.product_qty, p.bom_line_id, p.position, p.criticality,
                          p.path, p.age_key,
                          COALESCE(p.unneeded_qty, 0) <> 0
                          OR EXISTS (SELECT 1
                                       FROM stock_move m
                                      WHERE m.maintenance_request_part_id = p.id
                                        AND m.state NOT IN ('draft', 'cancel'))
                          OR %(pending)s,
                          -- NaN is larger than all numbers
                          NOT (p.product_qty BETWEEN -%(most)s AND %(most)s
                               AND COALESCE(p.unneeded_qty, 0)
                                   BETWEEN -%(most)s AND %(most)s)
                     FROM maintenance_request r
                     JOIN maintenance_request_part p ON p.request_id = r.id
                     JOIN maintenance_stage s ON s.id = r.stage_id
                     JOIN stock_warehouse w ON w.id = r.warehouse_id
                     LEFT JOIN maintenance_equipment e ON e.id = r.equipment_id
                    WHERE r.warehouse_id = %(warehouse)s
                      AND r.archive IS NOT TRUE
                      AND s.done IS NOT TRUE
                      AND (r.schedule_date IS NULL OR r.schedule_date < %(end)s)
                      AND (e.id IS NULL OR e.active AND e.lifecycle_state != 'retired')
                      AND %(concerned)s
                 ORDER BY r.id, p.sequence, p.id""",
                most=MOST,
                warehouse=warehouse.id,
                end=self._get_end_of(last_day),
                concerned=self._get_concerned_sql(products),
                pending=self.env["maintenance.request.part"]._get_pending_sql(
                    SQL.identifier("p", "id")
                ),
            )
        )
        return [PlannedLine(*row) for row in rows]

    def _note_job_problem(self, problems, job_id, reason):
        """Note that a job, or a part of it, is left out. The first reason is told."""
        problems.setdefault(
            f"failed_job/{job_id}",
            {"kind": "failed_job", "request_id": job_id, "reason": reason},
        )

    def _tell_bad_date(self, moment):
        return self.env._(
            "%(date)s is no date between %(first)s and %(last)s",
            date=moment.date().isoformat(),
            first=FIRST_DAY.isoformat(),
            last=LAST_DAY.isoformat(),
        )

    def _get_concerned_sql(self, products):
        """Return the condition on jobs ``r`` that may need one of ``products``.

        What a coming occurrence takes over from the BOM, or an age that a job looks
        after, is on the list of the asset.
        """
        if products is None:
            return SQL("TRUE")
        return SQL(
            """(r.id IN (SELECT request_id
                           FROM maintenance_request_part
                          WHERE product_id = ANY(%(products)s))
                OR r.equipment_id IN
                   (SELECT a.id
                      FROM maintenance_equipment a
                      JOIN maintenance_bom_component c ON c.parts_key = a.parts_key
                     WHERE c.product_id = ANY(%(products)s)))""",
            products=products._get_parts_containing().ids,
        )

    def _get_left_of_begun(self, lines, problems):
        """Return {planned part id: [(product id, quantity, of it waiting, how much of
        what was planned is not in it)]} of what is neither issued nor set aside.

        Only of parts of which something was taken, came back or is asked for.

        :param problems: see :meth:`_get_needs`
        """
        begun = self.env["maintenance.request.part"].browse(
            [line.part_id for line in lines if line.is_begun]
        )
        try:
            return self._get_left_of_parts(begun)
        except DatabaseError:
            raise
        except Exception:
            _logger.exception("What is left of planned parts: now one by one")
        left = {}
        for part in begun:
            try:
                left |= self._get_left_of_parts(part)
            except DatabaseError:
                raise
            except Exception as error:
                left[part.id] = []
                self._note_job_problem(
                    problems, part.request_id.id, describe_error(error)
                )
        return left

    def _get_left_of_parts(self, begun):
        """Return what :meth:`_get_left_of_begun` does, of these planned parts."""
        moved = begun._get_moved_quantities()
        left = {}
        for part in begun:
            missing = part._get_missing_products(moved[part.id])
            left[part.id] = [
                (
                    product.id,
                    quantity,
                    quantity - missing.get(product, 0.0),
                    max(moved[part.id]["products"][product]["planned"] - quantity, 0.0),
                )
                for product, quantity in part._get_wanted_products(
                    moved[part.id]
                ).items()
            ]
        return left

    def _get_coming_needs(
        self, warehouse, today, last_day, products=None, problems=None
    ):
        """Return what coming occurrences will want, and {spot: [days]} of it: see
        :func:`get_spot`.

        They have the keys of the jobs that they become.

        :param products: only of jobs that may have to do with these, if given
        :param problems: see :meth:`_get_needs`
        """
        jobs = self._get_recurring_jobs(warehouse, products)
        to_day = warehouse.company_id._get_day_converter()
        until = self._get_end_of(last_day)
        needs, places, failed = [], defaultdict(list), {}
        coming = jobs._get_coming_plans(until, failed)
        for job, reason in failed.items():
            if problems is not None:
                self._note_job_problem(problems, job.id, reason)
        for job, plans in coming.items():
            asset = job.equipment_id
            asset_id = asset.id or None
            leaves_on = self._get_leaving_day(asset)
            place_id = (job.stock_location_id or warehouse.lot_stock_id).id
            for _number, moment, rows in plans:
                day = max(to_day(moment), today)
                if day > last_day or (leaves_on and leaves_on <= day):
                    continue
                for row in rows:
                    spot = get_spot(
                        asset_id, row["path"], row["product_id"], row["position"]
                    )
                    places[spot].append(day)
                    needs.append(
                        RawNeed(
                            row["key"],
                            row["product_id"],
                            row["product_qty"],
                            day,
                            place_id,
                            "recurring",
                            asset_id,
                            job.id,
                            row["bom_line_id"] or None,
                            row["position"] or None,
                            row["criticality"],
                        )
                    )
        return needs, places

    def _get_recurring_jobs(self, warehouse, products):
        """Return the open jobs of ``warehouse`` that come back."""
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id
                     FROM maintenance_request r
                     JOIN maintenance_stage s ON s.id = r.stage_id
                     LEFT JOIN maintenance_equipment e ON e.id = r.equipment_id
                    WHERE r.warehouse_id = %s
                      AND r.archive IS NOT TRUE
                      AND s.done IS NOT TRUE
                      AND r.recurring_maintenance
                      AND (e.id IS NULL OR e.active AND e.lifecycle_state != 'retired')
                      AND %s
                 ORDER BY r.id""",
                warehouse.id,
                self._get_concerned_sql(products),
            )
        )
        return self.env["maintenance.request"].browse([job_id for [job_id] in rows])

    def _get_leaving_day(self, asset):
        days = [day for day in (asset.retirement_date, asset.scrap_date) if day]
        return min(days, default=None)

    def _get_end_of(self, day):
        """Return a UTC moment by which ``day`` is over wherever one is."""
        return datetime.combine(day + timedelta(2), time.min)


def is_in_range(moment):
    """Return whether ``moment`` is on a day that may be entered."""
    return FIRST_DAY <= moment.date() <= LAST_DAY


def get_spot(asset_id, path, product_id, position):
    """Return what is known of the place of a planned part: (asset id, path); of a part
    that a person has added (asset id, product id, position or None).
    """
    return (asset_id, path) if path else (asset_id, product_id, position or None)
