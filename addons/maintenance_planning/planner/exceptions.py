"""What keeps the planner from a decision becomes a row with a remedy."""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from .decision import Decisions
from .facts import Facts
from .needs import get_age_lines

# so many jobs in a row are no accident
JOBS = 3


def find_exceptions(facts: Facts, decisions: Decisions) -> dict[str, dict]:
    """Return {key: values of a row of ``maintenance.planning.exception``}."""
    env = facts.warehouse.env
    found = {}
    lacks = [lack for lack in decisions.lacks if not lack.is_late]
    parts = env["product.product"].browse({lack.part for lack in lacks})
    archived = {part.id for part in parts if not part.active}
    barred = {part.id for part in parts if not part.purchase_ok}
    for lack in lacks:
        if lack.part in archived:
            _add_part_problem("archived_part", lack, found)
        elif lack.part in barred:
            _add_part_problem("not_purchasable", lack, found)
        else:
            _add_sourcing_problem(facts, lack, found)
    for part_id in facts.parts.misfits:
        found[f"unit/{part_id}"] = {"kind": "unit", "product_id": part_id}
    warehouse = facts.warehouse
    found |= _find_plan_problems(warehouse)
    found |= _find_missed_series(warehouse)
    found |= _find_placeless_jobs(warehouse)
    found |= _find_superseded_rules(facts)
    found |= _find_age_problems(warehouse, facts.today)
    found |= _find_dangling_lines(warehouse)
    found |= facts.problems
    found |= {
        f"failed_part/{part_id}": {
            "kind": "failed_part",
            "product_id": part_id,
            "reason": reason,
        }
        for part_id, reason in facts.failed.items()
    }
    found |= find_never_used(warehouse)
    found |= find_not_listed(warehouse, facts.today)
    return found


def _add_sourcing_problem(facts, lack, found):
    """Note that a missing part has no vendor, or its vendor no lead time."""
    sourcing = facts.parts.sourcing[lack.part]
    if sourcing.vendor_id is None:
        kind = "vendor_unit" if sourcing.is_unit_wrong else "no_vendor"
    elif sourcing.delay is None:
        kind = "no_lead_time"
    else:
        return
    _add_part_problem(kind, lack, found)


def _add_part_problem(kind, lack, found):
    found.setdefault(
        f"{kind}/{lack.part}",
        {"kind": kind, "product_id": lack.part, "date_need": lack.day},
    )


def _find_age_problems(warehouse, today):
    """Return {key: values} of the parts whose age is unknown."""
    asked = Domain("counts_from", "=", False) & (
        Domain("ask_on", "=", False) | Domain("ask_on", "<=", today)
    )
    return {
        f"unknown_age/{age.equipment_id}/{age.path}": {
            "kind": "unknown_age",
            "equipment_id": age.equipment_id,
            "product_id": age.product_id,
            "bom_line_id": age.bom_line_id,
        }
        for age in get_age_lines(warehouse, today, asked)
    }


def _find_dangling_lines(warehouse):
    """Return {key: values} of own lines of assets that have no effect."""
    near = warehouse.env["maintenance.equipment"]._get_near_domain(warehouse)
    lines = warehouse.env["maintenance.bom.line"].search(
        Domain("is_dangling", "=", True) & Domain("equipment_id", "any", near)
    )
    return {
        f"dangling_line/{line.id}": {
            "kind": "dangling_line",
            "equipment_id": line.equipment_id.id,
            "bom_line_id": line.id,
        }
        for line in lines
    }


