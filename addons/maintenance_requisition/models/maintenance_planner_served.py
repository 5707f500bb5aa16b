from collections import defaultdict

from odoo import models

from ..tools import EPSILON


class MaintenancePlannerServed(models.AbstractModel):
    """What comes of requisition lines: for the needs, and for the buyer."""

    _name = "maintenance.planner.served"
    _description = "Needs Served by Requisition Lines"

    def _note_served(self, world, carried):
        """Note which line gets what lacks, and how much each need gets by lines."""
        for (part_id, _action, _source), replenishment, line in carried:
            for key, need_key, quantity in replenishment.pieces:
                world.line_of.setdefault(key, line.id)
                if line.failure:
                    # what cannot be ordered serves nobody
                    world.note_open(need_key, key)
                elif need_key[0] == "need":
                    served = world.served.setdefault(need_key[1], [])
                    served.append((line, quantity * world.factors[part_id]))

    def _get_cover(self, world, need, verdict):
        """Return what a need gets, requisition lines included.

        :return: (covered by, expected, how much has no planned supply, how much is not
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

    def _get_claimed(self, world, decisions):
        """Return {(kind, id of a supply): how much of it somebody counts on}, each in
        the unit of its part.
        """
        claimed = defaultdict(float)
        for members, decision in decisions:
            for source, quantity in decision.claimed.items():
                kind, number, part_id, _place = source
                if part_id in members:
                    claimed[kind, number] += quantity / world.factors[part_id]
        return claimed

    def _drop_transfers(self, world, decisions):
        """Cancel the transfers to this warehouse that nobody wants any more, and nobody
        has touched; return whether there were any.

        What another warehouse was to give is free there again.
        """
        if not world.warehouse.company_id.parts_live:
            return False
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("warehouse_id", "=", world.warehouse.id),
                ("is_manual", "=", False),
                ("action", "=", "transfer"),
                ("state", "=", "ordered"),
            ]
        )
        claimed = self._get_claimed(world, decisions)
        idle = lines.filtered(
            lambda line: (
                world.is_planned(line.product_id.id)
                and line._is_transfer_untouched()
                and line._get_transfer_surplus(claimed) > line.quantity - EPSILON
            )
        )
        idle._drop_transfer()
        return bool(idle)

    def _write_surplus(self, world, decisions):
        """Note on each ordered line what of it nobody wants any more."""
        claimed = self._get_claimed(world, decisions)
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("warehouse_id", "=", world.warehouse.id),
                ("is_manual", "=", False),
                # of what has come since, nothing is surplus on order any more
                "|",
                ("state", "=", "ordered"),
                ("surplus_qty", "!=", 0),
            ]
        )
        lines = lines.filtered(lambda line: world.is_planned(line.product_id.id))
        transfers = lines.filtered(lambda line: line.action == "transfer")
        bought = lines - transfers
        following = bought._get_following(world.warehouse)
        offers = (bought - following).product_id._get_part_offers()
        surplus = dict.fromkeys(lines, 0.0)
        for line in transfers:
            surplus[line] = line._get_transfer_surplus(claimed)
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
