"""Random histories of needs, orders and receipts: bought is what is asked for."""

from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .buying import BuyingCase

number = st.integers(0, 9)
quantity = st.integers(1, 9)
days = st.integers(1, 40)
steps = st.one_of(
    st.tuples(st.just("plan"), quantity, days),
    st.tuples(st.just("plan"), quantity, days),
    st.tuples(st.just("grow"), number, quantity),
    st.tuples(st.just("move"), number, days),
    st.tuples(st.just("vanish"), number),
    st.tuples(st.just("confirm"), number),
    st.tuples(st.just("receive"), number, quantity),
    st.tuples(st.just("receive"), number, quantity),
    st.tuples(st.just("cancel_order"), number),
    st.tuples(st.just("reopen_order"), number),
    st.tuples(st.just("delete_line"), number),
    st.tuples(st.just("touch_price"), number),
    st.tuples(st.just("touch_quantity"), number, quantity),
    st.tuples(st.just("count"), quantity),
    st.tuples(st.just("issue"), number),
    st.tuples(st.just("run")),
)
histories = st.lists(steps, min_size=8, max_size=16)


@tagged("post_install", "-at_install")
class TestRequisitionHistories(HistoryMixin, BuyingCase):
    """After each run: ordered − surplus is what the needs ask for beyond stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.parts_look_ahead_days = 120
        cls.six = cls.env.ref("uom.product_uom_pack_6")

    # --- what may happen ------------------------------------------------------------

    def pick(self, records, rank):
        return records[rank % len(records)] if records else records

    def open_jobs(self):
        return self.jobs.filtered(lambda job: not job.archive and not job.stage_id.done)

    def do_plan(self, amount, day):
        self.jobs |= self.new_job([(self.part, amount)], days=day).sudo()

    def do_grow(self, rank, amount):
        self.pick(self.open_jobs(), rank).part_ids.quantity = amount

    def do_move(self, rank, day):
        job = self.pick(self.open_jobs(), rank)
        job.schedule_date = self.in_days(day)

    def do_vanish(self, rank):
        job = self.pick(self.open_jobs(), rank)
        if job:
            job.archive_equipment_request()

    def do_confirm(self, rank):
        line = self.pick(self.bought(self.part, ("draft",)), rank)
        if line:
            self.confirm(line)

    def do_receive(self, rank, amount):
        line = self.pick(self.bought(self.part, ("purchase",)), rank)
        left = line.product_uom_qty - self.received(line) if line else 0
        if left > 0:
            self.receive(line, min(amount, left))

    def do_cancel_order(self, rank):
        lines = self.bought(self.part, ("draft", "purchase"))
        line = self.pick(lines.filtered(lambda line: not line.qty_received), rank)
        if line:
            line.order_id.sudo().button_cancel()

    def do_reopen_order(self, rank):
        line = self.pick(self.bought(self.part, ("cancel",)), rank)
        if line:
            line.order_id.sudo().button_draft()

    def do_delete_line(self, rank):
        self.pick(self.bought(self.part, ("draft",)), rank).unlink()

    def do_touch_price(self, rank):
        line = self.pick(self.bought(self.part, ("draft",)), rank)
        if line:
            line.price_unit += 1

    def do_touch_quantity(self, rank, amount):
        self.pick(self.bought(self.part, ("draft",)), rank).product_qty = amount

    def do_count(self, amount):
        self.stock(self.part, max(amount, self.on_hand(self.part)[1]))

    def do_issue(self, rank):
        job = self.pick(self.open_jobs(), rank)
        if job and self.on_hand(self.part)[0] >= job.part_ids.product_qty:
            job.with_user(self.technician).action_issue_parts()

    def do_run(self):
        self.run_planner()

    # --- what must hold -------------------------------------------------------------

    def received(self, line):
        return line.product_uom_id._compute_quantity(
            line.qty_received, self.part.uom_id, round=False
        )

    def check(self):
        self.env.invalidate_all()
        wanted = sum(self.needs(product_id=self.part.id).mapped("quantity"))
        lacking = max(wanted - self.on_hand(self.part)[0], 0.0)
        open_orders = extra = 0.0
        bought = self.bought(self.part)
        for line in bought.sudo():
            asked = line.product_uom_qty
            ours = sum(line.maintenance_allocation_ids.mapped("quantity"))
            extra += max(asked - ours, 0.0)
            open_orders += asked - self.received(line)
        lines = self.lines(self.part, state="ordered")
        surplus = sum(lines.mapped("surplus_qty"))
        over = open_orders - surplus - lacking
        self.assertGreaterEqual(over, -1e-6, "everything is ordered")
        rounding = (self.pack - 1) * len(bought)
        self.assertLessEqual(over, extra + rounding + 1e-6, "and nothing twice")
        for line in self.lines(self.part):
            shares = sum(line.share_ids.mapped("quantity"))
            self.assertAlmostEqual(shares, line.needed_qty)
            self.assertLessEqual(line.needed_qty, line.quantity + 1e-6)
            self.assertLessEqual(line.received_qty, line.ordered_qty)
            if line.sudo()._is_following():
                self.assertEqual(line.ordered_qty, line.quantity)
                self.assertEqual(line.surplus_qty, 0)
        for need in self.needs(product_id=self.part.id):
            self.assertNotEqual(need.covered_by, "nothing")
            self.assertEqual((need.short_qty, need.short_cost), (0, 0))

    def play(self, history):
        self.jobs = self.env["maintenance.request"]
        self.part = self.new_product("Part")
        self.sell(self.part, product_uom_id=self.unit_bought.id, price=5)
        for action, *args in [*history, ("run",)]:
            getattr(self, f"do_{action}")(*args)
        self.check()
        with self.assertNothingWritten():
            self.run_planner()
        self.check()

    def check_histories(self, pack, bucket):
        self.company.parts_consolidation_days = bucket
        self.unit_bought = self.six if pack == 6 else self.unit
        self.pack = pack
        self.play_each(
            histories.map(lambda history: [("plan", 5, 12), ("run",), *history]),
            self.play,
            examples=12,
            seed=5,
        )

    def test_single_units(self):
        self.check_histories(1, 7)

    def test_single_units_each_day_by_itself(self):
        self.check_histories(1, 0)

    def test_packs(self):
        self.check_histories(6, 7)

    def test_packs_each_day_by_itself(self):
        self.check_histories(6, 0)
