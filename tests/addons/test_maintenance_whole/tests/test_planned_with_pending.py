from odoo.tests import tagged

from odoo.addons.maintenance_planning.tests.common import PlanningCase
from odoo.addons.maintenance_requisition.tests.common import DemandCase


@tagged("post_install", "-at_install")
class TestPlannedWithPending(PlanningCase):
    """What was taken and stock does not show yet (maintenance_parts_pending)."""

    def test_what_is_pending_was_used(self):
        self.stock(self.filter, 0)
        for _number in range(3):
            job = self.new_job(maintenance_type="preventive")
            job.action_propose_parts()
            job.action_issue_parts()
            job.stage_id = self.done_stage
        self.run_planner()
        self.assertNotIn("never_used", [kind for kind, _record in self.exceptions()])

    def test_what_is_taken_and_pending_is_owed_not_bought(self):
        job = self.new_job([(self.filter, 2)], days=1)
        job.action_issue_parts()
        self.new_receipt(self.filter, 3, days=5)
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertFalse(self.needs(request_id=job.id))
        self.assertEqual(self.shortages(), [("buy", 1, 12)])

    def test_what_is_pending_of_the_old_part_buys_nothing_of_the_new_one(self):
        new = self.new_product("New filter")
        self.sell(new)
        self.filter.superseded_by_id = new
        self.new_job([(self.filter, 3)]).with_user(self.technician).action_issue_parts()
        self.stock(new, 5)
        self.new_job([(new, 5)], days=10)
        self.run_planner()
        self.assertEqual(self.shortages(new), [])
        self.new_job([(new, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(new), [("buy", 2.0, 12)])
        order = self.new_rfq(new, 2)
        self.run_planner()
        self.assertEqual(self.shortages(new), [], "an order pays no debt of the old")
        order.button_cancel()


@tagged("post_install", "-at_install")
class TestOrderedWithPending(DemandCase):
    """What was ordered for jobs, beside parts that were taken before they came."""

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