def _find_plan_problems(warehouse):
    """Return {key: values} of jobs that plan nothing though they should."""
    requests = warehouse.env["maintenance.request"]
    jobs = requests.search(
        Domain("warehouse_id", "=", warehouse.id)
        & requests._get_open_domain()
        & Domain("maintenance_type", "=", "preventive")
        & Domain("part_ids", "=", False)
        & Domain("equipment_id.bom_id", "!=", False)
        & Domain("equipment_id.active", "=", True)
        & Domain("equipment_id.lifecycle_state", "!=", "retired")
    )
    with_parts = {
        asset.id
        for [asset] in warehouse.env["maintenance.equipment.part"]._read_group(
            [
                ("equipment_id", "in", jobs.equipment_id.ids),
                ("maintenance_type", "in", ("preventive", "both")),
            ],
            ["equipment_id"],
        )
    }
    return {
        f"no_plan/{job.id}": {
            "kind": "no_plan",
            "request_id": job.id,
            "equipment_id": job.equipment_id.id,
        }
        for job in jobs
        if job.equipment_id.id in with_parts
    }


def _find_missed_series(warehouse):
    """Return {key: values} of recurring jobs that were not closed in time, so that
    others of their series are missed.
    """
    requests = warehouse.env["maintenance.request"]
    jobs = requests.search(
        Domain("warehouse_id", "=", warehouse.id)
        & requests._get_open_domain()
        & Domain("recurring_maintenance", "=", True)
        & Domain("schedule_date", "<", fields.Datetime.now())
        & (
            Domain("equipment_id", "=", False)
            | Domain("equipment_id.active", "=", True)
            & Domain("equipment_id.lifecycle_state", "!=", "retired")
        )
    )
    to_day = warehouse.company_id._get_day_converter()
    return {
        f"missed/{job.id}": {
            "kind": "missed",
            "request_id": job.id,
            "equipment_id": job.equipment_id.id or None,
            "date_need": to_day(job.schedule_date),
        }
        for job in jobs
        if job._is_repeated() and job._has_missed()
    }


def _find_placeless_jobs(warehouse):
    """Return {key: values} of jobs that plan parts and have no warehouse, or an
    archived one: they are not planned. The first warehouse of the company tells it.
    """
    company = warehouse.company_id
    warehouses = warehouse.env["stock.warehouse"]
    if warehouse != warehouses.search([("company_id", "=", company.id)], limit=1):
        return {}
    requests = warehouse.env["maintenance.request"]
    jobs = requests.search(
        Domain("company_id", "=", company.id)
        & requests._get_open_domain()
        & Domain("part_ids", "!=", False)
        & (
            Domain("warehouse_id", "=", False)
            | Domain("warehouse_id.active", "=", False)
        )
    )
    return {
        f"no_warehouse/{job.id}": {
            "kind": "no_warehouse",
            "request_id": job.id,
            "equipment_id": job.equipment_id.id or None,
        }
        for job in jobs
    }


def _find_superseded_rules(facts):
    """Return {key: values} of superseded parts that an automatic reordering rule
    goes on to order.
    """
    return {
        f"superseded_rule/{product_id}": {
            "kind": "superseded_rule",
            "product_id": product_id,
        }
        for _place_id, product_id in facts.stock.rules
        if facts.parts.get_part_to_buy(product_id) != product_id
    }


# --- BOM accuracy: what past jobs planned and did not use, and what was missing -------


