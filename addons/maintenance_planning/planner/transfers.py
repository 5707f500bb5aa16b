"""What another warehouse of the company has too much of comes before buying."""

from collections import defaultdict

from odoo.addons.maintenance_bom.tools import EPSILON

from ..tools import share_spare_stock
from .decision import Decisions, decide_all, sum_unrefused
from .facts import Facts, look, look_at_parts


def get_offers(
    planner, facts: Facts, decisions: Decisions, seen, horizon_days=None
) -> dict[tuple, dict[int, float]]:
    """Return {parts of a set: {other warehouse: quantity}} of what we are to get.

    In the unit of the set. A warehouse gives the stock of its hub that none of its own
    needs takes. This depends only on the facts of all warehouses, not on their plans,
    so the order of planning does not matter and nothing is promised twice.

    :param seen: {warehouse: (Facts, Decisions)} of those that are known already
    """
    lacking = {}
    for members, decision in decisions.sets:
        wanted = _get_wanted(facts, decisions, decision)
        if wanted:
            lacking[tuple(members)] = wanted
    if not lacking:
        return {}
    others = planner.env["stock.warehouse"].search(
        [
            ("company_id", "=", facts.warehouse.company_id.id),
            ("id", "!=", facts.warehouse.id),
        ]
    )
    elsewhere = _get_products_there(others, lacking)
    shared = {
        members: wanted
        for members, wanted in lacking.items()
        if not elsewhere.isdisjoint(members)
    }
    if not shared:
        return {}
    warehouse_id = facts.warehouse.id
    spare = defaultdict(dict)
    claims = {group: {warehouse_id: wanted} for group, wanted in shared.items()}
    entered = planner._get_entered_quantities(others)
    for other in others:
        answers = _ask(planner, other, set(shared), seen.get(other), horizon_days)
        for group, (unclaimed, wanted) in answers.items():
            asked = sum(
                entered.get((other.id, part_id), 0.0) * facts.parts.factors[part_id]
                for part_id in group
            )
            spare[group][other.id] = unclaimed - asked
            claims[group][other.id] = wanted
    return {
        group: share_spare_stock(spare[group], claims[group]).get(warehouse_id, {})
        for group in shared
    }


def _ask(planner, other, groups, known, horizon_days):
    """Return {set of parts: (what ``other`` has to spare, what it would buy)}.

    :param known: (Facts, Decisions) of ``other`` if it was looked at. Of parts that are
        not in there it needs nothing
    """
    answers = _get_answers(*known, groups) if known else {}
    groups = groups - answers.keys()
    if known:
        # what can be spared of parts that fail there is unknown
        failed = known[0].failed
        groups = {group for group in groups if failed.keys().isdisjoint(group)}
    if groups:
        members = [product_id for group in groups for product_id in group]
        if known:
            there = Facts(other, known[0].today, [])
            look_at_parts(planner, there, members)
        else:
            products = planner.env["product.product"].browse(members)
            there = look(planner, other, horizon_days, products)
        answers |= _get_answers(there, decide_all(there), groups)
    return answers


def _get_answers(there, decisions, groups):
    return {
        tuple(members): (
            decision.unclaimed,
            _get_wanted(there, decisions, decision),
        )
        for members, decision in decisions.sets
        if tuple(members) in groups
    }


def _get_wanted(facts, decisions, decision):
    """Return [(day, quantity)] of what would have to be bought.

    Not what is late, nor what a reordering rule orders, nor what a person has rejected.
    """
    wanted = []
    for lack in decision.lacks:
        quantity = sum_unrefused(facts, decisions, lack)
        if quantity > EPSILON and not lack.is_late:
            wanted.append((lack.day, quantity))
    return wanted


def _get_products_there(warehouses, sets):
    """Return the ids of those products that lie at the hub of one of ``warehouses``."""
    if not warehouses:
        return set()
    groups = warehouses.env["stock.quant"]._read_group(
        [
            ("location_id", "child_of", warehouses.lot_stock_id.ids),
            ("product_id", "in", [part_id for group in sets for part_id in group]),
            ("quantity", ">", 0),
        ],
        ["product_id"],
    )
    return {product.id for [product] in groups}
