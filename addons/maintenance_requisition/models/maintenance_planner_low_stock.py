from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tools import (
    Need,
    Supply,
    plan_warehouse,
    scale,
)

from ..tools import Level, arrival, find_low
from .maintenance_low_stock import COLUMNS
from .maintenance_planner_rows import get_kept
from .maintenance_planner_world import World


class MaintenancePlannerLowStock(models.AbstractModel):
    """Which parts of a warehouse are less than is to be kept.

    From what the planner has just looked at, by the same netting.
    """

    _name = "maintenance.planner.low.stock"
    _description = "Low Stock of a Warehouse"
    _inherit = ["maintenance.planner.rows"]

    def _write_outcome(self, world, decisions):
        # first: what of it cannot be found out is an exception
        rows = self._find_low_stock(world)
        outcome = super()._write_outcome(world, decisions)
        self._follow_low_stock(world, rows)
        return outcome

    def _follow_low_stock(self, world, rows=None):
        """Bring the low stock of a warehouse in line; (created, changed, removed).

        :param rows: what :meth:`_find_low_stock` returns, if that is known
        """
        if rows is None:
            rows = self._find_low_stock(world)
        table = self.env["maintenance.low.stock"]
        known = table.search_fetch(
            [("warehouse_id", "=", world.warehouse.id)], ["key", "since"]
        )
        since = {row.key: row.since for row in known}
        return table._replace_rows(
            world.warehouse,
            COLUMNS,
            {
                key: tuple(
                    (values | {"since": since.get(key, world.today)})[name]
                    for name in COLUMNS
                )
                for key, values in rows.items()
            },
            get_kept(world),
        )

    def _get_levels(self, world):
        """Return {(place id, product id): dict of what is to be kept, and why}.

        An automatic reordering rule decides alone. A manual one only tells how much is
        wanted: what is more counts.
        """
        hub = world.warehouse.lot_stock_id
        levels = {}
        own = self._get_own_minimums(world.warehouse)
        for product_id, (quantity, criticality) in world.minimums.items():
            levels[hub.id, product_id] = {
                "level_qty": quantity,
                "criticality": criticality,
                "source": "minimum" if product_id in own else "criticality",
                "orderpoint_id": None,
            }
        for rule in self._get_part_rules(world.warehouse):
            # what is kept above the stock of the warehouse is kept in it
            place = rule.location_id
            if place.parent_path in hub.parent_path:
                place = hub
            at = place.id, rule.product_id.id
            known = levels.get(at)
            if rule.trigger == "auto":
                levels.pop(at, None)
            elif known and known["level_qty"] >= rule.product_min_qty:
                continue
            if rule.product_min_qty > 0:
                levels[at] = {
                    "level_qty": rule.product_min_qty,
                    "criticality": known["criticality"] if known else None,
                    "source": "rule",
                    "orderpoint_id": rule.id,
                }
        return levels

    def _get_own_minimums(self, warehouse):
        minimums = self.env["maintenance.part.minimum"].search_fetch(
            [("warehouse_id", "=", warehouse.id), ("is_applied", "=", True)],
            ["product_id"],
        )
        return set(minimums.product_id.ids)

    def _get_part_rules(self, warehouse):
        """Return the reordering rules of ``warehouse`` for parts on any BOM."""
        self.env["maintenance.bom.component"].flush_model(["product_id"])
        listed = self.env.execute_query(
            SQL("SELECT DISTINCT product_id FROM maintenance_bom_component")
        )
        inside = Domain("location_id", "child_of", warehouse.view_location_id.id)
        return self.env["stock.warehouse.orderpoint"].search_fetch(
            inside
            & Domain("product_id", "in", [product_id for [product_id] in listed]),
            ["location_id", "product_id", "product_min_qty", "trigger"],
        )

    def _find_low_stock(self, world):
        """Return {key: dict of values} of what is low."""
        levels = defaultdict(list)
        for (place_id, product_id), level in self._get_levels(world).items():
            if world.is_planned(product_id):
                levels[product_id].append((place_id, level))
        ordered = self._get_ordered_now(world)
        rows = {}
        for there, sets in self._look_at_kept(world, levels):
            for members in sets:
                lows = self._find_low_in_set(there, members, levels, ordered)
                for (place_id, product_id), values in lows.items():
                    rows[f"{place_id}/{product_id}"] = values | {
                        "product_id": product_id,
                        "location_id": place_id,
                    }
        return rows

    def _look_at_kept(self, world, levels):
        """Return [(World, the sets of parts of which it knows all that counts)].

        The planner has seen most of what is kept, but no parts that nothing needs, and
        no van in which parts are kept and none is needed.

        :param levels: {product id: [(place id, level)]}
        """
        kept_at = {place_id for here in levels.values() for place_id, _level in here}
        unseen = {
            product_id
            for product_id, here in levels.items()
            if product_id not in world.leads
            or not world.place_ids.issuperset(place_id for place_id, _level in here)
        }
        seen, again = [], set(unseen)
        for members in world.sets:
            if not unseen.isdisjoint(members):
                again.update(members)
            elif not levels.keys().isdisjoint(members):
                seen.append(members)
        if not unseen:
            return [(world, seen)]
        there = World(
            world.warehouse,
            world.today,
            [need for need in world.needs if need.product_id in again],
            kept_at=world.place_ids | kept_at,
        )
        self._look_at_parts(there, again)
        world.failed |= there.failed
        return [(world, seen), (there, there.sets)]

    def _get_ordered_now(self, world):
        """Return {product id: [(place id, [Supply])]} of what this run has ordered.

        It follows the needs and was no supply when they were netted: what lacks is on
        the way by it.
        """
        lines = self.env["maintenance.requisition.line"].browse(
            {*world.line_of.values()}
        )
        ordered = defaultdict(list)
        for line in lines.filtered(lambda line: line.state == "ordered"):
            part_id = line.product_id.id
            day = line.date_planned + timedelta(world.leads[part_id].receipt)
            source = ("requisition", line.id, part_id, world.hub)
            supply = Supply(day, line.quantity, source, part_id, earmarked=True)
            ordered[part_id].append((world.hub, [supply]))
        return ordered

    def _find_low_in_set(self, world, members, levels, ordered):
        """Return {(place id, product id): dict of values} of one set of parts."""
        kept, needs = {}, defaultdict(list)
        for product_id in members:
            factor = world.factors[product_id]
            for place_id, level in levels.get(product_id, ()):
                kept["level", place_id, product_id] = (level, factor)
            for raw in world.needs_of.get(product_id, ()):
                quantity = raw.quantity * factor
                need = Need(("need", raw.key), raw.day, quantity, raw.criticality)
                needs[raw.location_id].append(self._with_refused(world, need))
            for place_id, here in world.others_of.get(product_id, ()):
                needs[place_id] += scale(here, factor)
        stock = self._get_set_supplies(world, members, needs)
        for product_id in members:
            for place_id, here in ordered.get(product_id, ()):
                stock[place_id] += scale(here, world.factors[product_id])
        lows = find_low(
            plan_warehouse,
            Need,
            [
                Level(
                    key,
                    key[1],
                    level["level_qty"] * factor,
                    level["criticality"] or "desirable",
                )
                for key, (level, factor) in kept.items()
            ],
            needs,
            stock,
            world.hub,
            world.today,
            arrival(world.today, world.leads[members[-1]]),
        )
        rows = {}
        for key, low in lows.items():
            level, factor = kept[key]
            here = stock[key[1]]
            free = sum(supply.quantity for supply in here if supply.day is None)
            coming = sum(supply.quantity for supply in here if supply.day)
            rows[key[1:]] = level | {
                "missing_qty": low.missing / factor,
                "free_qty": free / factor,
                "incoming_qty": coming / factor,
                "state": "low" if low.short else "coming",
                "date_expected": low.expected,
            }
        return rows
