from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import AgeCase


@tagged("post_install", "-at_install")
class TestAgeWithdrawn(AgeCase):
    """A job for an age that was corrected goes, if nobody has touched it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asset = cls.new_laptop("2022-03-20")

    def correct(self, day="2024-01-01"):
        self.as_planner(self.asset).in_service_date = day

    def said(self, job):
        return [body for body in job.message_ids.mapped("body") if "corrected" in body]

    def test_what_nobody_touched_is_cancelled(self):
        job = self.run_ages()
        self.correct()
        self.assertFalse(self.run_ages())
        self.assertTrue(job.archive)
        self.assertIn("Battery", self.said(job)[0])

    def test_while_the_age_is_near_it_stays(self):
        job = self.run_ages()
        self.correct("2022-03-20")
        self.run_ages(date(2025, 3, 15))
        self.assertFalse(job.archive)
        self.assertFalse(self.said(job))

    def test_it_opens_again_when_the_age_comes_near_again(self):
        job = self.run_ages()
        self.correct()
        self.run_ages()
        self.correct("2022-03-20")
        again = self.run_ages()
        self.assertEqual(len(again), 1)
        self.assertNotEqual(again, job)
        self.assertTrue(again.part_ids.age_key)

    def test_what_is_still_near_gets_a_job_of_its_own(self):
        self.correct("2018-01-01")
        self.replace(self.asset, self.battery, "2022-03-25")
        self.replace(self.asset, self.ssd, "2021-03-20")
        job = self.run_ages()
        self.assertEqual(len(job.part_ids), 2)
        self.replace(self.asset, self.battery, "2024-06-01")
        again = self.run_ages()
        self.assertTrue(job.archive)
        self.assertEqual(again.part_ids.product_id, self.ssd)
        self.assertFalse(self.run_ages())

    def touch(self, job, touch):
        touch(job)
        self.env.flush_all()
        self.correct()
        for _run in range(2):
            self.run_ages()
        self.assertFalse(job.archive)
        self.assertEqual(len(self.said(job)), 1, "said once")

    def test_what_somebody_moved_stays(self):
        self.touch(
            self.run_ages(),
            lambda job: job.write({"schedule_date": "2025-03-25 08:00"}),
        )

    def test_what_somebody_began_stays(self):
        stages = self.env["maintenance.stage"].search([("done", "=", False)])
        self.touch(self.run_ages(), lambda job: job.write({"stage_id": stages[1].id}))

    def test_what_somebody_planned_more_for_stays(self):
        self.touch(
            self.run_ages(),
            lambda job: job.write(
                {"part_ids": [Command.create({"product_id": self.ssd.id})]}
            ),
        )

    def test_of_what_somebody_planned_another_quantity_stays(self):
        self.touch(self.run_ages(), lambda job: job.part_ids.write({"quantity": 2}))

    def test_what_is_set_aside_stays(self):
        self.stock(self.battery, 1)
        self.touch(self.run_ages(), lambda job: job.action_reserve_parts())

    def test_what_somebody_wrote_about_stays(self):
        self.touch(
            self.run_ages(),
            lambda job: job.message_post(body="On my way", message_type="comment"),
        )

    def test_taking_the_part_corrects_nothing(self):
        self.stock(self.battery, 1)
        job = self.run_ages()
        job.action_issue_parts()
        self.run_ages()
        self.assertFalse(job.archive)
        self.assertFalse(self.said(job))

    def test_a_persons_no_stays_a_no(self):
        job = self.run_ages()
        job.archive_equipment_request()
        self.correct()
        self.run_ages()
        self.correct("2022-03-20")
        self.assertFalse(self.run_ages())

    def test_an_asset_that_will_be_gone_needs_no_job(self):
        job = self.run_ages()
        self.as_planner(self.asset).retirement_date = "2025-03-19"
        self.run_ages()
        self.assertTrue(job.archive)
