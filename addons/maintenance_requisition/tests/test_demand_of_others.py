from odoo.tests import tagged

from .common import DemandCase


@tagged("post_install", "-at_install")
class TestDemandOfOthers(DemandCase):
    """What customers wait for, and what is owed, takes nothing bought for jobs.

    Customers take the part that they ordered, not the one that replaces it.
    """

    def test_what_a_job_has_ordered_is_not_for_customers_that_nobody_supplies(self):
        self.deliver(self.filter, 4)
        job = self.new_job([(self.filter, 2)], days=12)
        self.assertSettled((2, 12))
        self.confirm(self.bought())
        self.assertSettled((2, 12))
        self.assertEqual(self.needs(request_id=job.id).covered_by, "incoming")
        self.assertEqual(self.state(job), "expected")

    def test_what_a_buyer_has_changed_is_still_for_the_job(self):
        self.deliver(self.filter, 4)
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.bought().price_unit = 8
        self.assertSettled((2, 12))

    def test_what_a_planner_has_entered_is_for_maintenance(self):
        self.deliver(self.filter, 4)
        self.new_job([(self.filter, 2)], days=12)
        line = self.enter(2, 10)
        self.assertSettled()
        line.action_approve()
        self.assertSettled((2, 10))
        self.confirm(self.bought())
        self.assertSettled((2, 10))

    def test_what_has_come_for_a_job_is_the_jobs(self):
        self.deliver(self.filter, 4, reserve=False)
        job = self.new_job([(self.filter, 2)], days=14)
        self.run_planner()
        self.confirm(self.bought())
        self.receive_line(self.bought(), 2)
        self.assertEqual(self.on_hand(self.filter), (2, 0))
        self.assertSettled((2, 14))
        self.assertEqual(self.needs(request_id=job.id).covered_by, "stock")
        self.assertEqual(self.state(job), "ready")

    def test_what_comes_for_a_near_job_is_set_aside_before_customers_get_it(self):
        customer = self.deliver(self.filter, 4)
        job = self.new_job([(self.filter, 2)], days=3)
        self.run_planner()
        self.confirm(self.bought())
        self.receive_line(self.bought(), 2)
        self.assertEqual(customer.move_ids.quantity, 0)
        self.assertEqual(job.part_ids.reserved_qty, 2)
        self.assertSettled((2, 7))
        self.assertEqual(self.state(job), "ready")

    def test_what_was_issued_is_not_kept_a_second_time(self):
        job = self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.confirm(self.bought())
        self.receive_line(self.bought(), 2)
        job.action_issue_parts()
        job.part_ids.quantity = 4
        self.stock(self.filter, 2)
        self.deliver(self.filter, 2, reserve=False)
        self.run_planner()
        self.assertEqual(self.asked()[1:], [(2, 12)])

    def test_what_a_job_wants_no_more_is_for_customers(self):
        self.deliver(self.filter, 4)
        job = self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        self.confirm(self.bought())
        job.sudo().archive_equipment_request()
        other = self.new_job([(self.filter, 2)], days=14)
        self.run_planner()
        self.assertEqual(self.lines(state="ordered").mapped("surplus_qty"), [0, 0])
        self.assertEqual(self.asked(), [(3, 12), (2, 14)])
        self.assertEqual(self.needs(request_id=other.id).covered_by, "rfq")

    def test_negative_stock_takes_nothing_that_was_ordered_for_a_job(self):
        self.stock(self.filter, 1)
        delivery = self.deliver(self.filter, 5)
        delivery.move_ids.quantity = 5
        self.validate(delivery)
        self.assertEqual(self.on_hand(self.filter)[0], -4)
        job = self.new_job([(self.filter, 2)], days=12)
        self.assertSettled((2, 12))
        self.confirm(self.bought())
        self.assertSettled((2, 12))
        self.assertEqual(self.state(job), "expected")

    def test_minimums_keep_what_was_ordered_for_them(self):
        self.company.parts_minimum_essential = 3
        self.deliver(self.filter, 4)
        self.assertSettled((3, 7))
        self.confirm(self.bought())
        self.assertSettled((3, 7))

    def test_customers_take_the_part_that_they_ordered(self):
        old = self.new_product("Old")
        old.superseded_by_id = self.filter
        self.stock(self.filter, 5)
        self.deliver(old, 4)
        job = self.new_job([(self.filter, 5)], days=12)
        self.assertSettled()
        self.assertFalse(self.shortages())
        self.assertEqual(self.state(job), "ready")

    def test_jobs_leave_to_customers_what_only_those_can_use(self):
        old = self.new_product("Old")
        old.superseded_by_id = self.filter
        self.stock(old, 4)
        self.stock(self.filter, 5)
        self.deliver(old, 4, days=10, reserve=False)
        job = self.new_job([(self.filter, 5)], days=8)
        late = self.new_job([(self.filter, 4)], days=14)
        self.assertSettled((4, 14))
        self.assertEqual(self.state(job), "ready")
        self.assertEqual(self.state(late), "short")
