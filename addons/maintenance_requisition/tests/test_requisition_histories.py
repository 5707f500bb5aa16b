"""Random histories of needs, orders and receipts: bought is what is asked for."""

from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tools import TOLERANCE

from .playing import RequisitionHistoryCase

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
class TestRequisitionHistories(RequisitionHistoryCase):
    """After each run: ordered − surplus is what the needs ask for beyond stock."""

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
        self.assertGreaterEqual(over, -TOLERANCE, "everything is ordered")
        rounding = (self.pack - 1) * len(bought)
        self.assertLessEqual(over, extra + rounding + TOLERANCE, "and nothing twice")
        for line in self.lines(self.part):
            self.check_line(line)
        for need in self.needs(product_id=self.part.id):
            self.assertNotEqual(need.covered_by, "nothing")
            self.assertEqual((need.short_qty, need.short_cost), (0, 0))

    def check_histories(self, pack, bucket):
        self.begin(pack, bucket)
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
