"""Random histories of parts: money reconciles and nothing is lost."""

from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin
from odoo.addons.maintenance_consumption.tests.money import MoneyCase

from .reconciling import NoDifferenceMixin

quantities = st.integers(1, 7)
prices = st.sampled_from([3.33, 9.99, 10.0, 10.01, 0.07, 123.45])
assets = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("receive"), quantities, prices),
    st.tuples(st.just("issue"), assets, quantities, st.booleans()),
    st.tuples(st.just("issue_partly"), assets, quantities, quantities),
    st.tuples(st.just("finish_backorder"), assets),
    st.tuples(st.just("cancel"), assets),
    st.tuples(st.just("return"), assets, quantities),
    st.tuples(st.just("reprice"), prices),
    st.tuples(st.just("pick_and_cancel"), assets, quantities),
)
histories = st.lists(steps, min_size=10, max_size=16)


@tagged("post_install", "-at_install")
class TestHistories(NoDifferenceMixin, HistoryMixin, MoneyCase):
    """Random histories, under every cost method and valuation."""

    def setUp(self):
        super().setUp()
        self.part = None
        self.received = 0.0
        self.jobs = {0: [], 1: []}

    def play(self, history, method, valuation):
        """Do each step of ``history`` with a new part."""
        self.part = self.new_part(method, valuation)
        self.received = 0.0
        self.jobs = {0: [], 1: []}
        for action, *args in history:
            getattr(self, f"do_{action}")(*args)

    def plan(self, number, quantity, uom=None):
        """Reserve parts on a new job; None if there are none at all."""
        if not self.part.qty_available:
            return None
        job = self.new_job(self.assets[number], self.part, quantity, uom)
        self.jobs[number].append(job)
        job.action_reserve_parts()
        return job

    def do_receive(self, quantity, price):
        self.receive(self.part, quantity, price)
        self.received += quantity

    def do_reprice(self, price):
        if self.part.cost_method == "standard":
            self.part.standard_price = price

    def do_issue(self, number, quantity, by_six):
        job = self.plan(number, quantity, self.uom_pack_of_6 if by_six else None)
        if job and job.part_ids.reserved_qty:
            job.action_issue_available_parts()

    def do_issue_partly(self, number, quantity, part_of_it):
        job = self.plan(number, quantity)
        move = job and job.picking_ids.move_ids
        if move and move.quantity:
            move.quantity = min(part_of_it, move.quantity)
            move.picked = True
            job.picking_ids.button_validate()

    def do_pick_and_cancel(self, number, quantity):
        job = self.plan(number, quantity)
        if job:
            job.picking_ids.move_ids.picked = True
            job.archive_equipment_request()

    def do_finish_backorder(self, number):
        for job in self.jobs[number]:
            is_open = job.picking_ids.filtered(
                lambda picking: picking.state in ("assigned", "confirmed")
            )
            if is_open and not job.archive:
                job._reserve_parts()
                job._issue_parts()

    def do_cancel(self, number):
        for job in self.jobs[number][-1:]:
            job.archive_equipment_request()

    def do_return(self, number, quantity):
        for job in self.jobs[number]:
            back = min(self.still_out(job.part_ids), quantity)
            if back:
                job.action_return_parts(
                    [{"part_id": job.part_ids.id, "quantity": back}]
                )
                quantity -= back

    def still_out(self, line):
        """What was issued and is not back, in the part's own unit."""
        return line.uom_id._compute_quantity(
            line.issued_qty - line.returned_qty, self.part.uom_id
        )

    def assert_nothing_is_lost(self):
        part, net = self.part, 0
        for asset in self.assets:
            for move in self.moves_of(asset):
                if move.state == "done" and move.product_id == part:
                    net += move.product_qty if move.is_out else -move.product_qty
        self.assertAlmostEqual(part.qty_available + net, self.received)
        self.assertGreaterEqual(part.qty_available, 0)

    def return_everything(self):
        for job in self.jobs[0] + self.jobs[1]:
            out = self.still_out(job.part_ids)
            if out:
                job.action_return_parts([{"part_id": job.part_ids.id, "quantity": out}])

    def check_histories(self, method, valuation):
        def play(history):
            # every history begins with something on the shelf, in two layers
            history = [("receive", 7, 3.33), ("receive", 5, 10.01), *history]
            self.play(history, method, valuation)
            self.assert_all_is_right(valuation)
            self.return_everything()
            self.assert_all_is_right(valuation)
            for asset in self.assets:
                self.assertEqual(self.charge_of(asset), 0, "all is back: nothing left")

        self.play_each(histories, play, examples=6, seed=19)

    def assert_all_is_right(self, valuation):
        self.assert_reconciled(valuation)
        self.assert_no_difference()
        self.assert_nothing_is_lost()

    def test_standard_periodic(self):
        self.check_histories("standard", "periodic")

    def test_standard_perpetual(self):
        self.check_histories("standard", "real_time")

    def test_average_periodic(self):
        self.check_histories("average", "periodic")

    def test_average_perpetual(self):
        self.check_histories("average", "real_time")

    def test_fifo_periodic(self):
        self.check_histories("fifo", "periodic")

    def test_fifo_perpetual(self):
        self.check_histories("fifo", "real_time")
