"""The run of warehouses: look, decide, settle, write. What fails stops no others."""

import logging
from functools import cache, partial
from typing import NamedTuple

from odoo.tools import SQL, float_round

from odoo.addons.maintenance_bom.models.isolation import (
    NOT_OF_RECORDS,
    describe_error,
)

from ..models.maintenance_low_stock import COLUMNS as LOW_STOCK_COLUMNS
from .decision import Decisions, decide_all
from .exceptions import find_exceptions
from .facts import Facts, add_equivalents, look
from .low_stock import find_low_stock
from .rows import NeedRow, ShortageRow, prepare_needs, prepare_shortages
from .shortages import Deadlines, Ordering, Shortages, find_shortages
from .transfers import get_offers

_logger = logging.getLogger(__name__)

MOST_ROUNDS = 100
# how many times a warehouse is planned in part to find the parts that fail
MOST_TRIES = 200


class Outcome(NamedTuple):
    """What holds for a warehouse after a run, before it is written."""

    facts: Facts
    decisions: Decisions
    shortages: Shortages
    ordering: Ordering
    deadlines: Deadlines


def plan_or_split(planner, warehouses, horizon_days=None) -> dict[int, dict]:
    """Plan these warehouses of one company at once, or each by itself if that fails.

    :return: {id of a warehouse: what ``_plan()`` of the planner returns}
    """
    try:
        with planner.env.cr.savepoint():
            return plan_together(planner, warehouses, horizon_days)
    except NOT_OF_RECORDS:
        raise
    except Exception as error:
        planner.env.invalidate_all()
        if len(warehouses) == 1:
            _logger.exception("%s cannot be planned as a whole", warehouses)
            result = plan_without_failing(
                planner, warehouses, horizon_days, describe_error(error)
            )
            return {warehouses.id: result}
    results = {}
    for warehouse in warehouses:
        results |= plan_or_split(planner, warehouse, horizon_days)
    return results


def plan_together(
    planner, warehouses, horizon_days=None, failed=None, products=None
) -> dict[int, dict]:
    """Plan these warehouses of one company.

    :param failed: {product id: why, in words} of parts to leave as they are
    :param products: decide about no others, if given
    :return: {id of a warehouse: what ``_plan()`` of the planner returns}
    """
    seen = {
        warehouse: look_and_decide(planner, warehouse, horizon_days, products, failed)
        for warehouse in warehouses
    }
    if any([planner._drop_transfers(*found) for found in seen.values()]):
        seen = {
            warehouse: look_and_decide(
                planner, warehouse, horizon_days, products, facts.failed
            )
            for warehouse, (facts, _decisions) in seen.items()
        }
    # all before anything is ordered: a transfer changes what others see
    offers = {
        warehouse: get_offers(planner, *found, seen, horizon_days)
        for warehouse, found in seen.items()
    }
    return {
        warehouse.id: write_outcome(
            planner, settle(planner, *found, offers[warehouse], horizon_days)
        )
        for warehouse, found in seen.items()
    }


def look_and_decide(
    planner, warehouse, horizon_days=None, products=None, failed=None
) -> tuple[Facts, Decisions]:
    """Return the facts of ``warehouse`` and what is decided about its needs.

    :param products: look at no others, if given
    :param failed: {product id: why, in words} of parts to leave as they are
    """
    facts = look(planner, warehouse, horizon_days, products, failed)
    return facts, decide_all(facts)


def settle(planner, facts, decisions, offers, horizon_days=None) -> Outcome:
    """Find what lacks and order what is due; return what holds after that.

    Purchases follow the needs as long as they can be changed, and are no facts. A
    transfer is a fact: it is on its way, also for the rows of this run.
    """
    from_day = facts.today.replace(year=facts.today.year - 1, day=1)
    until = facts.today.replace(year=facts.today.year + 2, day=1)
    company = facts.warehouse.company_id
    deadlines = Deadlines(*company._get_working_days(from_day, until))
    shortages = find_shortages(facts, decisions, offers, deadlines)
    ordering = Ordering()
    # each transfer takes of what others have too much of: few rounds are needed
    for _round in range(MOST_ROUNDS):
        ordering = planner._order_shortages(facts, decisions, shortages)
        if not ordering.is_moved:
            break
        facts, decisions = look_and_decide(
            planner, facts.warehouse, horizon_days, facts.products, facts.failed
        )
        offers = get_offers(planner, facts, decisions, {}, horizon_days)
        shortages = find_shortages(facts, decisions, offers, deadlines)
    return Outcome(facts, decisions, shortages, ordering, deadlines)


# --- what is written ------------------------------------------------------------------


def write_outcome(planner, outcome: Outcome) -> dict:
    """Write needs, shortages, exceptions and low stock of a warehouse, as differences.

    :return: what ``_plan()`` of the planner returns
    """
    facts, decisions, shortages, ordering, deadlines = outcome
    env, warehouse = planner.env, facts.warehouse
    to_money = _get_rounding(warehouse.company_id.currency_id)
    # first: what of it cannot be found out is an exception
    low_stock = find_low_stock(planner, facts, ordering)
    table = env["maintenance.part.need"]
    rules = table._get_rules(warehouse)
    exceptions = find_exceptions(facts, decisions)
    shortage_rows = prepare_shortages(facts, shortages, to_money)
    written = [_write_shortages(planner, facts, ordering, shortage_rows)]
    ids = env["maintenance.part.shortage"]._get_ids_by_key(warehouse)
    named = shortages.of_need | ordering.unserved
    need_rows = prepare_needs(
        facts,
        decisions,
        ordering,
        {need: ids[key] for need, key in named.items()},
        deadlines,
        to_money,
    )
    written.append(
        table._replace_rows(warehouse, NeedRow._fields, need_rows, get_kept(facts))
    )
    (rules | table._get_rules(warehouse))._refresh_parts_demand()
    table = env["maintenance.planning.exception"]
    written.append(table._replace_exceptions(warehouse, exceptions))
    created, changed, removed = map(sum, zip(*written, strict=True))
    write_low_stock(planner, facts, low_stock)
    return {
        "warehouse_id": warehouse.id,
        "warehouse_name": warehouse.display_name,
        "needs": len(need_rows),
        "shortages": len(shortage_rows),
        "rush": sum(row.is_rush for row in shortage_rows.values()),
        "exceptions": len(exceptions),
        "created": created,
        "changed": changed,
        "removed": removed,
    }


