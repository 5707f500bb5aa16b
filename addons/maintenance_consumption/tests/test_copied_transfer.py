from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestCopiedTransfer(ConsumptionCase):
    """What a person copies is in draft, and counts when it is confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 5)
        cls.job = cls.new_job([(cls.filter, 4)])
        cls.job.action_issue_parts()
        cls.issue = cls.job.sudo().picking_ids
        cls.copied = cls.issue.copy()

    def test_a_draft_copy_of_a_parts_issue_counts_nowhere(self):
        part = self.job.part_ids
        self.assertEqual(self.copied.state, "draft")
        moved = part._get_moved_quantities()[part.id]
        self.assertEqual((moved["issued"], moved["open"]), (4, 0))
        self.assertEqual(self.job.parts_state, "issued")
        other = self.new_job([(self.filter, 1)], days=5)
        self.assertEqual(other.parts_state, "ready")
        self.job.action_issue_parts()
        self.assertEqual(self.copied.state, "draft")
        self.assertEqual(part.issued_qty, 4)

    def test_also_a_draft_that_names_the_planned_part_counts_nowhere(self):
        part = self.job.part_ids
        self.copied.move_ids.maintenance_request_part_id = part
        moved = part._get_moved_quantities()[part.id]
        self.assertEqual((moved["issued"], moved["open"]), (4, 0))
        self.assertEqual(self.job.parts_state, "issued")

    def test_a_copy_that_is_confirmed_wants_parts_that_nobody_planned(self):
        self.copied.action_confirm()
        other = self.new_job([(self.filter, 1)], days=5)
        self.assertEqual(other.parts_state, "short")
        self.assertEqual(self.job.parts_state, "issued")

    def test_a_copy_that_is_done_is_charged_to_the_asset_and_the_job(self):
        self.stock(self.filter, 4)
        self.copied.action_confirm()
        self.copied.action_assign()
        self.copied.button_validate()
        move = self.copied.move_ids
        self.assertEqual(move.state, "done")
        self.assertEqual(move.equipment_id, self.asset)
        self.assertEqual(self.job.part_ids.issued_qty, 8)

    def test_a_copied_return_takes_back_no_more_than_was_issued(self):
        back = self.return_by_wizard(self.issue, {self.filter: 2})
        copied = back.copy()
        self.job.action_reserve_parts()
        self.assertEqual(copied.state, "draft")
        self.validate(copied)
        self.assertEqual(copied.move_ids.origin_returned_move_id, self.issue.move_ids)
        self.assertEqual(self.job.part_ids.returned_qty, 4)
