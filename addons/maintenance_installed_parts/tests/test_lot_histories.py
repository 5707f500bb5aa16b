"""Random histories of serials."""

from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import LotCase

steps = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.integers(0, 1)),
        st.tuples(st.just("return"), st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("keep"), st.integers(0, 5)),
    ),
    min_size=6,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestLotHistories(HistoryMixin, LotCase):
    """Random histories on real documents, beside a model of two lists of tyres."""

    def play(self, history):
        names = [f"S{number}" for number in range(len(history))]
        shelf = list(self.new_lots(self.tyre, *names))
        # per truck the tyres on it, the oldest first, each with its issue
        on = {self.truck: [], self.other_truck: []}
        gone = {}
        for action, number in history:
            if action == "issue":
                asset = (self.truck, self.other_truck)[number]
                lot = shelf.pop(0)
                on[asset].append((lot, self.issue(lot, asset=asset)))
                if len(on[asset]) > 4:
                    old, _move = on[asset].pop(0)
                    gone[old] = "replaced"
                continue
            fitted = [(asset, *pair) for asset in on for pair in on[asset]]
            if not fitted:
                continue
            asset, lot, move = fitted[number % len(fitted)]
            # a return also undoes the swap that its issue was: see the example above
            if action == "return" and "replaced" not in gone.values():
                self.return_by_wizard(move.picking_id, {self.tyre: 1})
                gone[lot] = "return"
            elif action == "keep":
                self.remove(lot, 1, "stock", asset, position="axle", unit_value=0)
                gone[lot] = "salvage"
            else:
                self.remove(lot, asset=asset, position="axle")
                gone[lot] = "scrap"
            on[asset].remove((lot, move))
        return on, gone

    def test_random_histories(self):
        self.play_each(steps, self.check, examples=12, seed=17)

    def check(self, history):
        on, gone = self.play(history)
        for asset, fitted in on.items():
            self.assertEqual(
                self.installed(asset), {lot.name: 1 for lot, _move in fitted}
            )
        rows = self.stays(product_id=self.tyre)
        states = {
            name: state
            for name, _quantity, state, _move in rows
            if state != "installed"
        }
        self.assertEqual(states, {lot.name: state for lot, state in gone.items()})
