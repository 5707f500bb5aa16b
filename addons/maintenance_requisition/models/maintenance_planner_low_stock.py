from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tools import Need, plan_warehouse, scale

from ..tools import Level, arrival, find_low
from .maintenance_low_stock import COLUMNS


class MaintenancePlannerLowStock(models.AbstractModel):
    """Which parts of a warehouse are less than is to be kept.

    From the needs that the planner has just written, by the same netting.
    """

    _name = "maintenance.planner.low.stock"
    _description = "Low Stock of a Warehouse"
    _inherit = ["maintenance.planner.rows"]

    def _write_outcome(self, world, decisions):
        outcome = super()._write_outcome(world, decisions)
        self._follow_low_stock(world.warehouse)
        return outcome

    def _follow_low_stock(self, warehouse):
        """Bring the low stock of ``warehouse`` in line; (created, changed, removed)."""
        table = self.env["maintenance.low.stock"]
        levels = self._get_levels(warehouse)
        rows = self._find_low_stock(warehouse, levels) if levels else {}
        known = table.search_fetch(
            [("warehouse_id", "=", warehouse.id)], ["key", "since"]
        )
        since = {row.key: row.since for row in known}
        today = warehouse.company_id._get_local_day(fields.Datetime.now())
        return table._replace_rows(
            warehouse,
            COLUMNS,
            {
                key: tuple(
                    (values | {"since": since.get(key, today)})[name]
                    for name in COLUMNS
                )
                for key, values in rows.items()
            },
        )

    def _get_levels(self, warehouse):
        """Return {(place id, product id): dict of what is to be kept, and why}.

        An automatic reordering rule decides alone. A manual one only tells how much is
        wanted: what is more counts.
        """
        hub = warehouse.lot_stock_id
        levels = {}
        own = self._get_own_minimums(warehouse)
        for product_id, (quantity, criticality) in self._get_minimums(
            warehouse
        ).items():
            levels[hub.id, product_id] = {
                "level_qty": quantity,
                "criticality": criticality,
                "source": "minimum" if product_id in own else "criticality",
                "orderpoint_id": None,
            }
        for rule in self._get_part_rules(warehouse):
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

    def _find_low_stock(self, warehouse, levels):
        """Return {key: dict of values} of what is low."""
        company = warehouse.company_id
        today = company._get_local_day(fields.Datetime.now())
        hub = warehouse.lot_stock_id
        kept = {product_id for _place, product_id in levels}
        sets = self.env["product.product"].browse(kept)._get_substitution_sets()
        parts = self.env["product.product"].union(
            *(product for factors in sets for product in factors)
        )
        leads = parts._get_part_leads(receipt_days=warehouse._get_receipt_days())
        wanted = self._get_written_needs(warehouse)
        places = hub.union(
            self.env["stock.location"].browse(
                {place_id for place_id, _product_id in (*levels, *wanted)}
            )
        )
        supplies, _on_hand = self._get_stock(places, parts, company)
        others = self.env["maintenance.request"]._get_other_needs(
            places, parts, dict.fromkeys(places.ids, company)
        )
        facts = defaultdict(lambda: ([], [], []))
        for (place_id, product_id), level in levels.items():
            facts[product_id][0].append((place_id, level))
        for (place_id, product_id), needs in wanted.items():
            facts[product_id][1].append((place_id, needs))
        for (place_id, product), needs in others.items():
            facts[product.id][1].append((place_id, needs))
        for (place_id, product), here in supplies.items():
            facts[product.id][2].append((place_id, here))
        rows = {}
        for factors in sets:
            first_day = arrival(today, leads[[*factors][-1].id])
            found = self._find_low_in_set(factors, facts, hub.id, today, first_day)
            for (place_id, product_id), values in found.items():
                rows[f"{place_id}/{product_id}"] = values | {
                    "product_id": product_id,
                    "location_id": place_id,
                }
        return rows

    def _get_written_needs(self, warehouse):
        """Return {(place id, product id): [Need]} that the planner has found."""
        needs = defaultdict(list)
        for (
            key,
            product_id,
            place_id,
            day,
            quantity,
            criticality,
        ) in self.env.execute_query(
            SQL(
                """SELECT key, product_id, location_id, date_need, quantity,
                              COALESCE(criticality, 'essential')
                         FROM maintenance_part_need
                        WHERE warehouse_id = %s""",
                warehouse.id,
            )
        ):
            need = Need(("need", key), day, quantity, criticality)
            needs[place_id, product_id].append(need)
        return needs

    def _find_low_in_set(self, factors, facts, hub, today, first_day):
        """Return {(place id, product id): dict of values} of one set of parts.

        :param facts: {product id: (levels, needs, supplies)}, each [(place id, …)]
        """
        kept, needs, stock = {}, defaultdict(list), defaultdict(list)
        for product, factor in factors.items():
            levels, wanted, supplies = facts[product.id]
            for place_id, level in levels:
                kept["level", place_id, product.id] = (level, factor)
            for place_id, here in wanted:
                needs[place_id] += scale(here, factor)
            for place_id, here in supplies:
                stock[place_id] += scale(here, factor)
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
            hub,
            today,
            first_day,
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
