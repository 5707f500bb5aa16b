"""Random histories of parts that stock shows late: nothing is lost or invented."""

from unittest.mock import patch

from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase
from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

jobs = st.integers(0, 2)
quantities = st.integers(1, 6)
steps = st.one_of(
    st.tuples(st.just("take"), jobs, quantities),
    st.tuples(st.just("scan"), jobs, quantities),
    st.tuples(st.just("give_back"), jobs, quantities, st.booleans()),
    st.tuples(st.just("drop"), jobs),
    st.tuples(st.just("receive"), quantities),
    st.tuples(st.just("count"), st.integers(0, 6)),
    st.tuples(st.just("night")),
    st.tuples(st.just("reserve"), jobs),
)
histories = st.lists(steps, min_size=8, max_size=14)


@tagged("post_install", "-at_install")
class TestPendingHistories(HistoryMixin, ConsumptionCase):
    """What a job holds is what its people took and did not bring back."""

    def play(self, history):
        self.part = self.new_product("Random part")
        self.jobs = [self.new_job([(self.part, 1)]) for _number in range(3)]
        self.held = [0.0] * 3
        for job in self.jobs:
            # a planned part that nobody needs yet
            job.part_ids.unneeded_qty = 1
        for action, *args in history:
            getattr(self, f"do_{action}")(*args)
            self.env.flush_all()
            self.assert_nothing_is_lost()

    def planned(self, number):
        return self.jobs[number].part_ids

    def do_take(self, number, quantity):
        """Plan more and take all that is planned."""
        line = self.planned(number)
        line.quantity += quantity
        missing = line.quantity - line.unneeded_qty - self.held[number]
        self.jobs[number].action_issue_parts()
        self.held[number] += missing

    def do_scan(self, number, quantity):
        row = {
            "product": self.part,
            "quantity": quantity,
            "uom": self.part.uom_id,
            "lot": self.env["stock.lot"],
            "location": self.shelf,
        }
        self.jobs[number]._take_parts([row])
        self.held[number] += quantity

    def do_give_back(self, number, quantity, still_needed):
        line = self.planned(number)
        quantity = min(quantity, line.issued_qty - line.returned_qty)
        if quantity:
            back = {
                "part_id": line.id,
                "quantity": quantity,
                "still_needed": still_needed,
            }
            self.jobs[number].action_return_parts([back])
            self.held[number] -= quantity

    def do_drop(self, number):
        line = self.planned(number)
        self.held[number] -= line.pending_qty
        self.jobs[number].pending_ids.action_drop()

    def do_receive(self, quantity):
        self.receive(self.part, quantity)

    def do_count(self, quantity):
        self.stock(self.part, quantity)
        self.assertEqual(self.on_hand(self.part)[0], quantity, "as it was counted")

    def do_night(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 9
        ):
            self.env["maintenance.parts.pending"]._cron_issue()
        pending = sum(self.planned(number).pending_qty for number in range(3))
        on_hand, reserved = self.on_hand(self.part)
        self.assertTrue(not pending or on_hand == reserved, "what is there is issued")

    def do_reserve(self, number):
        self.jobs[number].action_reserve_parts()

    def assert_nothing_is_lost(self):
        on_hand, reserved = self.on_hand(self.part)
        self.assertGreaterEqual(on_hand, reserved)
        self.assertGreaterEqual(reserved, 0)
        moved = self.env["stock.move"].search(
            [("product_id", "=", self.part.id), ("state", "=", "done")]
        )
        came = sum(
            move.quantity
            * ((move.location_dest_id == self.shelf) - (move.location_id == self.shelf))
            for move in moved.filtered(lambda move: not move.equipment_id)
        )
        out = 0
        for number in range(3):
            line = self.planned(number)
            out += line.issued_qty - line.returned_qty
            self.assertEqual(
                line.issued_qty - line.returned_qty + line.pending_qty,
                self.held[number],
            )
            self.assertLessEqual(
                self.held[number] + line.reserved_qty,
                line.quantity - line.unneeded_qty,
                "nothing is set aside again for what was taken",
            )
        self.assertEqual(on_hand + out, came)

    def test_what_is_held_is_what_was_taken(self):
        self.play_each(
            histories.map(lambda history: [("receive", 4), *history]),
            self.play,
            examples=12,
            seed=19,
        )
