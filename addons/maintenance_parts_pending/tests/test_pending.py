from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestPending(PendingCase):
    """What a technician took and stock does not show."""

    def test_what_stock_does_not_show_is_pending_and_moves_nothing(self):
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        self.assertIs(job.action_issue_parts(), True)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [10, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [2, 3])
        self.assertEqual(job.part_ids.mapped("availability"), ["issued", "issued"])
        self.assertEqual(job.parts_state, "issued")
        self.assertEqual(self.on_hand(self.filter), (0, 0))
        self.assertEqual(self.on_hand(self.gasket), (0, 0))
        moves = job.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual([(m.state, m.quantity) for m in moves], [("done", 10)])
        first = self.env["maintenance.parts.pending"].search(
            [("product_id", "=", self.gasket.id)]
        )
        self.assertEqual(first.user_id, self.technician)
        self.assertEqual(first.equipment_id, self.asset)
        self.assertEqual(first.location_id, self.shelf)
        self.assertEqual(first.company_id, self.company)
        self.assertTrue(first.taken_on)

    def test_issuing_again_keeps_nothing_twice(self):
        job = self.new_job([(self.filter, 12)])
        for _time in range(3):
            job.action_issue_parts()
            job.action_reserve_parts()
        self.assertEqual(self.pending_of(job), {self.filter: 2})
        job.part_ids.quantity = 13
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual((part.issued_qty, part.pending_qty), (10, 3))

    def test_planned_is_issued_less_returned_and_pending_and_open_and_missing(self):
        job = self.new_job([(self.filter, 14)])
        job.action_issue_parts()
        lines = [{"part_id": job.part_ids.id, "quantity": 3}]
        job.action_return_parts(lines)
        job.action_reserve_parts()
        part = job.part_ids
        for planned in (14, 16, 12, 18):
            part.quantity = planned
            job.action_reserve_parts()
            moved = part._get_moved_quantities()[part.id]
            missing = part._get_missing_quantities({part.id: moved}).get(part, 0)
            self.assertEqual(
                planned,
                moved["issued"]
                - moved["returned"]
                + moved["pending"]
                + moved["open"]
                + missing,
            )
            self.assertLessEqual(moved["reserved"], moved["open"])
        self.assertEqual(part.pending_qty, 1, "what came back paid the debt")

    def test_a_document_of_which_stock_shows_nothing_is_not_left_behind(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        self.assertFalse(job.picking_ids)
        job = self.new_job([(self.gasket, 3)])
        job.action_reserve_parts()
        job.action_issue_parts()
        self.assertEqual(job.picking_ids.state, "cancel", "it was there before")

    def test_a_company_that_issues_beyond_stock_keeps_nothing(self):
        self.company.parts_allow_negative = True
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        self.assertFalse(self.pending_of(job))
        self.assertEqual(self.on_hand(self.gasket), (-3, 0))

    def test_a_reservation_of_another_job_is_not_taken(self):
        other = self.new_job([(self.filter, 9)])
        other.action_reserve_parts()
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual((part.issued_qty, part.pending_qty), (1, 1))
        self.assertEqual(other.part_ids.reserved_qty, 9)

    def test_the_unit_of_the_plan(self):
        oil = self.new_product("Oil", self.litre)
        self.stock(oil, 0.5)
        line = {"product_id": oil.id, "quantity": 750, "uom_id": self.millilitre.id}
        job = self.new_job([line])
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual((part.issued_qty, part.pending_qty), (500, 250))
        self.receive(oil, 1)
        self.issue_nightly()
        self.assertEqual((part.issued_qty, part.pending_qty), (750, 0))
        self.assertEqual(self.on_hand(oil), (0.75, 0))

    def test_without_a_storekeeper_it_is_noted_on_the_job(self):
        job = self.new_job([(self.filter, 12)])
        job.action_issue_parts()
        self.assertIn("2 Units of “[F-1] Filter”", self.messages_of(job))
        self.assertFalse(self.activities_of(job))

    def test_the_storekeeper_gets_one_activity_a_job_which_closes_itself(self):
        self.company.parts_storekeeper_id = self.storekeeper
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        job.action_issue_parts()
        activity = self.activities_of(job)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.storekeeper)
        self.assertIn("Gasket", activity.note)
        job.part_ids[0].quantity = 13
        job.action_issue_parts()
        self.assertEqual(self.activities_of(job), activity)
        self.assertIn("3 Units of “[F-1] Filter”", activity.note)
        waiting = job.pending_ids.with_user(self.storekeeper)
        waiting.filtered(lambda part: part.product_id == self.gasket).action_drop()
        self.assertTrue(self.activities_of(job), "filters are still pending")
        self.receive(self.filter, 3)
        waiting.action_issue_now()
        self.assertFalse(self.activities_of(job))

    def test_nothing_is_set_aside_again_for_what_is_pending(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        self.env["stock.quant"]._update_available_quantity(self.gasket, self.shelf, 5)
        with patch.object(
            type(self.env["maintenance.parts.pending"]),
            "_issue_each",
            lambda pending: pending.browse(),
        ):
            job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.gasket), (5, 0))

    def test_not_taken_after_all_is_needed_again(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        self.assertIs(job.pending_ids.with_user(self.storekeeper).action_drop(), True)
        self.assertEqual((job.part_ids.pending_qty, job.parts_state), (0, "short"))
        self.assertIn("Not taken after all: 2 Units of “Gasket”", self.messages_of(job))
        self.receive(self.gasket, 2)
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 2)

    def test_cancelling_leaves_what_was_taken_pending_and_says_so(self):
        job = self.new_job([(self.filter, 12)])
        job.action_issue_parts()
        job.archive_equipment_request()
        self.assertEqual(self.pending_of(job), {self.filter: 2})
        self.assertIn("still pending: 2 Units", self.messages_of(job))
        self.assertEqual(job.parts_state, "issued")
        self.receive(self.filter, 2)
        self.issue_nightly()
        self.assertEqual(job.part_ids.issued_qty, 12)

    def test_a_line_or_job_with_pending_parts_is_not_deleted(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        words = "2 Units of “Gasket” were taken for “Job” and are pending"
        with self.assertRaisesRegex(UserError, words):
            job.part_ids.unlink()
        with self.assertRaisesRegex(UserError, words):
            job.sudo().unlink()
        job.pending_ids.action_drop()
        job.part_ids.unlink()
        self.assertEqual(job.pending_ids.state, "dropped")

    def test_closed_jobs_with_nothing_but_pending_parts_are_found(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_finish_as_planned()
        self.assertEqual(job.parts_state, "issued")
        domain = [("id", "=", job.id), ("parts_state", "=", "issued")]
        self.assertEqual(job.search(domain), job)
