from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestSubstitutes(ConsumptionCase):
    """Parts that replace each other, in the light and on the lines of a job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.new_product("Other filter", default_code="ALT-123")
        cls.filter.alternative_ids = cls.other

    def fresh(self, job):
        job.invalidate_recordset()
        job.part_ids.invalidate_recordset()
        return job

    def told(self, job):
        part = self.fresh(job).part_ids
        return part.availability, part.substitute_note or ""

    def test_the_alternative_that_is_there_is_named_and_counts_once(self):
        self.stock(self.other, 3)
        first = self.new_job([(self.filter, 2)], days=2)
        second = self.new_job([(self.filter, 2)], days=3)
        self.assertEqual(self.told(first), ("short", "ALT-123 is there instead: 2."))
        self.assertEqual(self.told(second), ("short", "ALT-123 is there instead: 1."))
        self.assertEqual(first.parts_state, "short")
        self.assertTrue(first.has_substitutes)

    def test_what_an_earlier_job_counts_on_is_not_there_for_a_later_one(self):
        """As for the planner, who nets the parts as one and buys for the later job."""
        self.stock(self.other, 2)
        later = self.new_job([(self.other, 2)], days=30)
        self.assertEqual(self.told(later), ("available", ""))
        earlier = self.new_job([(self.filter, 2)], days=20)
        self.assertEqual(self.told(earlier)[1], "ALT-123 is there instead: 2.")
        self.assertEqual(self.told(later), ("short", ""))

    def test_a_successor_on_order_is_told_with_its_day(self):
        self.filter.alternative_ids = False
        self.filter.superseded_by_id = self.other
        self.new_receipt(self.other, 2, days=2)
        job = self.new_job([(self.filter, 2)], days=5)
        state, note = self.told(job)
        self.assertEqual(state, "short")
        self.assertRegex(note, r"ALT-123 is expected instead on .*: 2\.")
        job.part_ids.action_plan_substitute()
        self.assertEqual(self.told(job), ("expected", ""))
        day = fields.Date.today() + timedelta(2)
        self.assertEqual(job.part_ids.date_expected, day)

    def test_available_is_what_reserving_and_issuing_find(self):
        """Never green on the strength of another part: the buttons take the planned."""
        self.stock(self.other, 2)
        job = self.new_job([(self.filter, 2)])
        job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.other), (2, 0), "nobody said so")
        self.assertEqual(self.told(job), ("short", "ALT-123 is there instead: 2."))
        job.action_plan_substitutes()
        part = self.fresh(job).part_ids
        self.assertEqual((part.product_id, part.quantity), (self.other, 2))
        self.assertEqual(part.substitute_for_id, self.filter)
        self.assertEqual(job.parts_state, "ready")
        self.assertFalse(job.has_substitutes)
        self.assertFalse(
            job.move_ids.filtered(
                lambda move: move.product_id == self.filter and move.state != "cancel"
            ),
            "nobody waits for the first part any more",
        )
        job.action_issue_parts()
        self.assertEqual(self.on_hand(self.other), (0, 0))
        self.assertEqual(self.fresh(job).parts_state, "issued")

    def test_what_is_there_of_the_part_itself_stays_planned(self):
        self.stock(self.filter, 1)
        self.stock(self.other, 5)
        job = self.new_job(
            [{"product_id": self.filter.id, "quantity": 3, "position": "left"}]
        )
        self.assertEqual(self.told(job), ("short", "ALT-123 is there instead: 2."))
        job.part_ids.action_plan_substitute()
        own, instead = self.fresh(job).part_ids
        self.assertEqual((own.product_id, own.quantity), (self.filter, 1))
        self.assertEqual((instead.product_id, instead.quantity), (self.other, 2))
        self.assertEqual(instead.position, "left")
        self.assertEqual(job.parts_state, "ready")
        job.action_finish_as_planned()
        self.assertEqual(self.on_hand(self.filter), (0, 0))
        self.assertEqual(self.on_hand(self.other), (3, 0))

    def test_what_was_issued_stays_on_its_line(self):
        self.stock(self.filter, 1)
        job = self.new_job([(self.filter, 3)])
        job.action_reserve_parts()
        job._issue_parts()
        self.stock(self.other, 5)
        self.fresh(job)
        job.part_ids.action_plan_substitute()
        own, instead = self.fresh(job).part_ids
        self.assertEqual((own.quantity, own.issued_qty), (1, 1))
        self.assertEqual((instead.product_id, instead.quantity), (self.other, 2))

    def test_what_all_came_back_keeps_its_history(self):
        self.stock(self.filter, 2)
        job = self.new_job(
            [(self.filter, 2)],
            recurring_maintenance=True,
            maintenance_type="preventive",
            repeat_interval=1,
            repeat_unit="month",
        )
        job.action_issue_parts()
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 2}])
        self.stock(self.filter, 0)
        self.stock(self.other, 2)
        self.assertEqual(self.told(job), ("short", "ALT-123 is there instead: 2."))
        job.part_ids.action_plan_substitute()
        own, instead = self.fresh(job).part_ids
        self.assertEqual((own.product_id, own.issued_qty), (self.filter, 2))
        self.assertEqual((own.returned_qty, own.unneeded_qty), (2, 2))
        self.assertEqual((instead.product_id, instead.quantity), (self.other, 2))
        self.assertEqual(job.parts_state, "ready")
        job.action_finish_as_planned()
        following = job.next_request_ids.part_ids
        self.assertEqual(following.product_id, self.filter)
        self.assertEqual(following.quantity, 2, "as much as this one planned")

    def test_a_part_that_a_person_puts_on_the_line_is_no_substitute(self):
        self.stock(self.other, 2)
        job = self.new_job([(self.filter, 2)])
        job.action_plan_substitutes()
        part = self.fresh(job).part_ids
        self.assertEqual(part.substitute_for_id, self.filter)
        part.product_id = self.new_product("Third filter")
        self.assertFalse(part.substitute_for_id)

    def test_units_that_convert_are_netted_in_the_units_of_each(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        boxed = self.new_product("Boxed filter", dozen, default_code="BOX")
        self.filter.alternative_ids = boxed
        self.stock(boxed, 1)
        job = self.new_job([(self.filter, 6)])
        self.assertEqual(self.told(job), ("short", "BOX is there instead: 0.5 Dozens."))
        job.part_ids.action_plan_substitute()
        part = self.fresh(job).part_ids
        self.assertEqual((part.product_id, part.quantity), (boxed, 6))
        self.assertEqual(part.uom_id, self.unit)
        self.assertEqual(part.availability, "available")

    def test_a_part_whose_unit_does_not_convert_does_not_count(self):
        litres = self.new_product("Filter fluid", self.litre)
        self.filter.alternative_ids = litres
        self.stock(litres, 10)
        job = self.new_job([(self.filter, 2)])
        self.assertEqual(self.told(job), ("short", ""))
        with self.assertRaisesRegex(UserError, "Nothing is there instead"):
            job.action_plan_substitutes()

    def test_a_part_of_which_no_stock_is_kept_does_not_count(self):
        self.other.is_storable = False
        self.assertEqual(self.told(self.new_job([(self.filter, 2)])), ("short", ""))

    def test_what_lies_in_another_place_does_not_count(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.shelf.location_id.id}
        )
        self.stock(self.other, 2, van)
        job = self.new_job([(self.filter, 2)])
        self.assertEqual(self.told(job), ("short", ""))
        job.stock_location_id = van
        self.assertEqual(self.told(job)[1], "ALT-123 is there instead: 2.")

    def test_the_dialog_that_finishes_a_job_is_told(self):
        self.stock(self.other, 2)
        job = self.new_job([(self.filter, 2)])
        finishes = self.env["maintenance.parts.finish"].with_user(self.technician)
        finishes = finishes.with_context(default_request_id=job.id)
        self.assertTrue(finishes.create({}).can_substitute_parts)
        job.action_plan_substitutes()
        self.fresh(job)
        self.assertFalse(finishes.create({}).can_substitute_parts)

    def test_jobs_are_found_by_it(self):
        self.stock(self.other, 2)
        job = self.new_job([(self.filter, 2)], days=2)
        none = self.new_job([(self.filter, 2)], days=4)
        jobs = self.env["maintenance.request"].with_user(self.technician)
        found = jobs.search([("has_substitutes", "=", True)])
        self.assertIn(job, found)
        self.assertNotIn(none, found)
        self.assertIn(none, jobs.search([("has_substitutes", "=", False)]))

    def test_the_next_occurrence_plans_the_part_of_the_bom_again(self):
        self.stock(self.filter, 1)
        self.stock(self.other, 1)
        job = self.new_job(
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=1,
            repeat_unit="month",
        )
        job.action_propose_parts()
        self.fresh(job).action_plan_substitutes()
        self.assertEqual(len(self.fresh(job).part_ids), 2)
        job.action_propose_parts()
        self.assertEqual(len(job.part_ids), 2, "it is planned, if by another part")
        job.action_finish_as_planned()
        following = job.next_request_ids.part_ids
        self.assertEqual(following.product_id, self.filter)
        self.assertEqual(following.quantity, 2)
        self.assertFalse(following.substitute_for_id)
