from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestMovedReceipts(PlanningCase):
    """A receipt comes when whoever wrote its date last says so."""

    def setUp(self):
        super().setUp()
        self.buyer = self.new_user(
            "buyer", "purchase.group_purchase_user,stock.group_stock_user"
        )
        self.job = self.new_job([(self.filter, 2)], days=12)
        order = self.new_rfq(self.filter, 2, days=10, confirm=True)
        self.line = order.order_line
        self.receipt = order.picking_ids

    def told(self):
        self.run_planner()
        self.job.invalidate_recordset()
        need = self.needs(request_id=self.job.id)
        day = need.date_expected
        return (
            [row[0] for row in self.shortages()],
            (day - self.today).days,
            self.job.parts_state,
        )

    def move_receipt(self, days):
        self.receipt.with_user(self.buyer).scheduled_date = self.in_days(days)

    def test_a_receipt_that_is_moved_is_expedited_if_it_is_late(self):
        self.assertEqual(self.told(), ([], 10, "expected"))
        self.move_receipt(20)
        self.assertEqual(self.told(), (["expedite"], 20, "late"))
        self.move_receipt(5)
        self.assertEqual(self.told(), ([], 5, "expected"))

    def test_the_buyer_has_the_last_word_when_he_writes_after(self):
        self.move_receipt(20)
        self.line.with_user(self.buyer).date_planned = self.in_days(11)
        self.assertEqual(self.told(), ([], 11, "expected"))
        self.move_receipt(14)
        self.assertEqual(self.told(), (["expedite"], 14, "late"))

    def test_what_is_left_to_come_comes_when_the_rest_was_moved_to(self):
        self.move_receipt(15)
        self.receive_line(self.line, 1)
        self.assertEqual(self.told(), (["expedite"], 15, "late"))

    def test_a_receipt_without_an_order_comes_when_it_says(self):
        self.line.order_id.button_cancel()
        receipt = self.new_receipt(self.filter, 2, days=9)
        self.assertEqual(self.told()[1:], (9, "expected"))
        receipt.scheduled_date = self.in_days(14)
        self.assertEqual(self.told()[1:], (14, "late"))
