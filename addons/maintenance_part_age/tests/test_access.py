"""Who may do what with the ages of parts."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TODAY, AgeCase


@tagged("post_install", "-at_install")
class TestAgeAccess(AgeCase):
    """Replacements, and the jobs that ages open."""

    def test_planners_decide_about_jobs_that_belong_to_nobody(self):
        laptop = self.new_laptop("2022-03-20").sudo()
        [job] = laptop._open_age_jobs(TODAY)["opened"]
        job = job.sudo(False).with_user(self.planner)
        job.schedule_date = "2025-03-25 08:00:00"
        job.archive_equipment_request()
        with self.assertRaises(AccessError):
            job.with_user(self.technician).reset_equipment_request()

    def test_technicians_record_and_planners_correct(self):
        laptop = self.new_laptop("2018-01-01")
        row = self.replace(laptop, self.battery, "2024-01-01")
        for call in (
            lambda: row.with_user(self.technician).write({"note": "other"}),
            lambda: row.with_user(self.technician).unlink(),
            lambda: row.with_user(self.technician).copy(),
        ):
            with self.assertRaises(AccessError):
                call()
        row.note = "other"
        row.unlink()
        employee = self.new_user("employee", "base.group_user")
        with self.assertRaises(AccessError):
            laptop.with_user(employee).record_replacements([])
