from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.maintenance_equipment import MaintenanceEquipment
from .common import TODAY, AgeCase


@tagged("post_install", "-at_install")
class TestAgeJobs(AgeCase):
    """A part that comes near its age gets a job that plans its replacement."""

    def open_jobs(self, assets, today=TODAY):
        result = assets.sudo()._open_age_jobs(today)
        self.assertEqual(result["failed"], {})
        return result["opened"].with_env(assets.env)

    def planned(self, jobs):
        return sorted(
            (part.equipment_id.code or "", part.product_id.name)
            for part in jobs.part_ids
        )

    def test_the_story_of_twelve_laptops(self):
        """Batteries at 36 months, SSDs at 48; a month's notice."""
        self.stock(self.battery, 10)
        starts = ["2022-03-10", "2022-03-20", "2022-03-31"]  # battery
        starts += [f"2021-03-{day}" for day in ("02", "05", "12", "25", "31")]  # SSD
        starts += ["2022-04-20", "2023-01-01", "2024-06-01", False]  # nothing
        laptops = self.env["maintenance.equipment"].union(
            *(
                self.new_laptop(
                    start, code=f"L-{rank:02}", technician_user_id=self.technician.id
                )
                for rank, start in enumerate(starts)
            )
        )
        for laptop in laptops[3:8]:
            self.replace(laptop, self.battery, "2024-03-01")
        jobs = self.open_jobs(laptops)
        self.assertEqual(
            self.planned(jobs),
            [(f"L-{rank:02}", "Battery") for rank in range(3)]
            + [(f"L-{rank:02}", "SSD") for rank in range(3, 8)],
        )
        self.assertEqual(set(jobs.mapped("maintenance_type")), {"preventive"})
        first = jobs.filtered(lambda job: job.equipment_id == laptops[0])
        self.assertEqual(first.schedule_date, datetime(2025, 3, 10, 8))
        self.assertFalse(self.open_jobs(laptops), "once an asset and position")
        first.with_user(self.technician).action_finish_as_planned()
        self.env.invalidate_all()
        self.assertEqual(self.ages(laptops[0])["Battery"][0], "far")
        self.assertFalse(self.open_jobs(laptops, date(2025, 3, 11)))

    def test_all_parts_of_an_asset_are_one_job_on_the_first_day(self):
        laptop = self.new_laptop("2018-01-01")
        self.replace(laptop, self.battery, "2022-03-25")
        self.replace(laptop, self.ssd, "2021-03-20")
        [job] = self.open_jobs(laptop)
        self.assertEqual(self.planned(job), [("", "Battery"), ("", "SSD")])
        self.assertEqual(job.name, "Replace by age: SSD, Battery")
        self.assertIn("SSD, M.2 is due by its age on 03/20/2025.", job.description)
        self.assertEqual(job.schedule_date, datetime(2025, 3, 20, 8))

    def test_the_job_is_on_the_local_day_today_if_that_has_passed(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        [near] = self.open_jobs(self.new_laptop("2022-03-20"))
        self.assertEqual(near.schedule_date, datetime(2025, 3, 19, 19))
        [late] = self.open_jobs(self.new_laptop("2020-01-01"))
        self.assertEqual(late._get_plan_day(late.schedule_date), TODAY)

    def test_a_job_that_plans_the_part_already_is_enough(self):
        laptop = self.new_laptop("2022-03-20")
        job = self.new_job(asset=laptop)
        job.action_propose_parts()
        self.assertFalse(self.open_jobs(laptop))
        job.archive_equipment_request()
        [opened] = self.open_jobs(laptop)
        self.assertEqual(self.planned(opened), [("", "Battery")])

    def test_the_same_part_of_another_asset_is_another_matter(self):
        laptop, other = self.new_laptop("2022-03-20"), self.new_laptop("2022-03-20")
        self.new_job(asset=laptop).action_propose_parts()
        self.assertEqual(self.open_jobs(laptop | other).equipment_id, other)

    def test_a_cancelled_or_unfinished_replacement_is_a_persons_word(self):
        for close in (
            lambda job: job.archive_equipment_request(),
            lambda job: job.write({"stage_id": self.done_stage.id}),
        ):
            laptop = self.new_laptop("2022-03-20")
            [job] = self.open_jobs(laptop)
            close(job)
            for today in (TODAY, date(2026, 1, 1)):
                self.assertFalse(self.open_jobs(laptop, today))
            [battery, _ssd] = self.rows(laptop)
            self.assertEqual(battery.request_id, job, "the list tells of it")
            # another age is another question
            self.replace(laptop, self.battery, "2022-05-01")
            self.assertTrue(self.open_jobs(laptop, date(2025, 4, 20)))

    def test_who_deletes_the_job_is_asked_again(self):
        laptop = self.new_laptop("2022-03-20")
        self.open_jobs(laptop).with_user(self.planner).unlink()
        self.assertTrue(self.open_jobs(laptop))

    def test_a_spare_opens_no_job(self):
        self.laptop.line_ids[0].age_action = "spare"
        self.assertFalse(self.open_jobs(self.new_laptop("2022-03-20")))

    def test_an_unknown_age_opens_no_job(self):
        self.assertFalse(self.open_jobs(self.new_laptop()))

    def test_a_bad_asset_is_reported_and_the_others_go_on(self):
        good, bad = self.new_laptop("2022-03-20"), self.new_laptop("2022-03-20")
        company = self.env["res.company"].create({"name": "Abroad"})
        self.env["maintenance.team"].search(
            [("company_id", "=", False)]
        ).company_id = self.company
        bad.sudo().maintenance_team_id = False
        bad.sudo().company_id = company
        result = (good | bad).sudo()._open_age_jobs(TODAY)
        self.assertEqual(result["opened"].equipment_id, good)
        [(asset, message)] = result["failed"].items()
        self.assertEqual(asset, bad)
        self.assertRegex(message, "Abroad has no maintenance team.*Create one")
        self.assertTrue(result["opened"].exists())

    def test_each_company_opens_jobs_for_its_assets_and_the_oldest_for_shared_ones(
        self,
    ):
        ours, shared, theirs, retired = laptops = self.env[
            "maintenance.equipment"
        ].union(*(self.new_laptop("2022-03-20") for _number in range(4)))
        other = self.env["res.company"].create({"name": "Other"})
        self.env["maintenance.team"].create({"name": "Theirs", "company_id": other.id})
        theirs.sudo().write({"company_id": other.id, "maintenance_team_id": False})
        shared.sudo().company_id = False
        retired.sudo().lifecycle_state = "retired"
        oldest = self.env["res.company"].search([], order="id", limit=1)

        def open_jobs(company):
            jobs = laptops.sudo()._open_age_jobs_of(company)["opened"]
            self.assertLessEqual(jobs.company_id, company)
            return jobs.equipment_id & laptops

        self.assertEqual(open_jobs(other), theirs)
        self.assertEqual(open_jobs(self.company) | open_jobs(oldest), ours | shared)
        for company in other | self.company | oldest:
            self.assertFalse(open_jobs(company), "once")

    def test_every_night_all_companies_take_their_turn(self):
        calls = []

        def progress(cron, processed=0, *, remaining=None):
            calls.append((processed, remaining))
            return 0 if len(calls) == stop_after else 9

        laptop = self.new_laptop("2022-03-20")
        companies = self.env["res.company"].search([])
        turns = [(0, len(companies)), *[(1, None)] * len(companies)]
        for stop_after in (1, 2, 99):
            calls.clear()
            with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
                # that of this addon: others may open them at another time
                MaintenanceEquipment._cron_open_age_jobs(laptop.browse().sudo())
            self.assertEqual(calls, turns[:stop_after])
        self.assertTrue(laptop.maintenance_ids.part_ids.filtered("age_key"))

    def test_two_runs_at_once_open_one_job(self):
        laptop = self.new_laptop("2022-03-20")
        self.open_jobs(laptop)
        # the other run did not see the job of the first when it looked
        with (
            patch.object(
                type(laptop), "_drop_planned_ages", lambda assets, due, today: due
            ),
            mute_logger("odoo.sql_db"),
        ):
            self.assertFalse(self.open_jobs(laptop))
        planned = self.env["maintenance.request.part"].search(
            [("request_id.equipment_id", "=", laptop.id)]
        )
        self.assertEqual(len(planned), 1)

    def test_the_key_of_the_planned_part_is_that_of_the_age(self):
        laptop = self.new_laptop("2022-03-20")
        part = self.open_jobs(laptop).part_ids
        self.assertIn(
            part.age_key, [age["key"] for age in laptop._get_part_ages(TODAY)]
        )
        copied = part.request_id.copy().part_ids
        self.assertFalse(copied.age_key)

    def test_a_little_of_a_part_is_planned(self):
        paste = self.new_product("Paste", self.litre)
        line = self.line(paste, 1, uom_id=self.millilitre.id, replace_after=36)
        asset = self.new_asset(
            self.new_bom("Fan", [line]), in_service_date="2022-03-20"
        )
        self.assertEqual(self.open_jobs(asset).part_ids.quantity, 0.001)
