"""Which parts of a warehouse are less than is to be kept.

From what the planner has just looked at, by the same netting.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tools import Need, plan_warehouse, scale

from ..tools import Level, arrival, find_low
from .decision import get_set_supplies, note_refused
from .facts import Facts, look_at_parts
from .shortages import Ordering


class Kept(NamedTuple):
    """So much of a part is to be kept at a place, and why."""

    level_qty: float
    criticality: str | None
    source: str
    orderpoint_id: int | None


def find_low_stock(
    planner, facts: Facts, ordering: Ordering | None = None
) -> dict[str, dict]:
    """Return {key: values of a row of ``maintenance.low.stock``} of what is low.

    Parts of which that cannot be found out are left out of ``facts``.

    :param ordering: what this run has ordered. It follows the needs and was no supply
        when they were netted: what lacks is on the way by it
    """
    ordered = ordering.supplies if ordering else {}
    levels = defaultdict(list)
    for (place_id, product_id), kept in _get_levels(facts).items():
        if facts.is_planned(product_id):
            levels[product_id].append((place_id, kept))
    rows = {}
    for there, sets in _look_at_kept(planner, facts, levels):
        for members in sets:
            lows = _find_low_in_set(there, members, levels, ordered)
            for (place_id, product_id), values in lows.items():
                rows[f"{place_id}/{product_id}"] = values | {
                    "product_id": product_id,
                    "location_id": place_id,
                }
    return rows


def _get_levels(facts):
    """Return {(place id, product id): Kept}.

    An automatic reordering rule decides alone. A manual one only tells how much is
    wanted: what is more counts.
    """
    hub = facts.warehouse.lot_stock_id
    levels = {}
    own = _get_own_minimums(facts.warehouse)
    for product_id, minimum in facts.minimums.items():
        source = "minimum" if product_id in own else "criticality"
        levels[hub.id, product_id] = Kept(*minimum, source, None)
    for rule in _get_part_rules(facts.warehouse):
        # what is kept above the stock of the warehouse is kept in it
        place = rule.location_id
        if hub.parent_path.startswith(place.parent_path):
            place = hub
        at = place.id, rule.product_id.id
        known = levels.get(at)
        if rule.trigger == "auto":
            levels.pop(at, None)
        elif known and known.level_qty >= rule.product_min_qty:
            continue
        if rule.product_min_qty > 0:
            levels[at] = Kept(
                rule.product_min_qty, known and known.criticality, "rule", rule.id
            )
    return levels


def _get_own_minimums(warehouse):
    minimums = warehouse.env["maintenance.part.minimum"].search_fetch(
        [("warehouse_id", "=", warehouse.id), ("is_applied", "=", True)],
        ["product_id"],
    )
    return set(minimums.product_id.ids)


def _get_part_rules(warehouse):
    """Return the reordering rules of ``warehouse`` for parts on any BOM."""
    env = warehouse.env
    env["maintenance.bom.component"].flush_model(["product_id"])
    listed = env.execute_query(
        SQL("SELECT DISTINCT product_id FROM maintenance_bom_component")
    )
    return env["stock.warehouse.orderpoint"].search_fetch(
        Domain("location_id", "child_of", warehouse.view_location_id.id)
        & Domain("product_id", "in", [product_id for [product_id] in listed]),
        ["location_id", "product_id", "product_min_qty", "trigger"],
    )


def _look_at_kept(planner, facts, levels):
    """Return [(Facts, the sets of parts of which they tell all that counts)].

    The planner has seen most of what is kept, but no parts that nothing needs, and no
    van in which parts are kept and none is needed.

    :param levels: {product id: [(place id, Kept)]}
    """
    kept_at = {place_id for here in levels.values() for place_id, _kept in here}
    unseen = {
        product_id
        for product_id, here in levels.items()
        if product_id not in facts.parts.leads
        or not facts.place_ids.issuperset(place_id for place_id, _kept in here)
    }
    seen, again = [], set(unseen)
    for members in facts.parts.sets:
        if not unseen.isdisjoint(members):
            again.update(members)
        elif not levels.keys().isdisjoint(members):
            seen.append(members)
    if not unseen:
        return [(facts, seen)]
    there = Facts(
        facts.warehouse,
        facts.today,
        [need for need in facts.needs if need.product_id in again],
        kept_at=facts.place_ids | kept_at,
    )
    look_at_parts(planner, there, again)
    facts.failed |= there.failed
    return [(facts, seen), (there, there.parts.sets)]


def _find_low_in_set(facts, members, levels, ordered):
    """Return {(place id, product id): dict of values} of one set of parts."""
    factors = facts.parts.factors
    kept, needs = {}, defaultdict(list)
    for product_id in members:
        factor = factors[product_id]
        for place_id, level in levels.get(product_id, ()):
            kept["level", place_id, product_id] = (level, factor)
        for raw in facts.needs_of.get(product_id, ()):
            quantity = raw.quantity * factor
            need = Need(("need", raw.key), raw.day, quantity, raw.criticality)
            needs[raw.location_id].append(note_refused(facts, need))
        for place_id, here in facts.others_of.get(product_id, ()):
            needs[place_id] += scale(here, factor)
    stock = get_set_supplies(facts, members, needs)
    for product_id in members:
        for place_id, here in ordered.get(product_id, ()):
            stock[place_id] += scale(here, factors[product_id])
    lows = find_low(
        plan_warehouse,
        Need,
        [
            Level(
                key,
                key[1],
                level.level_qty * factor,
                level.criticality or "desirable",
            )
            for key, (level, factor) in kept.items()
        ],
        needs,
        stock,
        facts.hub,
        facts.today,
        arrival(facts.today, facts.parts.leads[members[-1]]),
    )
    rows = {}
    for key, low in lows.items():
        level, factor = kept[key]
        here = stock[key[1]]
        free = sum(supply.quantity for supply in here if supply.day is None)
        coming = sum(supply.quantity for supply in here if supply.day)
        rows[key[1:]] = level._asdict() | {
            "missing_qty": low.missing / factor,
            "free_qty": free / factor,
            "incoming_qty": coming / factor,
            "state": "low" if low.short else "coming",
            "date_expected": low.expected,
        }
    return rows
