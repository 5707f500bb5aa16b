"""What a warehouse will need and when: of jobs, coming occurrences and ages."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from psycopg2 import DatabaseError

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import (
    FIRST_DAY,
    LAST_DAY,
    is_in_range,
)
from odoo.addons.maintenance_bom.models.isolation import describe_error
from odoo.addons.maintenance_part_age.tools import age_key

from ..tools import (
    MOST,
    RawNeed,
    Spot,
    coming_ages,
    number_keys,
    tell_apart,
)

_logger = logging.getLogger(__name__)


@dataclass
class Scope:
    """Which needs are looked for: those of ``warehouse`` up to ``last_day``.

    ``products``: only of what may have to do with these, None for all; ``problems``:
    {key: values of an exception} of what cannot be planned with, and is left out.
    """

    warehouse: models.BaseModel
    today: date
    last_day: date
    products: models.BaseModel | None = None
    problems: dict[str, dict] = field(default_factory=dict)

    @property
    def env(self):
        return self.warehouse.env

    @property
    def end(self):
        """A UTC moment by which ``last_day`` is over wherever one is."""
        return datetime.combine(self.last_day + timedelta(2), time.min)

    @cached_property
    def _to_day(self):
        return self.warehouse.company_id._get_day_converter()

    def to_need_day(self, moment):
        """Return the day of ``moment``; what has passed, or has none, is needed today.

        :raises OverflowError: if the moment is not in the range of :func:`is_in_range`
        """
        return max(self._to_day(moment), self.today) if moment else self.today

    def note_job_problem(self, job_id, reason):
        """Note that a job, or a part of it, is left out. The first reason is told."""
        self.problems.setdefault(
            f"failed_job/{job_id}",
            {"kind": "failed_job", "request_id": job_id, "reason": reason},
        )

    def get_concerned_sql(self):
        """Return the condition on jobs ``r`` that may need one of the products.

        What a coming occurrence takes over from the BOM, or an age that a job looks
        after, is on the list of the asset.
        """
        if self.products is None:
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
            products=self.products._get_parts_containing().ids,
        )


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

    @property
    def spot(self):
        return Spot.of(
            self.equipment_id, self.path, self.first_product_id, self.position
        )


class Left(NamedTuple):
    """What of a planned part is neither issued nor reserved.

    ``waiting``: of it, for how much an issue is open; ``used``: how much of what was
    planned is not in it.
    """

    product_id: int
    quantity: float
    waiting: float = 0.0
    used: float = 0.0


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
        :param answered: what :func:`get_answered_keys` returns
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


def find_needs(scope: Scope) -> list[RawNeed]:
    """Return the needs of a warehouse, each with a key of its own.

    In each part's own unit, kits by what they are made of. What has passed is needed
    today.
    """
    planned, places = get_planned_needs(scope)
    coming, coming_places = get_coming_needs(scope)
    for spot, days in coming_places.items():
        places[spot] += days
    ages = get_age_needs(scope, places)
    needs = take_apart(scope, [*planned, *coming, *ages])
    needs = leave_out_no_quantities(scope, needs)
    if scope.products is not None:
        wanted = set(scope.products._ids)
        needs = [need for need in needs if need.product_id in wanted]
    return tell_apart(needs)


def leave_out_no_quantities(scope: Scope, needs: list[RawNeed]) -> list[RawNeed]:
    """Return those of ``needs`` whose quantity one can calculate with."""
    good = []
    for need in needs:
        # `not (a <= b)` also catches NaN
        bad = [
            number for number in (need.quantity, need.used) if not abs(number) <= MOST
        ]
        if not bad:
            good.append(need)
            continue
        part = scope.env["product.product"].browse(need.product_id)
        reason = scope.env._(
            "the quantity of “%(part)s” is %(number)s",
            part=part.display_name,
            number=bad[0],
        )
        if need.request_id:
            scope.note_job_problem(need.request_id, reason)
        else:
            scope.problems[f"failed_asset/{need.equipment_id}"] = {
                "kind": "failed_asset",
                "equipment_id": need.equipment_id,
                "reason": reason,
            }
    return good


def take_apart(scope: Scope, needs: list[RawNeed]) -> list[RawNeed]:
    """Return the needs with those of kits replaced by what the kits are made of."""
    products = scope.env["product.product"].browse({need.product_id for need in needs})
    found = products._get_part_contents(scope.warehouse.company_id)
    contents = {
        product.id: inside for product, inside in found.items() if product not in inside
    }
    if not contents:
        return needs
    apart = []
    for need in needs:
        if need.product_id not in contents:
            apart.append(need)
            continue
        for product, amount in contents[need.product_id].items():
            apart.append(
                need._replace(
                    key=f"{need.key}/{product.id}",
                    product_id=product.id,
                    quantity=need.quantity * amount,
                    used=need.used * amount,
                )
            )
    return apart


# --- jobs -----------------------------------------------------------------------------


def get_planned_needs(scope: Scope) -> tuple[list[RawNeed], dict[Spot, list[date]]]:
    """Return what open jobs still want, and {spot: [days]} of all they plan.

    The need is planned − issued + returned − reserved. An open issue that waits for its
    parts is part of the need, as it is counted nowhere else.
    """
    lines = _get_planned_lines(scope)
    left = _get_left_of_begun(scope, lines)
    needs, places = [], defaultdict(list)
    for _job_id, group in groupby(lines, attrgetter("job_id")):
        plan = list(group)
        job = plan[0]
        if job.moment and not is_in_range(job.moment):
            scope.note_job_problem(job.job_id, _tell_bad_date(scope.env, job.moment))
            continue
        day = scope.to_need_day(job.moment)
        for line in plan:
            places[line.spot].append(day)
        if day > scope.last_day or (job.leaves_on and job.leaves_on <= day):
            continue
        keys = number_keys(
            job.series,
            job.series_number,
            ((line.path, line.product_id) for line in plan),
        )
        for key, line in zip(keys, plan, strict=True):
            if line.is_no_number:
                part = scope.env["product.product"].browse(line.product_id)
                scope.note_job_problem(
                    line.job_id,
                    scope.env._(
                        "the planned or unneeded quantity of “%s” is not a number",
                        part.display_name,
                    ),
                )
                continue
            whole = (Left(line.product_id, line.quantity),)
            for one in left.get(line.part_id, whole):
                needs.append(_prepare_planned(line.age_key or key, line, one, day))
    return needs, places


def _prepare_planned(key, line, left, day):
    return RawNeed(
        key if left.product_id == line.product_id else f"{key}/{left.product_id}",
        left.product_id,
        left.quantity,
        day,
        line.place_id,
        "planned",
        line.equipment_id,
        line.job_id,
        line.bom_line_id,
        line.position,
        line.criticality,
        left.waiting,
        left.used,
    )


def _get_planned_lines(scope):
    """Return the PlannedLine of each part of open jobs, job by job in their order.

    All parts of a job or none, for that is what their keys are counted by.
    """
    rows = scope.env.execute_query(
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
            warehouse=scope.warehouse.id,
            end=scope.end,
            concerned=scope.get_concerned_sql(),
            pending=scope.env["maintenance.request.part"]._get_pending_sql(
                SQL.identifier("p", "id")
            ),
        )
    )
    return [PlannedLine(*row) for row in rows]


def _tell_bad_date(env, moment):
    return env._(
        "%(date)s is not between %(first)s and %(last)s",
        date=moment.date().isoformat(),
        first=FIRST_DAY.isoformat(),
        last=LAST_DAY.isoformat(),
    )


def _get_left_of_begun(scope, lines):
    """Return {planned part id: [Left]}, only of parts of which something was taken,
    came back or is asked for.
    """
    begun = scope.env["maintenance.request.part"].browse(
        [line.part_id for line in lines if line.is_begun]
    )
    try:
        return _get_left_of_parts(begun)
    except DatabaseError:
        raise
    except Exception:
        _logger.exception("What is left of planned parts: now one by one")
    left = {}
    for part in begun:
        try:
            left |= _get_left_of_parts(part)
        except DatabaseError:
            raise
        except Exception as error:
            left[part.id] = []
            scope.note_job_problem(part.request_id.id, describe_error(error))
    return left


def _get_left_of_parts(begun):
    """Return {planned part id: [Left]} of these planned parts."""
    moved = begun._get_moved_quantities()
    left = {}
    for part in begun:
        missing = part._get_missing_products(moved[part.id])
        left[part.id] = [
            Left(
                product.id,
                quantity,
                quantity - missing.get(product, 0.0),
                max(moved[part.id]["products"][product]["planned"] - quantity, 0.0),
            )
            for product, quantity in part._get_wanted_products(moved[part.id]).items()
        ]
    return left


# --- coming occurrences of recurring jobs ---------------------------------------------


def get_coming_needs(scope: Scope) -> tuple[list[RawNeed], dict[Spot, list[date]]]:
    """Return what coming occurrences will want, and {spot: [days]} of it.

    They have the keys of the jobs that they become.
    """
    jobs = _get_recurring_jobs(scope)
    needs, places, failed = [], defaultdict(list), {}
    coming = jobs._get_coming_plans(scope.end, failed)
    for job, reason in failed.items():
        scope.note_job_problem(job.id, reason)
    for job, plans in coming.items():
        asset_id = job.equipment_id.id or None
        leaves_on = _get_leaving_day(job.equipment_id)
        place_id = (job.stock_location_id or scope.warehouse.lot_stock_id).id
        for _number, moment, rows in plans:
            day = scope.to_need_day(moment)
            if day > scope.last_day or (leaves_on and leaves_on <= day):
                continue
            for row in rows:
                spot = Spot.of(
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


def _get_recurring_jobs(scope):
    """Return the open jobs of the warehouse that come back."""
    rows = scope.env.execute_query(
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
            scope.warehouse.id,
            scope.get_concerned_sql(),
        )
    )
    return scope.env["maintenance.request"].browse([job_id for [job_id] in rows])


def _get_leaving_day(asset):
    days = [day for day in (asset.retirement_date, asset.scrap_date) if day]
    return min(days, default=None)


# --- ages -----------------------------------------------------------------------------


def get_age_needs(scope: Scope, places: dict[Spot, list[date]]) -> list[RawNeed]:
    """Return the parts that reach their age, where no job plans them.

    A part repeats within the horizon, as each replacement restarts its age. An unknown
    age is a question, never a need. What a job has planned for an age is that job's
    need; if a person cancelled the job, it is not proposed again.

    :param places: {spot: [days]} of what jobs plan
    """
    today, last_day = scope.today, scope.last_day
    ages = get_age_lines(
        scope.warehouse, today, Domain("due_on", "<=", last_day), scope.products
    )
    elsewhere = _get_places_elsewhere(scope, ages)
    planned = _get_days_of_places(scope.env, ages, places, elsewhere)
    days = {
        age: age.find_days(
            planned.get((age.equipment_id, age.path), ()), today, last_day
        )
        for age in ages
    }
    answered = get_answered_keys(scope.env, [age.key for age in ages if days[age]])
    return [
        RawNeed(
            # the next ones count from the first, which may be postponed day by day
            f"{age.key}+{number}" if number else age.key,
            age.product_id,
            age.quantity,
            day,
            scope.warehouse.lot_stock_id.id,
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


def get_age_lines(warehouse, today: date, domain, products=None) -> list[AgeLine]:
    """Return the AgeLine of the parts of living assets near ``warehouse``.

    :param domain: on ``maintenance.part.age``
    :param products: only those that may have to do with these, if given
    """
    env = warehouse.env
    ages = env["maintenance.part.age"]
    near = env["maintenance.equipment"]._get_near_domain(warehouse)
    domain = (
        Domain("equipment_id", "any", near) & ages._get_current_domain(today) & domain
    )
    if products is not None:
        domain &= Domain("product_id", "in", products._get_parts_containing().ids)
    query = ages._search(domain, order="id")
    columns = [
        "product_qty" if name == "quantity" else name for name in AgeLine._fields
    ]
    names = [SQL.identifier(query.table, name) for name in columns]
    return [AgeLine(*row) for row in env.execute_query(query.select(*names))]


def _get_places_elsewhere(scope, ages):
    """Return {spot: [days]} of what jobs plan from other places than the warehouse
    near the asset.
    """
    days = defaultdict(list)
    rows = scope.env.execute_query(
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
            scope.warehouse.id,
            scope.end,
        )
    )
    for moment, *planned in rows:
        if moment and not is_in_range(moment):
            # an invalid date: noted as a problem where the line is planned
            continue
        days[Spot.of(*planned)].append(scope.to_need_day(moment))
    return days


def _get_days_of_places(env, ages, *planned):
    """Return {(asset id, path): [days]} of the places of the assets of ``ages``.

    What a person has added to a job is for the only place where the asset has it.

    :param planned: any number of {spot: [days]}
    """
    asset_ids = {age.equipment_id for age in ages}
    spots = [
        (spot, days)
        for some in planned
        for spot, days in some.items()
        if spot.asset_id in asset_ids
    ]
    added = env["maintenance.part.replacement"]._match_single_places(
        spot.added for spot, _days in spots if not spot.path
    )
    found = defaultdict(list)
    for spot, days in spots:
        path = spot.path
        if not path and spot.added in added:
            path = added[spot.added].path
        if path:
            found[spot.asset_id, path] += days
    return found


def get_answered_keys(env, keys: list[str]) -> set[str]:
    """Return those of the ``keys`` of ages for which a job was planned before."""
    rows = env.execute_query(
        SQL(
            "SELECT age_key FROM maintenance_request_part WHERE age_key = ANY(%s)", keys
        )
    )
    return {key for [key] in rows}
