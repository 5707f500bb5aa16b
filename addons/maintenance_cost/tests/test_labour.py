import re

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LabourCase


@tagged("post_install", "-at_install")
class TestLabour(LabourCase):
    """Hours on the job, at a rate that technicians do not see."""

    def test_the_rate_of_the_team_goes_before_that_of_the_company(self):
        self.team.labour_rate = 50
        labour = self.work(2)
        self.assertEqual(labour.sudo().amount, 100)

    def test_a_rate_is_the_one_of_its_time_unless_a_planner_corrects_it(self):
        labour = self.work(2)
        self.company.maintenance_labour_rate = 90
        self.team.labour_rate = 70
        labour.hours = 3
        self.assertEqual(labour.sudo().amount, 120)
        labour.with_user(self.planner).rate = 60
        self.assertEqual(labour.sudo().amount, 180)
        self.assertEqual(self.costs_of(self.job)[0], 180)

    def test_without_a_rate_hours_cost_nothing(self):
        self.company.maintenance_labour_rate = 0
        self.assertEqual(self.work(2).sudo().amount, 0)

    def test_amounts_are_cents(self):
        self.company.maintenance_labour_rate = 33.33
        self.assertEqual(self.work(1 / 3).sudo().amount, 11.11)

    def test_it_is_a_row_of_its_own_in_the_report(self):
        labour = self.work(2, date="2025-03-14", description="Sealed")
        [row] = (
            self.env["maintenance.cost.report"]
            .with_user(self.planner)
            .search([("maintenance_request_id", "=", self.job.id)])
        )
        self.assertEqual(
            (row.kind, row.hours, row.cost, row.quantity, str(row.date)),
            ("labour", 2, 80, 0, "2025-03-14"),
        )
        self.assertEqual(row.labour_id, labour)
        self.assertEqual(row.equipment_id, self.asset)
        self.assertEqual(row.bom_id, self.bom)
        self.assertEqual(row.maintenance_team_id, self.team)
        self.assertEqual(row.user_id, self.technician)
        self.assertEqual(row.description, "Sealed")
        self.assertFalse(row.product_id)

    def test_it_is_imputed_nothing_is_booked(self):
        self.asset.sudo().analytic_distribution = False
        entries = self.env["account.move"].search_count([])
        lines = self.env["account.analytic.line"].search_count([])
        self.work(2)
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        self.assertEqual(self.env["account.analytic.line"].search_count([]), lines)
        row = self.env["maintenance.cost.report"].with_user(self.planner)
        row = row.search([("equipment_id", "=", self.asset.id)])
        self.assertEqual(row.booking, "imputed")

    def test_a_recurrence_copies_no_labour(self):
        self.job.write(
            {
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
                "repeat_interval": 1,
                "repeat_unit": "month",
            }
        )
        self.work(2)
        self.job.stage_id = self.done_stage
        following = self.job.next_request_ids
        self.assertTrue(following)
        self.assertFalse(following.labour_ids)
        self.assertFalse(self.job.copy().labour_ids)
        self.assertEqual(self.costs_of(self.asset)[0], 80)

    def test_the_first_line_proposes_the_duration_of_the_job(self):
        self.job.schedule_end = self.in_days(3)
        self.job.duration = 2.5
        with Form(self.job.with_user(self.technician)) as form:
            with form.labour_ids.new() as line:
                self.assertEqual(line.hours, 2.5)
                self.assertEqual(line.user_id, self.technician)
            with form.labour_ids.new() as line:
                self.assertEqual(line.hours, 0)
                line.hours = 1
        self.assertEqual(self.costs_of(self.job)[0], 140)

    def test_hours_are_above_zero(self):
        said = re.escape(f"{self.technician.name} on “Job”: enter hours above zero")
        for hours in (0, -1):
            with self.assertRaisesRegex(UserError, said):
                self.work(hours)
        labour = self.work(2)
        with self.assertRaisesRegex(UserError, said):
            labour.hours = 0

    def test_a_job_that_was_worked_on_is_not_deleted(self):
        manager = self.job.with_user(self.manager)
        self.work(2)
        with self.assertRaisesRegex(UserError, "technicians worked on it"):
            manager.unlink()
        self.job.labour_ids.unlink()
        manager.unlink()

    def test_hours_on_a_job_without_an_asset_count_for_the_job(self):
        job = self.new_job(equipment_id=False)
        self.work(1, job)
        self.assertEqual(self.costs_of(job)[0], 40)

    def test_a_job_keeps_the_asset_that_its_hours_are_charged_to(self):
        labour = self.work(1.5)
        for user in (self.technician, self.planner):
            with self.assertRaisesRegex(UserError, "Delete the 1.5 hours of labour"):
                self.job.with_user(user).equipment_id = self.other_asset
        labour.unlink()
        self.job.equipment_id = self.other_asset
        self.work(1)
        self.assertEqual(self.costs_of(self.asset)[0], 0)
        self.assertEqual(self.costs_of(self.other_asset)[0], 40)

    def test_hours_of_a_job_without_an_asset_go_to_the_one_chosen_later(self):
        job = self.new_job(equipment_id=False)
        self.work(1, job)
        job.equipment_id = self.asset
        self.assertEqual(self.costs_of(self.asset)[0], 40)

    def test_other_companies_see_nothing(self):
        labour = self.work(1)
        theirs = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "stranger",
            "maintenance_bom.group_planner",
            company=theirs,
            company_ids=[Command.set(theirs.ids)],
        )
        self.assertFalse(labour.with_user(stranger).search([]))
        report = self.env["maintenance.cost.report"].with_user(stranger)
        self.assertFalse(report.search([]))
