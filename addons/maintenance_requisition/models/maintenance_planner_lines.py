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
    make_lots,
    match_lines,
    planned_day,
)
from .maintenance_planner_refused import name_need
from .maintenance_requisition_line_decision import UNDECIDED

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
            lots = self._make_lots(world, group, groups.get(group, ()), offers)
            matched = self._match_lines(lines, lots)
            left |= lines - table.union(*matched.values())
            for index, lot in enumerate(lots):
                if index in matched:
                    carried.append((group, lot, matched[index]))
                else:
                    fresh.append((group, lot))
        created, is_moved = self._write_lines(world, carried, fresh, left)
        self._note_served(world, carried + created)
        self._write_surplus(world, decisions)
        return is_moved

    def _get_shorts(self, world):
        """Return {(part, action, source warehouse): [Short]} of what is to be got.

        Without what a person has said no to.
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

    def _make_lots(self, world, group, shorts, offers):
        """Return the lots of what lacks in one group.

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
        return make_lots(
            shorts,
            world.today,
            look_ahead,
            company.parts_consolidation_days,
            partial(choose_offer, offers=mine, digits=digits),
        )

    def _match_lines(self, lines, lots):
        """Return {index of a lot: the line that carries it}."""
        held = [
            Held(
                line,
                line.date_need,
                {share.key: share.quantity for share in line.share_ids},
                RANKS.index(line.state),
            )
            for line in lines
        ]
        return match_lines(held, lots, name_need)

    def _write_lines(self, world, carried, fresh, left):
        """Write what differs, then decide and order.

        :param carried: list of (group, lot, line)
        :param fresh: list of (group, lot) that no line carries yet
        :param left: the lines that nothing needs any more
        :return: (``fresh`` with their lines, whether a transfer was made)
        """
        table = self.env["maintenance.requisition.line"]
        orders = left._drop()
        for group, lot, line in carried:
            values = self._prepare_line(world, group, lot)
            orders |= line._follow(values, self._prepare_shares(world, lot))
        created = table._create_lines(
            world.warehouse,
            [
                (
                    self._prepare_line(world, group, lot),
                    self._prepare_shares(world, lot),
                )
                for group, lot in fresh
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
            (group, lot, line)
            for (group, lot), line in zip(fresh, created, strict=True)
        ]
        # none that was ordered before follows
        is_moved = any(
            line.action == "transfer" and line.state == "ordered" for line in lines
        )
        return with_lines, is_moved

    def _prepare_line(self, world, group, lot):
        """Return the values of the requisition line of ``lot``."""
        part_id, action, source_id = group
        lead = world.leads[part_id]
        offer = lot.offer
        day = max(lot.day - timedelta(lead.of_transfer().days), world.today)
        if action == "buy":
            delay = offer.delay if offer and offer.delay is not None else lead.vendor
            day = planned_day(lot.day, replace(lead, vendor=delay), world.today)
        line = self.env["maintenance.requisition.line"]
        return {
            **line._prepare_purchase(world.warehouse.company_id, lot.quantity, offer),
            "product_id": part_id,
            "needed_qty": lot.needed,
            "date_need": lot.day,
            "date_order_by": lot.order_by,
            "date_planned": day,
            "is_rush": lot.is_rush,
            "action": action,
            "source_warehouse_id": source_id,
            "facts": self._prepare_facts(world, lot),
        }

    def _prepare_facts(self, world, lot):
        """Return the arithmetic of ``lot``: that of the last day that it serves."""
        last = max(
            (world.lacking[key] for key, _need, _quantity in lot.pieces),
            key=lambda lack: lack.day,
        )
        lacking = last.facts.get("also", 0.0) + last.facts["short"]
        return {
            **last.facts,
            "short": lot.needed,
            "also": max(lacking - lot.needed, 0.0),
            "day": str(last.day),
        }

    def _prepare_shares(self, world, lot):
        """Return {key of a need: values of its share} of ``lot``."""
        needs = world.needs_by_key
        shares = {}
        for key, need_key, quantity in lot.pieces:
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
    """Return what lots and lines have in common that are for the same."""
    return lack.product_id, lack.action, lack.source_id
