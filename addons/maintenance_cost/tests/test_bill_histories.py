"""Random bills: what assets are charged is what the books and the analytics say."""

from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import RATE, BillCase

lines = st.tuples(
    st.sampled_from(["part", "service", "text", "stocked"]),
    st.sampled_from([None, 0, 1]),
    st.integers(1, 7),
    st.sampled_from([0.07, 3.33, 9.99, 10.01, 123.45]),
    st.sampled_from(["none", "recoverable", "cost"]),
)
FATES = ["draft", "posted", "cancelled", "reset", "refunded"]
bills = st.tuples(
    st.lists(lines, min_size=1, max_size=4),
    st.booleans(),
    st.booleans(),
    st.sampled_from(FATES),
)
histories = st.lists(bills, min_size=1, max_size=4)


@tagged("post_install", "-at_install")
class TestBillHistories(HistoryMixin, BillCase):
    def enter(self, rows, is_refund, is_foreign, fate):
        """Enter a bill and let it meet its fate."""
        bill = self.new_bill(
            *(
                self.bill_line(
                    what,
                    None if number is None else self.assets[number],
                    quantity,
                    price * RATE if is_foreign else price,
                    tax,
                )
                for what, number, quantity, price, tax in rows
            ),
            refund=is_refund,
            foreign=is_foreign,
        )
        if fate == "cancelled":
            bill.button_cancel()
        elif fate != "draft":
            bill.action_post()
        if fate == "reset":
            bill.button_draft()
        if fate == "refunded":
            self._refund(bill)

    def expect(self, rows, is_refund, is_foreign, fate):
        """{asset: net amount in cents}, without taxes, worked out from the rows."""
        totals = dict.fromkeys(self.assets, 0)
        if fate == "posted":
            sign = -1 if is_refund else 1
            for what, number, quantity, price, _tax in rows:
                if number is not None and what != "stocked":
                    totals[self.assets[number]] += sign * round(100 * quantity * price)
        return totals

    def net_of(self, asset):
        """What the report says in cents, without the rows of taxes."""
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", asset.id)]
        )
        return round(
            100 * sum(rows.filtered(lambda row: row.billed_quantity).mapped("cost"))
        )

    def check(self, history):
        expected = dict.fromkeys(self.assets, 0)
        for bill in history:
            self.enter(*bill)
            for asset, cents in self.expect(*bill).items():
                expected[asset] += cents
        self.assert_bills_reconciled()
        for asset in self.assets:
            self.assertEqual(self.net_of(asset), expected[asset])

    def test_charges_are_what_was_billed(self):
        self.play_each(histories, self.check, examples=20, seed=19)
