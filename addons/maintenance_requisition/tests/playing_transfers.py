"""What may happen between two warehouses, to vendors and to jobs of both."""

from hypothesis import strategies as st

from odoo.addons.maintenance_consumption.models import (
    maintenance_request_availability as supply,
)

from ..tools import UNDECIDED
from .playing import RequisitionHistoryCase

number = st.integers(0, 9)
quantity = st.integers(1, 9)
days = st.integers(1, 40)
place = st.sampled_from([0, 0, 0, 1])
steps = st.one_of(
    st.tuples(st.just("plan"), place, quantity, days),
    st.tuples(st.just("plan"), place, quantity, days),
    st.tuples(st.just("grow"), number, quantity),
    st.tuples(st.just("move"), number, days),
    st.tuples(st.just("vanish"), number),
    st.tuples(st.just("count"), place, quantity),
    st.tuples(st.just("count"), st.just(1), quantity),
    st.tuples(st.just("confirm"), number),
    st.tuples(st.just("receive"), number, quantity),
    st.tuples(st.just("receive"), number, quantity),
    st.tuples(st.just("send_back"), number, quantity),
    st.tuples(st.just("cancel_order"), number),
    st.tuples(st.just("touch_quantity"), number, quantity),
    st.tuples(st.just("transfer"), number),
    st.tuples(st.just("transfer_some"), number, quantity, st.booleans()),
    st.tuples(st.just("cancel_transfer"), number),
    st.tuples(st.just("return_transfer"), number, quantity),
    st.tuples(st.just("refuse"), number, st.booleans()),
    st.tuples(st.just("reopen"), number, st.booleans()),
    st.tuples(st.just("approve"), number),
    st.tuples(st.just("issue"), number),
    st.tuples(st.just("bring_back"), number, quantity, st.booleans()),
    st.tuples(st.just("run")),
    st.tuples(st.just("run")),
)
# the other warehouse gives some at once and some later; the rest is bought
START = [
    ("count", 1, 5),
    ("plan", 0, 3, 5),
    ("plan", 0, 6, 20),
    ("approve", 0),
]
# and what else may have come about by then
STARTS = [
    START,
    [*START, ("refuse", 1, True), ("plan", 0, 4, 25), ("run",), ("confirm", 0)],
    [
        *START,
        ("refuse", 1, True),
        ("plan", 0, 4, 25),
        ("run",),
        ("confirm", 0),
        ("receive", 0, 4),
        ("run",),
    ],
    [*START, ("refuse", 0, False), ("run",), ("reopen", 0, True), ("run",)],
    [*START, ("cancel_transfer", 0), ("run",), ("approve", 0)],
    [*START, ("transfer", 0), ("run",), ("issue", 0), ("bring_back", 0, 2, True)],
    [*START, ("confirm", 0), ("receive", 0, 3), ("send_back", 0, 2), ("run",)],
    [*START, ("transfer_some", 0, 2, True), ("return_transfer", 0, 1), ("run",)],
]
histories = st.tuples(
    st.sampled_from(STARTS), st.lists(steps, min_size=6, max_size=14)
).map(lambda pair: [*pair[0], *pair[1]])


