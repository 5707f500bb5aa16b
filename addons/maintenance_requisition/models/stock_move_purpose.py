from collections import defaultdict

from odoo import api, models

from ..tools import Wish, deal


class StockMovePurpose(models.AbstractModel):
    """Receipts and transfers of requisition lines say what for."""

    _name = "stock.move.purpose"
    _description = "Receipt for Assets"
    _inherit = ["maintenance.purpose"]

    # of the move itself only: other moves are not to search for those that they concern
    @api.depends(
        "maintenance_requisition_line_id",
        "product_uom_qty",
        "purchase_line_id",
        "quantity",
        "state",
    )
    @api.depends_context("lang")
    def _compute_maintenance_for(self):
        # those who receive need not see assets, jobs and orders, and are to know for
        # whom the parts are
        moves_sudo = self.sudo()
        dealt = moves_sudo._deal_parts()
        for move, move_sudo in zip(self, moves_sudo, strict=True):
            whole = move_sudo._get_parts_quantity()
            takers = [
                share._prepare_taker(quantity)
                for share, quantity in dealt.get(move_sudo._origin, {}).items()
            ]
            if not takers and not move_sudo._is_purchase_return():
                takers = move_sudo.purchase_line_id._get_direct_takers(whole)
            move.maintenance_for = move._tell_purpose(takers, whole)

    def _deal_parts(self):
        """Return {move: {share: how much of it the move brings}}.

        What has come serves the earliest first, and what is to come those who still
        wait, as ``received_qty`` of allocations and shares has it.
        """
        return self._deal_to_shares(self._deal_to_lines())

    def _deal_to_shares(self, brought):
        """Return what :meth:`_deal_parts` does, of what moves bring for lines."""
        dealt = defaultdict(dict)
        for line, receipts in brought.items():
            shares = {share.id: share for share in line.share_ids}
            wishes = [share._prepare_wish() for share in shares.values()]
            receipts.sort(key=lambda receipt: receipt[0]._get_parts_turn())
            for move, served in deal(receipts, wishes).items():
                dealt[move] |= {shares[key]: amount for key, amount in served.items()}
        return dealt

    def _filter_for_requisitions(self):
        """Return those of these moves that bring parts for requisition lines."""
        return self.filtered(
            lambda move: (
                move.maintenance_requisition_line_id
                or move.purchase_line_id.maintenance_allocation_ids
            )
        )

    def _deal_to_lines(self):
        """Return {requisition line: [(move, how much of it the move brings)]} of the
        lines that these moves concern, also of their other moves.
        """
        moves = self._origin
        allocations = moves.purchase_line_id.maintenance_allocation_ids
        lines = allocations.line_id | moves.maintenance_requisition_line_id
        brought = defaultdict(list)
        purchase_lines = lines.allocation_ids.purchase_line_id
        (purchase_lines.move_ids | moves)._fetch_parts_quantities()
        lines.share_ids.equipment_id.mapped("display_name")
        for purchase_line in purchase_lines:
            links = {link.id: link for link in purchase_line.maintenance_allocation_ids}
            wishes = [
                Wish(link.id, link.line_id.date_need, link.quantity)
                for link in links.values()
            ]
            receipts = purchase_line._get_parts_receipts()
            for move, served in deal(receipts, wishes).items():
                for link_id, quantity in served.items():
                    brought[links[link_id].line_id].append((move, quantity))
        for line in lines:
            brought[line] += [
                (move, move._get_parts_quantity())
                for move in line._get_transfer_moves()
                if move.state != "cancel" and not move.move_dest_ids
            ]
        return brought

    def _fetch_parts_quantities(self):
        """Read at once what the quantities of these moves follow from."""
        every = self | self.returned_move_ids
        every.fetch(
            [
                "date",
                "location_dest_id",
                "move_dest_ids",
                "origin_returned_move_id",
                "product_id",
                "product_uom",
                "product_uom_qty",
                "quantity",
                "returned_move_ids",
                "state",
                "to_refund",
            ]
        )
        every.location_dest_id.fetch(["usage"])
        every.product_id.mapped("uom_id")

    def _get_parts_turn(self):
        """Return what sorts receipts into the order in which they serve."""
        self.ensure_one()
        return self.state != "done", self.date, self.id

    def _get_parts_quantity(self):
        """Return what this move brings, without what has gone back, in the unit of the
        part.
        """
        self.ensure_one()
        if self.state != "done":
            return self._sum_parts("product_uom_qty")
        back = self.returned_move_ids.filtered(
            lambda move: move.state == "done" and move.to_refund
        )
        return self._sum_parts("quantity") - back._sum_parts("quantity")

    def _sum_parts(self, name):
        """Return the sum of a quantity of these moves, in the unit of the part."""
        return sum(
            move.product_uom._compute_quantity(
                move[name], move.product_id.uom_id, round=False
            )
            for move in self
        )