def _write_shortages(planner, facts, ordering, rows):
    """Write what lacks, with the columns that other addons add."""
    added = planner._get_shortage_columns(ordering)
    return planner.env["maintenance.part.shortage"]._replace_rows(
        facts.warehouse,
        [*ShortageRow._fields, *added],
        {
            key: (*row, *(values.get(key) for values in added.values()))
            for key, row in rows.items()
        },
        get_kept(facts),
    )


def write_low_stock(planner, facts, rows) -> tuple[int, int, int]:
    """Bring the low stock of a warehouse in line; return (created, changed, removed).

    :param rows: what :func:`find_low_stock` returns
    """
    table = planner.env["maintenance.low.stock"]
    known = table.search_fetch(
        [("warehouse_id", "=", facts.warehouse.id)], ["key", "since"]
    )
    since = {row.key: row.since for row in known}
    return table._replace_rows(
        facts.warehouse,
        LOW_STOCK_COLUMNS,
        {
            key: tuple(
                (values | {"since": since.get(key, facts.today)})[name]
                for name in LOW_STOCK_COLUMNS
            )
            for key, values in rows.items()
        },
        get_kept(facts),
    )


def get_kept(facts: Facts):
    """Return the condition on rows ``old`` that stay, of parts that are not planned."""
    return facts.failed and SQL("old.product_id = ANY(%s)", list(facts.failed))


def _get_rounding(currency):
    """Return the function that rounds as ``currency`` does.

    Remembers what it was asked: many needs cost the same.
    """
    return cache(partial(float_round, precision_rounding=currency.rounding))


# --- what fails -----------------------------------------------------------------------


def plan_without_failing(planner, warehouse, horizon_days, reason) -> dict:
    """Plan ``warehouse`` without the parts for which that fails, and tell these.

    :param reason: why it failed with all of them, in words
    :return: what ``_plan()`` of the planner returns
    """
    parts = _get_parts_to_try(planner, warehouse)
    failed = find_failing(planner, warehouse, horizon_days, parts)
    if failed:
        failed = add_equivalents(planner.env, failed)
        try:
            with planner.env.cr.savepoint():
                results = plan_together(planner, warehouse, horizon_days, failed)
                return results[warehouse.id]
        except NOT_OF_RECORDS:
            raise
        except Exception as error:
            planner.env.invalidate_all()
            _logger.exception("%s cannot be planned", warehouse)
            reason = describe_error(error)
    planner.env["maintenance.planning.exception"]._tell_failures(
        "failed_warehouse", {warehouse: reason}, warehouse
    )
    return {
        "warehouse_id": warehouse.id,
        "warehouse_name": warehouse.display_name,
        "reason": reason,
    }


def find_failing(planner, warehouse, horizon_days, parts) -> dict[int, str]:
    """Return {product id: why, in words} of those of ``parts`` that fail.

    Each half is tried by itself, then each half of the one that fails, and so on; what
    was tried is undone. None is found if it fails without any of them, or if so many
    fail that it is not about the parts.
    """
    if _try_parts(planner, warehouse, horizon_days, parts[:0]) is not None:
        return {}
    failed, waiting = {}, [parts]
    for _try in range(MOST_TRIES):
        if not waiting:
            return failed
        some = waiting.pop()
        reason = _try_parts(planner, warehouse, horizon_days, some)
        if reason is not None and len(some) == 1:
            failed[some.id] = reason
        elif reason is not None:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
    return {}


def _try_parts(planner, warehouse, horizon_days, parts):
    """Plan ``parts`` alone, undo it, and return why it failed in words, or None."""
    reason = None
    savepoint = planner.env.cr.savepoint()
    try:
        plan_together(planner, warehouse, horizon_days, products=parts)
        planner.env.flush_all()
    except NOT_OF_RECORDS:
        raise
    except Exception as error:
        reason = describe_error(error)
    savepoint.close(rollback=True)
    planner.env.invalidate_all()
    return reason


def _get_parts_to_try(planner, warehouse):
    """Return all parts that a run for ``warehouse`` may decide about."""
    rows = planner.env.execute_query(
        SQL(
            """SELECT product_id FROM maintenance_bom_component
                UNION
               SELECT p.product_id
                 FROM maintenance_request_part p
                 JOIN maintenance_request r ON r.id = p.request_id
                WHERE r.warehouse_id = %(warehouse)s
                UNION
               SELECT product_id
                 FROM maintenance_part_minimum
                WHERE warehouse_id = %(warehouse)s""",
            warehouse=warehouse.id,
        )
    )
    part_ids = {part_id for [part_id] in rows} | planner._get_parts_to_try(warehouse)
    parts = planner.env["product.product"].browse(sorted(part_ids))
    contents = parts._get_part_contents(warehouse.company_id)
    return parts.union(*(part for inside in contents.values() for part in inside))
