from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.test_checked_values import BAD, GOOD

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestCheckedJobs(ConsumptionCase):
    """Dates and intervals with which nobody can calculate are refused on jobs."""

    def test_which_moments_are_bad_and_which_are_good(self):
        jobs = self.env["maintenance.request"]
        for value in BAD["datetime"]:
            with self.subTest("schedule_date", bad=str(value)[:20]):
                with self.assertRaises(ValidationError):
                    jobs._check_values([{"schedule_date": value}])
        for value in GOOD["datetime"]:
            with self.subTest("schedule_date", good=str(value)):
                jobs._check_values([{"schedule_date": value}])

    def test_dates_and_intervals_of_jobs_are_checked_too(self):
        jobs = self.env["maintenance.request"].with_user(self.technician)
        job = jobs.create({"name": "Oil", "equipment_id": self.asset.id})
        for name, value in {
            "schedule_date": "0202-03-01 08:00:00",
            "schedule_end": "9999-03-01 08:00:00",
            "repeat_interval": 2**31,
            "repeat_until": "9999-12-31",
            "request_date": "0202-03-01",
        }.items():
            with self.subTest(name):
                with self.assertRaises(ValidationError):
                    jobs.create({"name": "Oil", name: value})
                with self.assertRaises(ValidationError):
                    job.write({name: value})
                with self.assertRaises(ValidationError):
                    jobs.with_context(**{f"default_{name}": value}).create(
                        {"name": "Oil"}
                    )

    def test_a_planned_quantity_that_is_no_number_is_refused_when_it_is_changed(self):
        part = self.new_job([(self.filter, 2)]).part_ids.with_user(self.technician)
        for value in float("nan"), float("inf"), 1e300:
            with self.subTest(value), self.assertRaises(ValidationError):
                part.write({"quantity": value})

    def test_what_is_not_needed_is_a_part_of_what_is_planned(self):
        part = self.new_job([(self.filter, 2)]).part_ids.with_user(self.technician)
        for value in -1, 3:
            with self.subTest(value), self.assertRaises(ValidationError):
                part.write({"unneeded_qty": value})
        part.write({"unneeded_qty": 2})
