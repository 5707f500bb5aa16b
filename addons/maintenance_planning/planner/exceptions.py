"""What keeps the planner from a decision becomes a row with a remedy."""

from odoo import fields
from odoo.fields import Domain

from .bom_accuracy import find_never_used, find_not_listed
from .decision import Decisions
from .facts import Facts
from .needs import get_age_lines


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
