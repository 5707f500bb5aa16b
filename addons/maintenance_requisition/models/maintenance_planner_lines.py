from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import partial

from odoo import models

from ..tools import (
    EPSILON,
    Held,
    Short,
    choose_offer,
    match_lines,
    plan_replenishments,
    planned_day,
)
from .maintenance_planner_refused import name_need
from .maintenance_requisition_line import UNDECIDED

# a line that has gone further is kept before the others
RANKS = ("ordered", "approved", "to_approve", "draft")


class MaintenancePlannerLines(models.AbstractModel):
    """From shortages to requisition lines, of companies that are live.

    What is wanted is found without the lines that follow it; then they are brought in
    line with that, as a difference.
    """

    _name = "maintenance.planner.lines"
    _description = "Requisition Lines of the Planner"
    _inherit = [
        "maintenance.planner.entered",
        "maintenance.planner.refused",
        "maintenance.planner.served",
    ]

    def _settle_lines(self, world, decisions):
        """Bring the requisition lines in line with what lacks, and order what is due.

        Notes in ``world`` which line gets what lacks, and what the needs get by lines.
        Returns whether a transfer was made.
        """
        warehouse = world.warehouse
        if not warehouse.company_id.parts_live:
            return False
        groups = self._get_shorts(world)
        table = self.env["maintenance.requisition.line"]
        following = (
            table._get_following(warehouse)
            .filtered(lambda line: world.is_planned(line.product_id.id))
            .grouped(lambda line: line._get_group())
        )
        products = self.env["product.product"].browse({group[0] for group in groups})
        offers = products._get_part_offers()
        carried, fresh, left = [], [], table.browse()
        for group in sorted(groups.keys() | following.keys(), key=str):
            lines = following.get(group, table)
            replenishments = self._plan_replenishments(
                world, group, groups.get(group, ()), offers
            )
            matched = self._match_lines(lines, replenishments)
            left |= lines - table.union(*matched.values())
            for index, replenishment in enumerate(replenishments):
                if index in matched:
                    carried.append((group, replenishment, matched[index]))
                else:
                    fresh.append((group, replenishment))
        created, is_moved = self._write_lines(world, carried, fresh, left)
        self._note_served(world, carried + created)
        self._write_surplus(world, decisions)
        return is_moved

    def _get_shorts(self, world):
        """Return {(part, action, source warehouse): [Short]} of what is to be got.

        Without what a person has rejected.
        """
        wanted = {
            key: lack
            for key, lack in world.lacking.items()
            if lack.action in ("buy", "transfer")
        }
        pieces_of = defaultdict(list)
        for key, lack in wanted.items():
            for need, quantity in lack.pieces:
                pieces_of[need, lack.day].append((key, quantity))
        left = defaultdict(list)
        for (need, day), pieces in pieces_of.items():
            taken, line = self._refuse(
                world,
                need,
                day,
                [(get_group(wanted[key]), quantity) for key, quantity in pieces],
            )
            for (key, quantity), no in zip(pieces, taken, strict=True):
                if no > EPSILON:
                    world.line_of[key] = line.id
                    world.note_open(need, key)
                if quantity - no > EPSILON:
                    left[key].append((need, quantity - no))
        groups = defaultdict(list)
        for key, pieces in left.items():
            lack = wanted[key]
            groups[get_group(lack)].append(
                Short(key, lack.day, lack.order_by, tuple(pieces), lack.is_rush)
            )
        return groups

    def _plan_replenishments(self, world, group, shorts, offers):
        """Return the replenishments of what lacks in one group.

        What another warehouse gives is decided while it could still be bought.
        """
        part_id, action, _source = group
        company = world.warehouse.company_id
        look_ahead = company.parts_look_ahead_days
        if action == "transfer":
            lead = world.leads[part_id]
            look_ahead += lead.days - lead.of_transfer().days
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        mine = offers.get(part_id, ()) if action == "buy" else ()
        return plan_replenishments(
            shorts,
            world.today,
            look_ahead,
            company.parts_consolidation_days,
            partial(choose_offer, offers=mine, digits=digits),
        )

    def _match_lines(self, lines, replenishments):
        """Return {index of a replenishment: the line that carries it}."""
        held = [
            Held(
                line,
                line.date_need,
                {share.key: share.quantity for share in line.share_ids},
                RANKS.index(line.state),
            )
            for line in lines
        ]
        return match_lines(held, replenishments, name_need)

    def _write_lines(self, world, carried, fresh, left):
        """Write what differs, then decide and order.

        :param carried: list of (group, replenishment, line)
        :param fresh: list of (group, replenishment) that no line carries yet
        :param left: the lines that nothing needs any more
        :return: (``fresh`` with their lines, whether a transfer was made)
        """
        table = self.env["maintenance.requisition.line"]
        orders = left._drop()
        for group, replenishment, line in carried:
            values = self._prepare_line(world, group, replenishment)
            orders |= line._follow(values, self._prepare_shares(world, replenishment))
        created = table._create_lines(
            world.warehouse,
            [
                (
                    self._prepare_line(world, group, replenishment),
                    self._prepare_shares(world, replenishment),
                )
                for group, replenishment in fresh
            ],
        )
        lines = created.union(*(line for _group, _lot, line in carried))
        lines._note_rush_causes()
        lines.filtered(lambda line: line.decision in UNDECIDED)._decide_by_rules()
        lines._execute()
        orders._cancel_empty()
        # what is left of an order may be due later
        orders.order_line.maintenance_allocation_ids.line_id._time_orders()
        with_lines = [
            (group, replenishment, line)
            for (group, replenishment), line in zip(fresh, created, strict=True)
        ]
        # none that was ordered before follows
        is_moved = any(
            line.action == "transfer" and line.state == "ordered" for line in lines
        )
        return with_lines, is_moved

    def _prepare_line(self, world, group, replenishment):
        """Return the values of the requisition line of ``replenishment``."""
        part_id, action, source_id = group
        lead = world.leads[part_id]
        offer = replenishment.offer
        day = max(replenishment.day - timedelta(lead.of_transfer().days), world.today)
        if action == "buy":
            delay = offer.delay if offer and offer.delay is not None else lead.vendor
            day = planned_day(
                replenishment.day, replace(lead, vendor=delay), world.today
            )
        line = self.env["maintenance.requisition.line"]
        return {
            **line._prepare_purchase(
                world.warehouse.company_id, replenishment.quantity, offer
            ),
            "product_id": part_id,
            "needed_qty": replenishment.needed,
            "date_need": replenishment.day,
            "date_order_by": replenishment.order_by,
            "date_planned": day,
            "is_rush": replenishment.is_rush,
            "action": action,
            "source_warehouse_id": source_id,
            "facts": self._prepare_facts(world, replenishment),
        }

    def _prepare_facts(self, world, replenishment):
        """Return the arithmetic of ``replenishment``, of the last day it serves."""
        last = max(
            (world.lacking[key] for key, _need, _quantity in replenishment.pieces),
            key=lambda lack: lack.day,
        )
        lacking = last.facts.get("also", 0.0) + last.facts["short"]
        return {
            **last.facts,
            "short": replenishment.needed,
            "also": max(lacking - replenishment.needed, 0.0),
            "day": str(last.day),
        }

    def _prepare_shares(self, world, replenishment):
        """Return {key of a need: values of its share} of ``replenishment``."""
        needs = world.needs_by_key
        shares = {}
        for key, need_key, quantity in replenishment.pieces:
            need = needs.get(need_key[1]) if need_key[0] == "need" else None
            share = shares.setdefault(
                name_need(need_key),
                {
                    "equipment_id": need and need.equipment_id,
                    "request_id": need and need.request_id,
                    "date_need": world.lacking[key].day,
                    "criticality": need.criticality if need else "essential",
                    "quantity": 0.0,
                },
            )
            share["quantity"] += quantity
        return shares


def get_group(lack):
    """Return what replenishments and lines have in common that are for the same."""
    return lack.product_id, lack.action, lack.source_id
