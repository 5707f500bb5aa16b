from datetime import datetime

from odoo.tests import freeze_time, tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestMissedSeries(PlanningCase):
    """A series that nobody closed goes on from today: what was missed is missed."""

    def new_weekly(self, days, **values):
        return self.new_job(
            [(self.filter, 1)],
            days=days,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=1,
            repeat_unit="week",
            **values,
        )

    def days(self):
        self.run_planner(horizon_days=30)
        needs = self.needs(product_id=self.filter.id)
        return sorted((need.date_need - self.today).days for need in needs)

    def test_a_forgotten_weekly_series_needs_one_filter_now(self):
        job = self.new_weekly(-182)
        # the look-ahead of a part goes further than the horizon
        self.assertEqual(self.days(), [0, 7, 14, 21, 28, 35])
        self.assertEqual(
            [row for row in self.exceptions() if row[0] == "missed"],
            [("missed", job.with_env(self.env))],
        )

    def test_one_that_is_late_by_days_misses_nothing(self):
        self.new_weekly(-3)
        self.assertEqual(self.days()[:2], [0, 4])
        self.assertNotIn("missed", dict(self.exceptions()))

    def test_closing_it_goes_on_after_today_and_tells_what_was_missed(self):
        job = self.new_weekly(-180)
        self.run_planner(horizon_days=30)
        keys = set(self.needs(product_id=self.filter.id).mapped("key"))
        job.sudo().stage_id = self.done_stage
        following = job.sudo().next_request_ids
        day = self.company._get_local_day(following.schedule_date)
        self.assertEqual((day - self.today).days, 2)
        self.assertEqual((day - self.day(-180)).days % 7, 0)
        self.assertIn("25", "".join(following.message_ids.mapped("body")))
        self.assertIn(*following.part_ids._get_need_keys().values(), keys)
        # and once more
        following.stage_id = self.done_stage
        again = following.next_request_ids
        self.assertEqual((again.schedule_date - following.schedule_date).days, 7)

    @freeze_time("2031-03-05 09:00:00")
    def test_it_keeps_the_last_of_the_month(self):
        job = self.new_job(
            schedule_date=datetime(2030, 8, 31, 8),
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_unit="month",
        )
        job.sudo().stage_id = self.done_stage
        self.assertEqual(
            job.sudo().next_request_ids.schedule_date, datetime(2031, 3, 31, 8)
        )

    def test_a_series_whose_end_has_passed_ends(self):
        job = self.new_weekly(-50, repeat_type="until", repeat_until=self.day(-5))
        job.sudo().stage_id = self.done_stage
        self.assertFalse(job.sudo().next_request_ids)