class TransferHistoryCase(RequisitionHistoryCase):
    """The main warehouse and another that may have too much of a part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.new_warehouse("North", "NOR")
        cls.warehouses = cls.warehouse | cls.north

    # --- what may happen ------------------------------------------------------------

    def do_plan(self, place, amount, day):
        return self.plan_job(amount, day, warehouse_id=self.warehouses[place].id)

    def do_count(self, place, amount):
        shelf = self.warehouses[place].lot_stock_id
        self.stock(self.part, max(amount, self.on_hand(self.part, shelf)[1]), shelf)
        return True

    def do_run(self):
        return self.run_planner(warehouse_ids=None)

    def do_send_back(self, rank, amount):
        """Return to the vendor some of what it has brought."""
        return self.return_some(self.bought(self.part).sudo().move_ids, rank, amount)

    def do_return_transfer(self, rank, amount):
        moves = self.all_lines().move_ids
        return self.return_some(moves, rank, amount)

    def return_some(self, moves, rank, amount):
        """Return some of what one of the ``moves`` brought, if it is still there."""
        move = self.pick(
            moves.filtered(
                lambda move: (
                    move.state == "done"
                    and not move.origin_returned_move_id
                    and self.get_returnable(move) > 0
                )
            ),
            rank,
        )
        if not move:
            return False
        amount = min(amount, self.get_returnable(move))
        return self.return_by_wizard(
            move.picking_id, {self.part: amount}, user=self.buyer
        )

    def get_returnable(self, move):
        back = move.returned_move_ids.filtered(lambda back: back.state == "done")
        free = self.get_free(move.location_dest_id.warehouse_id)
        return min(move.quantity - sum(back.mapped("quantity")), free)

    def do_transfer(self, rank):
        return self.do_transfer_some(rank, None, True)

    def do_transfer_some(self, rank, amount, is_rest_later):
        """Move what is reserved, or some of it; the rest later or never."""
        picking = self.pick(self.open_moves().picking_id, rank).with_user(self.buyer)
        if not picking:
            return False
        for move in picking.move_ids:
            if amount is not None:
                move.quantity = min(amount, move.quantity)
                amount -= move.quantity
            move.picked = bool(move.quantity)
        never = [] if is_rest_later else picking.ids
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=never
        ).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def do_cancel_transfer(self, rank):
        picking = self.pick(self.open_moves().picking_id, rank).with_user(self.buyer)
        if picking:
            picking.action_cancel()
        return picking

    def do_refuse(self, rank, by_manager):
        lines = self.all_lines().filtered(
            lambda line: line.state != "cancel" and line._is_following()
        )
        line = self.pick(lines, rank).with_user(self.pick_user(by_manager))
        if line:
            line.action_cancel(reason="There is one in the workshop")
        return line

    def do_reopen(self, rank, by_manager):
        lines = self.all_lines().filtered("cancelled_by_id")
        line = self.pick(lines, rank).with_user(self.pick_user(by_manager))
        if line:
            line.action_reopen()
        return line

    def do_approve(self, rank):
        """Get what a manager decides about, or somebody has undone, as it is now."""
        self.do_run()
        lines = self.all_lines().filtered(lambda line: line.state in UNDECIDED)
        line = self.pick(lines, rank).with_user(self.manager)
        if line:
            self.assertFalse(line.action_approve()["failed"])
        return line

    def do_bring_back(self, rank, amount, still_needed):
        """Bring back unused parts of a job."""
        parts = self.open_jobs().part_ids.filtered(lambda part: self.get_held(part))
        part = self.pick(parts, rank)
        if part:
            back = {
                "part_id": part.id,
                "quantity": min(amount, self.get_held(part)),
                "still_needed": still_needed,
            }
            part.request_id.with_user(self.technician).action_return_parts([back])
        return part

    # --- what is asked about it -----------------------------------------------------

    def pick_user(self, is_manager):
        return self.manager if is_manager else self.planner

    def all_lines(self):
        """All requisition lines of the part, also cancelled ones."""
        table = self.env["maintenance.requisition.line"]
        return table.search([("product_id", "=", self.part.id)], order="id")

    def open_moves(self):
        """The transfers that are still to be made."""
        return self.all_lines().move_ids.filtered(
            lambda move: move.state in supply.OPEN_STATES
        )

    def get_held(self, part):
        """What a job has of a planned part."""
        return part.issued_qty - part.returned_qty

    def get_free(self, warehouse):
        on_hand, reserved = self.on_hand(self.part, warehouse.lot_stock_id)
        return on_hand - reserved

    def get_brought(self, moves):
        """What these moves have brought, and returns have not taken back."""
        done = moves.filtered(lambda move: move.state == "done")
        back = done.filtered("origin_returned_move_id")
        return sum((done - back).mapped("quantity")) - sum(back.mapped("quantity"))

    def get_counted(self, warehouse):
        """What counts have found there that nobody knew of."""
        counts = self.env["stock.move"].search(
            [("product_id", "=", self.part.id), ("is_inventory", "=", True)]
        )
        return sum(
            move.quantity
            * (
                (move.location_dest_id.warehouse_id == warehouse)
                - (move.location_id.warehouse_id == warehouse)
            )
            for move in counts
        )

    def get_purchases(self, warehouse, states):
        lines = self.bought(self.part, states).sudo()
        return lines.filtered(
            lambda line: line.order_id.picking_type_id.warehouse_id == warehouse
        )