def find_never_used(warehouse) -> dict[str, dict]:
    """Return {key: values} of BOM lines that the last jobs planned and not used.

    Of each line the last jobs of ``warehouse`` that are done, since somebody
    changed it: who has looked at a line is not asked about the same jobs again.
    """
    env = warehouse.env
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """SELECT j.line_id, l.product_id, l.bom_id
                 FROM (SELECT p.bom_line_id AS line_id,
                              p.id AS part_id,
                              row_number() OVER (PARTITION BY p.bom_line_id
                                                 ORDER BY r.close_date DESC,
                                                          r.id DESC) AS number
                         FROM maintenance_request_part p
                         JOIN maintenance_bom_line b ON b.id = p.bom_line_id
                         JOIN maintenance_request r ON r.id = p.request_id
                         JOIN maintenance_stage s ON s.id = r.stage_id
                        WHERE r.warehouse_id = %(warehouse)s
                          AND s.done
                          AND r.archive IS NOT TRUE
                          AND r.close_date >= b.write_date::date) j
                 JOIN maintenance_bom_line l ON l.id = j.line_id
                 JOIN maintenance_bom o ON o.id = l.bom_id AND o.active
                WHERE j.number <= %(jobs)s
             GROUP BY j.line_id, l.product_id, l.bom_id
               HAVING COUNT(*) = %(jobs)s
                  AND NOT bool_or(
                      %(pending)s
                      OR (SELECT COALESCE(SUM(
                                     CASE WHEN m.maintenance_kind = 'issue'
                                          THEN m.quantity * u.factor
                                          ELSE -m.quantity * u.factor
                                      END), 0)
                            FROM stock_move m
                            JOIN uom_uom u ON u.id = m.product_uom
                           WHERE m.maintenance_request_part_id = j.part_id
                             AND m.maintenance_kind IN ('issue', 'return')
                             AND m.state = 'done') > 0)
             ORDER BY j.line_id""",
            warehouse=warehouse.id,
            jobs=JOBS,
            pending=env["maintenance.request.part"]._get_pending_sql(
                SQL.identifier("j", "part_id")
            ),
        )
    )
    return {
        f"never_used/{line_id}": {
            "kind": "never_used",
            "bom_line_id": line_id,
            "product_id": product_id,
            "bom_id": bom_id,
        }
        for line_id, product_id, bom_id in rows
    }


def find_not_listed(warehouse, today) -> dict[str, dict]:
    """Return {key: values} of parts that jobs used and the BOM does not list.

    On several jobs of assets of one BOM, in the months from which minimums are
    learned too. A part that replaces a listed one is listed.
    """
    env = warehouse.env
    months = max(warehouse.company_id.parts_use_months, 0)
    rows = env.execute_query(
        SQL(
            """SELECT e.bom_id, m.product_id
                 FROM stock_move m
                 JOIN uom_uom u ON u.id = m.product_uom
                 JOIN stock_location l ON l.id = m.location_id
                 JOIN maintenance_equipment e ON e.id = m.equipment_id
                 JOIN maintenance_bom b ON b.id = e.bom_id AND b.active
                 LEFT JOIN maintenance_request_part p
                        ON p.id = m.maintenance_request_part_id
                WHERE l.warehouse_id = %(warehouse)s
                  AND m.maintenance_kind = 'issue'
                  AND m.state = 'done'
                  AND m.date >= %(since)s
                  AND m.maintenance_request_id IS NOT NULL
                  AND p.bom_line_id IS NULL
                  AND e.active
                  AND e.lifecycle_state != 'retired'
                  AND m.quantity * u.factor > COALESCE(
                      (SELECT SUM(x.quantity * y.factor)
                         FROM stock_move x
                         JOIN uom_uom y ON y.id = x.product_uom
                        WHERE x.origin_returned_move_id = m.id
                          AND x.state = 'done'), 0)
             GROUP BY e.bom_id, m.product_id
               HAVING COUNT(DISTINCT m.maintenance_request_id) >= %(jobs)s
             ORDER BY e.bom_id, m.product_id""",
            warehouse=warehouse.id,
            since=fields.Date.add(today, months=-months),
            jobs=JOBS,
        )
    )
    listed = _get_listed_parts_of(env, {row[0] for row in rows})
    sets, _successors = env["product.product"]._get_equivalences(
        {row[1] for row in rows}
    )
    equals = {part_id: set(group) for group in sets for part_id in group}
    return {
        f"not_listed/{bom_id}/{part_id}": {
            "kind": "not_listed",
            "bom_id": bom_id,
            "product_id": part_id,
        }
        for bom_id, part_id in rows
        if not equals[part_id] & listed.get(bom_id, set())
    }


def _get_listed_parts_of(env, bom_ids):
    """Return {BOM id: {id of each part in its explosion}}."""
    groups = env["maintenance.bom.component"]._read_group(
        Domain("parts_key", "in", list(bom_ids)),
        ["parts_key"],
        ["product_id:array_agg_distinct"],
    )
    return {bom_id: set(part_ids) for bom_id, part_ids in groups}
