from odoo.tests import Form, tagged

from .common import BomAccuracyCase


@tagged("post_install", "-at_install")
class TestBomAccuracy(BomAccuracyCase):
    """Past jobs say where a BOM is wrong."""

    def found(self, kind):
        self.run_planner()
        rows = self.env["maintenance.planning.exception"].with_user(self.planner)
        return rows.search([("kind", "=", kind)])

    def test_a_line_that_three_jobs_did_not_use_is_reported(self):
        for number in range(3):
            self.assertFalse(self.found("never_used"), number)
            self.finish(issue=False)
        row = self.found("never_used")
        self.assertEqual(row.bom_line_id, self.bom.line_ids)
        self.assertIn("did not use", row.problem)
        action = row.action_open()
        self.assertEqual(action["res_id"], self.bom.line_ids.id)
        self.finish()
        self.assertFalse(self.found("never_used"), "the last one used it")

    def test_what_came_back_was_not_used(self):
        for _number in range(3):
            job = self.new_job(maintenance_type="preventive")
            job.action_propose_parts()
            job.action_issue_parts()
            job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 2}])
            job.stage_id = self.done_stage
        self.assertTrue(self.found("never_used"))

    def test_cancelled_jobs_say_nothing(self):
        for _number in range(3):
            job = self.new_job(maintenance_type="preventive")
            job.action_propose_parts()
            job.archive_equipment_request()
        self.assertFalse(self.found("never_used"))

    def test_who_changes_the_line_is_not_asked_about_the_same_jobs(self):
        for _number in range(3):
            self.finish(issue=False)
        self.env["maintenance.request"].search([]).close_date = self.day(-1)
        self.bom.line_ids.quantity = 1
        self.assertFalse(self.found("never_used"))

    def test_a_part_that_jobs_use_and_the_bom_does_not_list(self):
        for number in range(3):
            self.assertFalse(self.found("not_listed"), number)
            asset = self.other_asset if number else self.asset
            self.finish([(self.belt, 1)], asset=asset)
        row = self.found("not_listed")
        self.assertEqual((row.product_id, row.bom_id), (self.belt, self.bom))
        action = row.action_open()
        lines = self.env["maintenance.bom.line"].with_user(self.planner)
        line = Form(lines.with_context(**action["context"])).save()
        self.assertEqual((line.bom_id, line.product_id), (self.bom, self.belt))
        self.assertFalse(self.found("not_listed"))

    def test_three_lines_of_one_job_count_as_one_job(self):
        job = self.new_job([(self.belt, 1)] * 3)
        job.action_issue_parts()
        self.assertFalse(self.found("not_listed"))

    def test_what_replaces_a_listed_part_is_listed(self):
        self.filter.superseded_by_id = self.belt
        for _number in range(3):
            self.finish([(self.belt, 1)])
        self.assertFalse(self.found("not_listed"))

    def test_what_only_retired_assets_use_is_not_asked_for(self):
        for _number in range(3):
            self.finish([(self.belt, 1)])
        self.asset.lifecycle_state = "retired"
        self.assertFalse(self.found("not_listed"))
