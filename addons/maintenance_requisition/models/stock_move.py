from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.tools import TOLERANCE

from ..tools import deal


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "maintenance.purpose"]

    maintenance_requisition_line_id = fields.Many2one(
        "maintenance.requisition.line",
        string="Requisition Line",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        help="The requisition line that this transfer brings parts for.",
    )

    @api.constrains("maintenance_requisition_line_id")
    def _check_requisition_company(self):
        # Odoo leaves the companies of moves unchecked
        self._check_company(["maintenance_requisition_line_id"])

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        names = super()._prepare_merge_moves_distinct_fields()
        return [*names, "maintenance_requisition_line_id"]

    @api.model
    def _get_plan_links(self):
        return super()._get_plan_links() | {"maintenance_requisition_line_id": False}

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        # with all rights: who receives parts may lack access to the jobs to notify
        as_superuser(done)._notify_arrivals()
        return done

    def _trigger_assign(self):
        """What was bought for jobs that are near is reserved for them, before Odoo
        gives it to others that wait for the same part.
        """
        # with all rights: who receives parts may lack access to jobs and requisitions
        came_sudo = self.sudo()._filter_for_requisitions()
        if came_sudo._is_waited_for_by_others():
            shares = came_sudo._deal_to_lines()
            lines = self.env["maintenance.requisition.line"].sudo().union(*shares)
            jobs = lines.share_ids.request_id.filtered(
                lambda job: job._is_open() and job._is_near()
            )
            jobs._reserve_each()
        return super()._trigger_assign()

    def _is_waited_for_by_others(self):
        """Return whether others than planned parts wait for what these moves bring."""
        return bool(
            self
            and self.search_count(
                [
                    ("state", "in", ("confirmed", "partially_available")),
                    ("procure_method", "=", "make_to_stock"),
                    ("product_id", "in", self.product_id.ids),
                    ("location_id", "in", self.location_dest_id.ids),
                    ("maintenance_request_part_id", "=", False),
                ],
                limit=1,
            )
        )

    def _action_cancel(self):
        result = super()._action_cancel()
        # with all rights: who cancels a transfer may lack access to requisitions
        bringing_sudo = as_superuser(self).filtered("maintenance_requisition_line_id")
        for line in bringing_sudo.maintenance_requisition_line_id:
            line._note_undone((line.move_ids & bringing_sudo).picking_id)
        return result

    # Arrivals: notify the job when rush parts for it are received

    def _notify_arrivals(self):
        """Tell of each receipt those whose job it brings rush parts: once a job."""
        lines = self.purchase_line_id.maintenance_allocation_ids.line_id
        lines |= self.maintenance_requisition_line_id
        if not lines.filtered("is_rush"):
            return
        brought = defaultdict(lambda: defaultdict(float))
        for move, dealt in self._deal_parts().items():
            if move not in self or move.state != "done":
                continue
            for share, quantity in dealt.items():
                job = share.request_id
                if share.line_id.is_rush and job and not job.archive and not job.done:
                    brought[move.picking_id, job][move.product_id] += quantity
        for (picking, job), parts in brought.items():
            picking._notify_arrival(job, parts)

    # Receipt pegging

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
        # with all rights: who receives parts sees whom they are for, also without
        # access to assets, jobs and orders
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
            wishes = [link._prepare_wish() for link in links.values()]
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

    # --- transfers of requisition lines -----------------------------------------------

    def _sum_unclaimed(self, warehouse, claimed):
        """Return what these moves are still to bring to ``warehouse`` and nobody needs.

        :param claimed: {("incoming", move id): how much somebody counts on}
        """
        # of two steps only the last counts
        coming = self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and (
                    move.location_dest_id._child_of(warehouse.lot_stock_id)
                    or not move.move_dest_ids
                )
            )
        )
        return sum(
            max(move.product_qty - claimed["incoming", move.id], 0.0) for move in coming
        )

    def _sum_last_steps(self):
        """Return (what these moves bring, or are to bring; what of it has come), in the
        unit of the part. Of several steps only the last counts.
        """
        last = (self - self.move_orig_ids).filtered(lambda move: move.state != "cancel")
        done = last.filtered(lambda move: move.state == "done")
        return (
            sum(last.mapped("product_qty")),
            sum(move._get_parts_quantity() for move in done),
        )

    def _is_transfer_untouched(self, quantity):
        """Return whether these are moves of a transfer, made for ``quantity`` of one
        requisition line, that nobody has changed. What is cancelled does not count.
        """
        moves = self.filtered(lambda move: move.state != "cancel")
        return bool(moves) and all(
            move.state != "done"
            and not move.picked
            and not move.origin_returned_move_id
            and not move.picking_id.printed
            and abs(move.product_qty - quantity) < TOLERANCE
            for move in moves
        )

    @api.model
    def _sum_transferred(self, lines):
        """Return {id of a requisition line: what transfers have brought for it}."""
        moves = self.search(
            [
                ("maintenance_requisition_line_id", "in", lines.ids),
                ("state", "=", "done"),
                ("origin_returned_move_id", "=", False),
                # the last step
                ("move_dest_ids", "=", False),
            ]
        )
        return {
            line.id: sum(move._get_parts_quantity() for move in mine)
            for line, mine in moves.grouped("maintenance_requisition_line_id").items()
        }

    @api.model
    def _find_late_orders(self, products, but):
        """Return {(warehouse, product)} of which a confirmed order is overdue.

        :param but: purchase lines that do not count
        """
        moves = self.search(
            Domain("product_id", "in", products.ids)
            & Domain("purchase_line_id", "!=", False)
            & Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("date_deadline", "<", fields.Datetime.now())
            & Domain("picking_type_id.code", "=", "incoming")
        )
        return {
            (move.picking_type_id.warehouse_id, move.product_id)
            for move in moves
            if move.purchase_line_id not in but
        }
