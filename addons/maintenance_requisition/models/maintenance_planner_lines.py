from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import partial

from odoo import fields, models

from odoo.addons.maintenance_consumption.tools import Supply

from ..tools import (
    EPSILON,
    Held,
    Short,
    choose_offer,
    is_refused,
    make_lots,
    match_lines,
    planned_day,
)

# a line that has gone further is kept before the others
RANKS = ("ordered", "approved", "to_approve", "draft")


class MaintenancePlannerLines(models.AbstractModel):
    """From shortages to requisition lines, of companies that are live.

    What still follows the needs is no supply: what is wanted is found without it, and
    then the lines are brought in line with that, as a difference. What a person has
    fixed is supply.
    """

    _name = "maintenance.planner.lines"
    _description = "Requisition Lines of the Planner"

    def _get_ordered_parts(self, warehouse):
        """Return the ids of the parts that requisition lines are about to get."""
        groups = self.env["maintenance.requisition.line"]._read_group(
            [
                ("warehouse_id", "=", warehouse.id),
                ("state", "not in", ("received", "cancel")),
            ],
            ["product_id"],
        )
        return {product.id for [product] in groups}

    def _get_requisition_supplies(self, places, products, company):
        """Yield (place id, product, Supply) of what persons entered in requisitions."""
        today = company._get_local_day(fields.Datetime.now())
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("is_manual", "=", True),
                ("state", "in", ("draft", "to_approve", "approved")),
                ("warehouse_id.lot_stock_id", "in", places.ids),
                ("product_id", "in", products.ids),
            ]
        )
        for line in lines:
            place_id = line.warehouse_id.lot_stock_id.id
            day = max(line.date_planned or line.date_need, today)
            source = ("requisition", line.id, line.product_id.id, place_id)
            yield place_id, line.product_id, Supply(day, line.quantity, source)

    def _get_entered_quantities(self, warehouses):
        """Return {(warehouse id, product id): what persons have asked of it for others,
        and no transfer takes yet}.
        """
        groups = self.env["maintenance.requisition.line"]._read_group(
            [
                ("is_manual", "=", True),
                ("source_warehouse_id", "in", warehouses.ids),
                ("state", "in", ("draft", "to_approve", "approved")),
            ],
            ["source_warehouse_id", "product_id"],
            ["quantity:sum"],
        )
        return {
            (warehouse.id, product.id): quantity
            for warehouse, product, quantity in groups
        }

    # --- settling -------------------------------------------------------------------

    def _settle_lines(self, world, decisions):
        """Bring the requisition lines in line with what lacks, and order what is due.

        Notes in ``world`` which line gets what lacks, and what the needs get by lines.
        """
        warehouse = world.warehouse
        if not warehouse.company_id.parts_live:
            return
        groups = self._get_shorts(world)
        table = self.env["maintenance.requisition.line"]
        following = table._get_following(warehouse).grouped(
            lambda line: (
                line.product_id.id,
                line.action,
                line.source_warehouse_id.id or None,
            )
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
        carried += self._write_lines(world, carried, fresh, left)
        self._note_served(world, carried)
        self._write_surplus(world, decisions)

    def _get_shorts(self, world):
        """Return {(part, action, source warehouse): [Short]} of what is to be got.

        Without what a person has said no to.
        """
        wanted = {
            key: lack
            for key, lack in world.lacking.items()
            if lack.action in ("buy", "transfer")
        }
        names = {
            name_need(need) for lack in wanted.values() for need, _q in lack.pieces
        }
        refused = self.env["maintenance.requisition.line"]._get_refused(
            world.warehouse, names
        )
        groups = defaultdict(list)
        for key, lack in wanted.items():
            pieces = []
            for need, quantity in lack.pieces:
                said = refused.get(name_need(need), ())
                # the day of a minimum is always the first on which it can be there
                days = [
                    (lack.day if need[0] == "minimum" else day, amount)
                    for _line, day, amount in said
                ]
                if is_refused(lack.day, quantity, world.today, days):
                    world.line_of[key] = said[-1][0].id
                else:
                    pieces.append((need, quantity))
            if pieces:
                group = (lack.product_id, lack.action, lack.source_id)
                groups[group].append(Short(key, lack.day, lack.order_by, tuple(pieces)))
        return groups

    def _make_lots(self, world, group, shorts, offers):
        """Return the lots of what lacks in one group."""
        part_id, action, _source = group
        company = world.warehouse.company_id
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        mine = offers.get(part_id, ()) if action == "buy" else ()
        return make_lots(
            shorts,
            world.today,
            company.parts_look_ahead_days,
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
        :return: ``fresh`` with their lines
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
        lines.filtered(
            lambda line: line.decision in ("draft", "to_approve")
        )._decide_by_rules()
        entered = table.search(
            [
                ("warehouse_id", "=", world.warehouse.id),
                ("is_manual", "=", True),
                ("state", "=", "approved"),
            ]
        )
        (lines | entered)._execute()
        orders._cancel_empty()
        return [
            (group, lot, line)
            for (group, lot), line in zip(fresh, created, strict=True)
        ]

    def _prepare_line(self, world, group, lot):
        """Return the values of the requisition line of ``lot``."""
        part_id, action, source_id = group
        lead = world.leads[part_id]
        offer = lot.offer
        day = max(lot.day - timedelta(lead.receipt + lead.safety), world.today)
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
        lacking = last.facts["also"] + last.facts["short"]
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

    # --- what comes of it -----------------------------------------------------------

    def _note_served(self, world, carried):
        """Note which line gets what lacks, and how much each need gets by lines."""
        for (part_id, _action, _source), lot, line in carried:
            for key, need_key, quantity in lot.pieces:
                world.line_of.setdefault(key, line.id)
                if need_key[0] == "need":
                    served = world.served.setdefault(need_key[1], [])
                    served.append((line, quantity * world.factors[part_id]))

    def _get_cover(self, world, need, verdict):
        """Return what a need gets, requisition lines included.

        :return: (covered by, expected, how much comes from nowhere, how much is not
            ordered yet), quantities in the unit of the set
        """
        served = world.served.get(need.key)
        if not served:
            return verdict.covered_by, verdict.expected, verdict.short, verdict.short
        waiting = sum(q for line, q in served if line.state != "ordered")
        short = verdict.short - sum(quantity for _line, quantity in served)
        if short > EPSILON:
            return "nothing", None, short, short + waiting
        if waiting > EPSILON:
            covered = "requisition"
        else:
            bought = any(line.action == "buy" for line, _quantity in served)
            covered = "rfq" if bought else "incoming"
        expected = max(line.date_planned for line, _quantity in served)
        return covered, expected, 0.0, waiting

    def _write_surplus(self, world, decisions):
        """Note on each ordered line what of it nobody wants any more."""
        claimed = defaultdict(float)
        for members, decision in decisions:
            for source, quantity in decision.claimed.items():
                kind, number, part_id, _place = source
                if part_id in members:
                    claimed[kind, number] += quantity / world.factors[part_id]
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("warehouse_id", "=", world.warehouse.id),
                ("is_manual", "=", False),
                ("state", "=", "ordered"),
                ("action", "=", "buy"),
            ]
        )
        following = lines._get_following(world.warehouse)
        offers = (lines - following).product_id._get_part_offers()
        surplus = dict.fromkeys(lines, 0.0)
        links = (lines - following).allocation_ids.filtered(
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


def name_need(key: tuple) -> str:
    """Return the name under which a share remembers a need, or a minimum."""
    kind, name = key
    return name if kind == "need" else f"{kind}/{name}"
