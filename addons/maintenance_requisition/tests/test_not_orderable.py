from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestNotOrderable(BuyingCase):
    """What may not be ordered is not, and somebody is told.

    One entry of the vendor list gives price, discount, name and pack.
    """

    def test_a_part_that_is_archived_leaves_the_draft(self):
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.asked(), [(2, 12)])
        self.filter.active = False
        self.run_planner()
        self.assertFalse(self.bought())
        self.assertIn("archived", self.lines().failure_reason)
        self.assertIn("archived_part", dict(self.exceptions()))
        self.filter.active = True
        self.run_planner()
        self.assertEqual(self.asked(), [(2, 12)])

    def test_a_part_that_may_not_be_purchased_is_told(self):
        self.filter.purchase_ok = False
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertFalse(self.bought())
        self.assertIn("cannot be purchased", self.lines().failure_reason)
        self.assertEqual(
            [row for row in self.exceptions() if row[0] == "not_purchasable"],
            [("not_purchasable", self.filter)],
        )

    def test_a_part_that_may_not_be_purchased_any_more_leaves_the_draft(self):
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.filter.purchase_ok = False
        self.run_planner()
        self.assertFalse(self.bought())

    def test_whoever_approves_is_told_that_it_may_not_be_purchased(self):
        line = self.enter(2, 10)
        self.filter.purchase_ok = False
        [failed] = line.action_approve()["failed"]
        self.assertIn("cannot be purchased", failed["reason"])

    def test_a_vendor_that_is_archived_leaves_the_draft(self):
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.vendor.active = False
        self.run_planner()
        self.assertFalse(self.bought())

    def test_price_code_and_discount_are_of_one_entry_of_the_vendor(self):
        self.filter.seller_ids.product_code = "SINGLE"
        self.sell(
            self.filter,
            price=8.0,
            min_qty=10,
            discount=25,
            product_code="DOZENS",
            sequence=2,
        )
        job = self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        line = self.bought()
        self.assertEqual((line.price_unit, line.discount), (10, 0))
        self.assertIn("SINGLE", line.name)
        job.part_ids.quantity = 12
        self.run_planner()
        self.assertEqual(self.bought(), line)
        self.assertEqual((line.price_unit, line.discount), (8, 25))
        self.assertIn("DOZENS", line.name)
        job.part_ids.quantity = 3
        self.run_planner()
        self.assertEqual((line.price_unit, line.discount), (10, 0))
        self.assertIn("SINGLE", line.name)

    def test_how_a_buyer_describes_it_stays(self):
        job = self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.bought().name = "As on our drawing"
        job.part_ids.quantity = 3
        self.run_planner()
        self.assertEqual(self.bought().mapped("name"), ["As on our drawing"])

    def test_an_order_is_due_as_long_before_as_its_vendor_takes(self):
        self.filter.seller_ids.delay = 0
        self.company.parts_default_lead_days = 14
        self.new_job([(self.filter, 2)], days=18)
        self.run_planner()
        [line], order = self.lines(), self.bought().order_id
        due = self.company._get_local_day(order.date_order)
        self.assertEqual((due - self.today).days, 4)
        self.assertLessEqual(line.date_order_by, due)

    def test_an_order_is_due_when_what_is_left_of_it_is(self):
        quick = self.new_product("Quick")
        self.sell(quick, days=7)
        near = self.new_job([(self.filter, 2)], days=8)
        self.new_job([(quick, 2)], days=13)
        self.run_planner()
        order = self.bought(quick).order_id
        self.assertEqual(self.bought().order_id, order)
        due = self.company._get_local_day(order.date_order)
        self.assertEqual((due - self.today).days, 1)
        near.sudo().archive_equipment_request()
        self.run_planner()
        due = self.company._get_local_day(order.date_order)
        self.assertEqual((due - self.today).days, 6)

    def test_what_outgrows_its_approval_says_so(self):
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30.0})
        job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        line = self.lines()
        line.with_user(self.manager).action_approve()
        self.assertEqual(line.state, "ordered")
        job.part_ids.quantity = 6
        self.run_planner()
        self.assertEqual(line.state, "to_approve")
        self.assertIn("more than what was approved", line.explanation)
        self.assertIn("60", "".join(line.requisition_id.message_ids.mapped("body")))
        line.with_user(self.manager).action_approve()
        self.assertEqual(line.state, "ordered")
        self.assertNotIn("more than what was approved", line.explanation)

    def test_what_was_approved_without_a_price_and_gets_one_says_so(self):
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30.0})
        self.filter.seller_ids.price = 0
        self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        line = self.lines()
        self.assertEqual(line.state, "ordered")
        self.filter.seller_ids.price = 20
        self.run_planner()
        self.assertEqual(line.state, "to_approve")
        self.assertIn("more than what was approved", line.explanation)

    def test_what_odoo_does_not_order_again_is_told(self):
        """A line whose order was cancelled, and for which no new one comes about."""
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        line = self.lines()
        self.bought().order_id.button_cancel()
        self.assertEqual(line.state, "approved")
        rules = type(self.env["stock.rule"])
        run = rules._run_for_lines
        self.patch(rules, "_run_for_lines", lambda self, lines: None)
        [failed] = line.action_approve()["failed"]
        self.assertIn("no purchase line", failed["reason"])
        self.patch(rules, "_run_for_lines", run)
        self.assertFalse(line.action_approve()["failed"])
        self.assertEqual(line.state, "ordered")
