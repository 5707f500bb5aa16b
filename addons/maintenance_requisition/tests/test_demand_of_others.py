from odoo.fields import Command
from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestDemandOfOthers(BuyingCase):
    """What customers wait for, and what is owed, takes nothing bought for jobs.

    Customers take the part that they ordered, not the one that replaces it.
    """

    def deliver(self, product, quantity, days=1, reserve=True):
        """A delivery that a customer waits for."""
        if not reserve:
            self.warehouse.out_type_id.reservation_method = "manual"
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "scheduled_date": self.in_days(days),
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "date": self.in_days(days),
                            "location_id": self.shelf.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def assertSettled(self, *asked, product=None):
        """After a run, and one more, this is asked for, and nothing else happens."""
        for _again in range(2):
            self.run_planner()
            self.assertEqual(self.asked(product), list(asked))
        self.assertFalse(sum(self.lines().mapped("surplus_qty")))

    def state(self, job):
        job.invalidate_recordset()
        return job.parts_state

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

    def test_pending_parts_take_nothing_that_was_ordered_for_another_job(self):
        self.new_job([(self.filter, 3)], days=0).action_issue_parts()
        job = self.new_job([(self.filter, 2)], days=12)
        self.assertSettled((2, 12))
        self.confirm(self.bought())
        self.assertSettled((2, 12))
        self.assertEqual(self.state(job), "expected")

    def test_what_was_ordered_for_a_job_pays_for_what_it_took_before(self):
        early = self.new_job([(self.filter, 3)], days=9)
        self.run_planner()
        self.confirm(self.bought())
        early.action_issue_parts()
        self.assertSettled((3, 9))
        self.new_job([(self.filter, 2)], days=12)
        self.assertSettled((3, 9), (2, 12))

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
