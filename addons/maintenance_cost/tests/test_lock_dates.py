from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_consumption.tests.lock_dates import (
    NOON,
    TODAY,
    LockDateCase,
)

from .reconciling import NoDifferenceMixin


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestLockDates(NoDifferenceMixin, LockDateCase):
    """Lock dates move entries; the charges agree with the books all the same."""

    def test_a_late_job_of_a_locked_period(self):
        for name in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.lock(name, TODAY - timedelta(1))
                self.job_of(days=-5).action_issue_parts()
                self.assert_no_difference()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_issue_that_is_dated_back_as_far_as_it_may(self):
        job = self.job_of()
        job.action_issue_parts()
        self.lock("fiscalyear_lock_date", TODAY - timedelta(5))
        job.sudo().picking_ids.date_done = fields.Datetime.now() - timedelta(3)
        self.assert_no_difference()

    def test_an_entry_on_the_first_open_day_is_told(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "stock_account.skip_lock_date_check", "1"
        )
        self.lock("fiscalyear_lock_date", TODAY + timedelta(3))
        self.job_of().action_issue_parts()
        self.assert_no_difference()
        answer = self.env["maintenance.reconciliation"].get_reconciliation(
            date_from="2035-02-14", date_to="2035-02-14"
        )
        self.assertEqual([line["charge"] for line in answer["lines"]], [20])
        # all agrees; that the parts moved on another day is told
        self.assertEqual(answer["state"], "explained")
        [drift] = answer["drifts"]
        self.assertEqual(drift["reason"], "moved_other_period")

    def test_a_night_that_is_the_next_day_of_the_company(self):
        self.lock("fiscalyear_lock_date", TODAY)
        with freeze_time("2035-02-10 23:50:00"):
            self.job_of().action_issue_parts()
        self.assert_no_difference()
