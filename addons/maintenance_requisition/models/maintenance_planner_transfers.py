from collections import defaultdict

from odoo import models

from ..tools import EPSILON, share_surplus
from .maintenance_planner_world import World


class MaintenancePlannerTransfers(models.AbstractModel):
    """What another warehouse of the company has too much of comes before buying."""

    _name = "maintenance.planner.transfers"
    _description = "Transfers Between Warehouses"
    _inherit = ["maintenance.planner.refused"]

    def _get_offers(self, world, decisions, seen, horizon_days=None):
        """Return {parts of a set: {other warehouse: quantity}} of what we are to get.

        In the unit of the set. A warehouse gives what lies at its hub and none of its
        own needs takes. It follows from the facts of all warehouses alone, not from
        what was planned for them: whoever is planned first, nothing is promised twice.

        :param seen: {warehouse: (World, decisions)} of those that are known already
        """
        lacking = {}
        for members, decision in decisions:
            wanted = self._get_wanted(world, decision)
            if wanted:
                lacking[tuple(members)] = wanted
        products = self._get_products_elsewhere(world.warehouse, lacking)
        shared = {
            members: wanted
            for members, wanted in lacking.items()
            if not products.isdisjoint(members)
        }
        if not shared:
            return {}
        warehouse_id = world.warehouse.id
        spare = defaultdict(dict)
        claims = {group: {warehouse_id: wanted} for group, wanted in shared.items()}
        others = self._get_other_warehouses(world.warehouse)
        entered = self._get_entered_quantities(others)
        for other in others:
            answers = self._ask(other, set(shared), seen.get(other), horizon_days)
            for group, (unclaimed, wanted) in answers.items():
                asked = sum(
                    entered.get((other.id, part_id), 0.0) * world.factors[part_id]
                    for part_id in group
                )
                spare[group][other.id] = unclaimed - asked
                claims[group][other.id] = wanted
        return {
            group: share_surplus(spare[group], claims[group]).get(warehouse_id, {})
            for group in shared
        }

    def _ask(self, other, groups, known, horizon_days):
        """Return {set of parts: (what ``other`` has to spare, what it would buy)}.

        :param known: (World, decisions) of ``other`` if it was looked at. Of parts that
            are not in there it needs nothing
        """
        answers = self._get_answers(*known, groups) if known else {}
        groups = groups - answers.keys()
        if known:
            # of what fails there nobody knows how much is to spare
            groups = {one for one in groups if known[0].failed.keys().isdisjoint(one)}
        if groups:
            members = [product_id for group in groups for product_id in group]
            if known:
                there = World(other, known[0].today, [])
                self._look_at_parts(there, members)
            else:
                products = self.env["product.product"].browse(members)
                there = self._look(other, horizon_days, products)
            answers |= self._get_answers(there, self._decide(there), groups)
        return answers

    def _get_answers(self, there, decisions, groups):
        return {
            group: (decision.unclaimed, self._get_wanted(there, decision))
            for group, decision in (
                (tuple(members), decision) for members, decision in decisions
            )
            if group in groups
        }

    def _get_wanted(self, world, decision):
        """Return [(day, quantity)] of what would have to be bought.

        Not what is late, nor what a reordering rule orders, nor what a person has said
        no to.
        """
        wanted = []
        for lack in decision.lacks:
            quantity = self._get_unrefused(world, lack)
            if quantity > EPSILON and not lack.is_late:
                wanted.append((lack.day, quantity))
        return wanted

    def _get_other_warehouses(self, warehouse):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", warehouse.company_id.id), ("id", "!=", warehouse.id)]
        )

    def _get_products_elsewhere(self, warehouse, sets):
        """Return the ids of those products that lie at the hub of another warehouse."""
        others = self._get_other_warehouses(warehouse)
        if not (others and sets):
            return set()
        groups = self.env["stock.quant"]._read_group(
            [
                ("location_id", "child_of", others.lot_stock_id.ids),
                ("product_id", "in", [part_id for group in sets for part_id in group]),
                ("quantity", ">", 0),
            ],
            ["product_id"],
        )
        return {product.id for [product] in groups}
