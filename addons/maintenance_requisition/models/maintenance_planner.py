"""What the planner does with requisitions: the hooks of ``maintenance.planner``."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import partial

from odoo import models

from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.tools import EPSILON
from odoo.addons.maintenance_consumption.tools import FOR_ANY, Supply
from odoo.addons.maintenance_planning.planner.decision import (
    name_need,
    refuse_pieces,
    sum_claimed,
)
from odoo.addons.maintenance_planning.planner.shortages import Served
from odoo.addons.maintenance_planning.tools import TO_ORDER, choose_offer, planned_day

from ..tools import (
    NOT_ORDERED,
    UNDECIDED,
    Held,
    Short,
    match_lines,
    plan_replenishments,
)

# a line that has gone further is kept before the others
STATE_RANKS = ("ordered", "approved", "to_approve", "draft")


class MaintenancePlanner(models.AbstractModel):
    """From shortages to requisition lines, of companies that are live.

    What is wanted is found without the lines that follow it; then they are brought in
    line with that, as a difference. What persons entered counts as on the way.
    """

    _inherit = "maintenance.planner"

    # --- before a run -----------------------------------------------------------------

    def _prepare_run(self, warehouses):
        """Order what persons entered, and is approved and due."""
        live = warehouses.filtered("company_id.parts_live")
        # see maintenance.planner
        lines = as_superuser(self.env["maintenance.requisition.line"])
        lines = lines.search(
            [
                ("warehouse_id", "in", live.ids),
                ("is_manual", "=", True),
                ("state", "=", "approved"),
            ]
        )
        failed = try_each(lines, lambda some: some._execute())
        for line, reason in failed.items():
            line.failure = {"code": "odoo", "text": reason}
        return super()._prepare_run(warehouses)

    def _forget(self, warehouses):
        lines = self.env["maintenance.requisition.line"]
        for warehouse in warehouses:
            here = lines.with_company(warehouse.company_id)._get_following(warehouse)
            here._drop()._cancel_empty()
        return super()._forget(warehouses)

    # --- what is ordered, and for whom ------------------------------------------------

    def _get_ordered_parts(self, warehouse):
        groups = self.env["maintenance.requisition.line"]._read_group(
            [
                ("warehouse_id", "=", warehouse.id),
                ("state", "not in", ("received", "cancel")),
            ],
            ["product_id"],
        )
        ordered = {product.id for [product] in groups}
        return super()._get_ordered_parts(warehouse) | ordered

    def _get_parts_to_try(self, warehouse):
        groups = self.env["maintenance.requisition.line"]._read_group(
            [("warehouse_id", "=", warehouse.id)], ["product_id"]
        )
        parts = {product.id for [product] in groups}
        return super()._get_parts_to_try(warehouse) | parts

    def _get_following_rfq_lines(self, lines):
        return lines._get_parts_following()

    def _get_order_supplies(self, places, products, company):
        """What persons entered in requisitions."""
        yield from super()._get_order_supplies(places, products, company)
        today = company._get_today()
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("is_manual", "=", True),
                ("state", "in", NOT_ORDERED),
                ("warehouse_id.lot_stock_id", "in", places.ids),
                ("product_id", "in", products.ids),
            ]
        )
        for line in lines:
            yield line._prepare_supply(line.quantity, today)

    def _get_order_needs(self, sources):
        numbers = defaultdict(list)
        for kind, number in sources:
            numbers[kind].append(number)
        bought = self.env["purchase.order.line"].browse(numbers["rfq"])
        entered = self.env["maintenance.requisition.line"].browse(numbers[TO_ORDER])
        asking = {
            ("rfq", line.id): line.maintenance_allocation_ids.line_id for line in bought
        } | {(TO_ORDER, line.id): line for line in entered}
        found = {}
        for source in sources:
            names = found[source] = defaultdict(float)
            for line in asking[source]:
                if line.is_manual:
                    names[FOR_ANY] += line.quantity
                for share in line.share_ids:
                    names[share.key] += share.quantity
        return found

    def _get_entered_quantities(self, warehouses):
        groups = self.env["maintenance.requisition.line"]._read_group(
            [
                ("is_manual", "=", True),
                ("source_warehouse_id", "in", warehouses.ids),
                ("state", "in", NOT_ORDERED),
            ],
            ["source_warehouse_id", "product_id"],
            ["quantity:sum"],
        )
        return {
            (warehouse.id, product.id): quantity
            for warehouse, product, quantity in groups
        }

    def _get_refused(self, warehouse):
        found = self.env["maintenance.requisition.share"]._find_refused(warehouse)
        return {name: refused for (_warehouse_id, name), refused in found.items()}

    # --- what is ordered now ----------------------------------------------------------

    def _order_shortages(self, facts, decisions, shortages):
        """Bring the requisition lines in line with what lacks, and order what is due.

        A line follows the needs as long as it can; then it is a fact.
        """
        ordering = super()._order_shortages(facts, decisions, shortages)
        warehouse = facts.warehouse
        if not warehouse.company_id.parts_live:
            return ordering
        groups = self._get_shorts(facts, shortages, ordering)
        table = self.env["maintenance.requisition.line"]
        following = (
            table._get_following(warehouse)
            .filtered(lambda line: facts.is_planned(line.product_id.id))
            .grouped(lambda line: line._get_group())
        )
        products = self.env["product.product"].browse({group[0] for group in groups})
        offers = products._get_part_offers()
        carried, fresh, left = [], [], table.browse()
        for group in sorted(groups.keys() | following.keys(), key=str):
            lines = following.get(group, table)
            replenishments = self._plan_replenishments(
                facts, group, groups.get(group, ()), offers
            )
            matched = self._match_lines(lines, replenishments)
            left |= lines - table.union(*matched.values())
            for index, replenishment in enumerate(replenishments):
                if index in matched:
                    carried.append((group, replenishment, matched[index]))
                else:
                    fresh.append((group, replenishment))
        created = self._write_lines(facts, shortages, carried, fresh, left)
        # none that was ordered before follows
        ordering.is_moved = any(
            line.action == "transfer" and line.state == "ordered"
            for _group, _replenishment, line in carried + created
        )
        self._note_served(facts, ordering, carried + created)
        self._write_surplus(facts, decisions)
        return ordering

    def _get_shorts(self, facts, shortages, ordering):
        """Return {(part, action, source warehouse): [Short]} of what is to be got.

        Without what a person has rejected: that is noted in ``ordering``.
        """
        wanted = {
            key: shortage
            for key, shortage in shortages.by_key.items()
            if shortage.action in ("buy", "transfer")
        }
        pieces_of = defaultdict(list)
        for key, shortage in wanted.items():
            for need, quantity in shortage.pieces:
                pieces_of[need, shortage.day].append((key, quantity))
        left = defaultdict(list)
        for (need, day), pieces in pieces_of.items():
            taken, line_id = refuse_pieces(
                facts,
                need,
                day,
                [(_get_group(wanted[key]), quantity) for key, quantity in pieces],
            )
            for (key, quantity), no in zip(pieces, taken, strict=True):
                if no > EPSILON:
                    ordering.order_of[key] = line_id
                    ordering.note_unserved(need, key)
                if quantity - no > EPSILON:
                    left[key].append((need, quantity - no))
        groups = defaultdict(list)
        for key, pieces in left.items():
            shortage = wanted[key]
            groups[_get_group(shortage)].append(
                Short(
                    key,
                    shortage.day,
                    shortage.order_by,
                    tuple(pieces),
                    shortage.is_rush,
                )
            )
        return groups

    def _plan_replenishments(self, facts, group, shorts, offers):
        """Return the replenishments of what lacks in one group.

        What another warehouse gives is decided while it could still be bought.
        """
        part_id, action, _source = group
        company = facts.warehouse.company_id
        look_ahead = company.parts_look_ahead_days
        if action == "transfer":
            lead = facts.parts.leads[part_id]
            look_ahead += lead.days - lead.of_transfer().days
        mine = offers.get(part_id, ()) if action == "buy" else ()
        return plan_replenishments(
            shorts,
            facts.today,
            look_ahead,
            company.parts_consolidation_days,
            partial(choose_offer, offers=mine, digits=facts.digits),
        )

    def _match_lines(self, lines, replenishments):
        """Return {index of a replenishment: the line that carries it}."""
        held = [
            Held(
                line,
                line.date_need,
                {share.key: share.quantity for share in line.share_ids},
                STATE_RANKS.index(line.state),
            )
            for line in lines
        ]
        return match_lines(held, replenishments, name_need)

    def _write_lines(self, facts, shortages, carried, fresh, left):
        """Write what differs, then decide and order.

        :param carried: list of (group, replenishment, line)
        :param fresh: list of (group, replenishment) that no line carries yet
        :param left: the lines that nothing needs any more
        :return: ``fresh`` with their lines
        """
        orders = left._drop()
        for group, replenishment, line in carried:
            orders |= line._follow(
                self._prepare_line(facts, shortages, group, replenishment),
                self._prepare_shares(facts, shortages, replenishment),
            )
        created = self.env["maintenance.requisition"]._create_lines(
            facts.warehouse,
            [
                (
                    self._prepare_line(facts, shortages, group, replenishment),
                    self._prepare_shares(facts, shortages, replenishment),
                )
                for group, replenishment in fresh
            ],
        )
        lines = created.union(*(line for _group, _replenishment, line in carried))
        lines._note_rush_causes()
        lines.filtered(lambda line: line.decision in UNDECIDED)._decide_by_rules()
        lines._execute()
        orders._cancel_empty()
        # what is left of an order may be due later
        kept = orders.order_line.maintenance_allocation_ids.line_id
        kept.allocation_ids._time_orders()
        return [
            (group, replenishment, line)
            for (group, replenishment), line in zip(fresh, created, strict=True)
        ]

    def _prepare_line(self, facts, shortages, group, replenishment):
        """Return the values of the requisition line of ``replenishment``."""
        part_id, action, source_id = group
        lead = facts.parts.leads[part_id]
        offer = replenishment.offer
        day = max(replenishment.day - timedelta(lead.of_transfer().days), facts.today)
        if action == "buy":
            delay = offer.delay if offer and offer.delay is not None else lead.vendor
            day = planned_day(
                replenishment.day, replace(lead, vendor=delay), facts.today
            )
        line = self.env["maintenance.requisition.line"]
        return {
            **line._prepare_purchase(
                facts.warehouse.company_id, replenishment.quantity, offer
            ),
            "product_id": part_id,
            "needed_qty": replenishment.needed,
            "date_need": replenishment.day,
            "date_order_by": replenishment.order_by,
            "date_planned": day,
            "is_rush": replenishment.is_rush,
            "action": action,
            "source_warehouse_id": source_id,
            "facts": self._prepare_facts(shortages, replenishment),
        }

    def _prepare_facts(self, shortages, replenishment):
        """Return the arithmetic of ``replenishment``, of the last day it serves."""
        last = max(
            (shortages.by_key[key] for key, _need, _quantity in replenishment.pieces),
            key=lambda shortage: shortage.day,
        )
        lacking = last.facts.get("also", 0.0) + last.facts["short"]
        return {
            **last.facts,
            "short": replenishment.needed,
            "also": max(lacking - replenishment.needed, 0.0),
            "day": str(last.day),
        }

    def _prepare_shares(self, facts, shortages, replenishment):
        """Return {key of a need: values of its share} of ``replenishment``."""
        needs = facts.needs_by_key
        shares = {}
        for key, need_key, quantity in replenishment.pieces:
            need = needs.get(need_key[1]) if need_key[0] == "need" else None
            share = shares.setdefault(
                name_need(need_key),
                {
                    "equipment_id": need and need.equipment_id,
                    "request_id": need and need.request_id,
                    "date_need": shortages.by_key[key].day,
                    "criticality": need.criticality if need else "essential",
                    "quantity": 0.0,
                },
            )
            share["quantity"] += quantity
        return shares

    # --- what comes of it -------------------------------------------------------------

    def _note_served(self, facts, ordering, carried):
        """Note which line gets what lacks, and how much each need gets by lines."""
        supplies = defaultdict(list)
        for (part_id, action, _source), replenishment, line in carried:
            is_ordered = line.state == "ordered"
            for key, need_key, quantity in replenishment.pieces:
                ordering.order_of.setdefault(key, line.id)
                if line.failure:
                    # a line that cannot be ordered serves no need
                    ordering.note_unserved(need_key, key)
                elif need_key[0] == "need":
                    ordering.served.setdefault(need_key[1], []).append(
                        Served(
                            quantity * facts.parts.factors[part_id],
                            is_ordered,
                            action == "buy",
                            line.date_planned,
                        )
                    )
            if is_ordered:
                day = line.date_planned + timedelta(facts.parts.leads[part_id].receipt)
                source = (TO_ORDER, line.id, part_id, facts.hub)
                supply = Supply(day, line.quantity, source, part_id, pegged=True)
                supplies[part_id].append((facts.hub, [supply]))
        ordering.supplies = supplies

    def _get_shortage_columns(self, ordering):
        columns = super()._get_shortage_columns(ordering)
        return columns | {"requisition_line_id": ordering.order_of}

    def _drop_transfers(self, facts, decisions):
        """Cancel the transfers to this warehouse that nobody wants any more, and nobody
        has touched; return whether there were any.

        What another warehouse was to give is free there again.
        """
        is_dropped = super()._drop_transfers(facts, decisions)
        if not facts.warehouse.company_id.parts_live:
            return is_dropped
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("warehouse_id", "=", facts.warehouse.id),
                ("is_manual", "=", False),
                ("action", "=", "transfer"),
                ("state", "=", "ordered"),
            ]
        )
        claimed = sum_claimed(facts, decisions)
        idle = lines.filtered(
            lambda line: (
                facts.is_planned(line.product_id.id)
                and line.move_ids._is_transfer_untouched(line.quantity)
                and _get_transfer_surplus(line, claimed) > line.quantity - EPSILON
            )
        )
        idle._drop_transfer()
        return is_dropped or bool(idle)

    def _write_surplus(self, facts, decisions):
        """Note on each ordered line what of it nobody wants any more."""
        claimed = sum_claimed(facts, decisions)
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("warehouse_id", "=", facts.warehouse.id),
                ("is_manual", "=", False),
                # of what has come since, nothing is surplus on order any more
                "|",
                ("state", "=", "ordered"),
                ("surplus_qty", "!=", 0),
            ]
        )
        lines = lines.filtered(lambda line: facts.is_planned(line.product_id.id))
        transfers = lines.filtered(lambda line: line.action == "transfer")
        bought = lines - transfers
        following = bought._get_following(facts.warehouse)
        offers = (bought - following).product_id._get_part_offers()
        surplus = dict.fromkeys(lines, 0.0)
        for line in transfers:
            surplus[line] = _get_transfer_surplus(line, claimed)
        links = (bought - following).allocation_ids.filtered(
            lambda link: link.state != "cancel"
        )
        for purchase_line in links.purchase_line_id:
            shares = purchase_line._share_parts_surplus(claimed, offers)
            for line, quantity in shares.items():
                # what it shares an order with may be followed
                surplus[line] = surplus.get(line, 0.0) + quantity
        for line in lines:
            if abs(line.surplus_qty - surplus[line]) > EPSILON:
                line.surplus_qty = surplus[line]


def _get_group(shortage):
    """Return what replenishments and lines have in common that are for the same."""
    return shortage.product_id, shortage.action, shortage.source_id


def _get_transfer_surplus(line, claimed):
    """Return what the transfer of ``line`` is still to bring and nobody needs.

    :param claimed: {("incoming", move id): how much somebody counts on}
    """
    return line._get_transfer_moves()._sum_unclaimed(line.warehouse_id, claimed)
