from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestComingAges(PlanningCase):
    """Who replaces a part restarts its clock: within the horizon it is due again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.parts_live = True
        cls.belt = cls.new_product("Belt")
        cls.sell(cls.belt)
        cls.press = cls.new_bom(
            "Press",
            [
                cls.line(
                    cls.belt,
                    replace_after=30,
                    replace_unit="day",
                    notice_days=10,
                    age_action="spare",
                )
            ],
        )
        cls.belt_line = cls.press.line_ids

    def new_press(self, age):
        return self.new_asset(self.press, in_service_date=self.day(-age))

    def days(self):
        """The days on which belts are needed, and from where the needs come."""
        self.run_planner()
        return [
            ((need.date_need - self.today).days, need.source)
            for need in self.needs(product_id=self.belt.id).sorted("date_need")
        ]

    def plan_belt(self, asset, days, **values):
        """A job of a person that replaces the belt of ``asset``."""
        part = self.as_planner(asset).part_ids
        return self.new_job(
            [
                {
                    "product_id": self.belt.id,
                    "quantity": 1,
                    "path": part.path,
                    "bom_line_id": self.belt_line.id,
                }
            ],
            asset=asset,
            days=days,
            **values,
        )

    def add_belt(self, asset, days, part=None):
        """A job of a person on whose form a technician has added a belt."""
        job = self.new_job(asset=asset, days=days)
        with Form(job.with_user(self.technician)) as form, form.part_ids.new() as line:
            line.product_id = part or self.belt
        self.assertFalse(job.part_ids.path)
        return job

    def jobs(self, asset):
        jobs = self.env["maintenance.request"].search(
            [("equipment_id", "=", asset.id), ("archive", "=", False)]
        )
        return jobs.filtered(lambda job: any(job.part_ids.mapped("age_key")))

    def test_a_belt_of_thirty_days_is_needed_four_times_in_four_months(self):
        self.new_press(20)
        self.assertEqual(
            self.days(), [(10, "age"), (40, "age"), (70, "age"), (100, "age")]
        )
        rows = self.needs().mapped("key")
        self.assertEqual(self.days()[0], (10, "age"))
        self.assertEqual(self.needs().mapped("key"), rows)

    def test_what_is_overdue_restarts_today(self):
        self.new_press(50)
        self.assertEqual([day for day, _source in self.days()], [0, 30, 60, 90, 120])

    def test_nothing_is_needed_after_the_asset_leaves(self):
        self.new_press(20).retirement_date = self.day(60)
        self.assertEqual(self.days(), [(10, "age"), (40, "age")])

    def test_a_far_job_does_not_silence_an_age_that_is_due_before_it(self):
        press = self.new_press(25)
        self.plan_belt(press, 100)
        self.assertEqual(
            self.days(),
            [(5, "age"), (35, "age"), (65, "age"), (100, "planned")],
        )

    def test_a_job_soon_after_the_day_looks_after_it_and_restarts_the_clock(self):
        press = self.new_press(25)
        self.plan_belt(press, 8)
        self.assertEqual(
            self.days(),
            [(8, "planned"), (38, "age"), (68, "age"), (98, "age")],
        )

    def test_a_far_job_does_not_keep_the_planner_from_opening_one(self):
        self.belt_line.age_action = "job"
        press = self.new_press(25)
        self.plan_belt(press, 100)
        self.run_planner()
        self.assertEqual(len(self.jobs(press)), 1)
        self.assertEqual(
            self.days(),
            [(5, "planned"), (35, "age"), (65, "age"), (100, "planned")],
        )

    def test_the_need_of_a_job_that_was_opened_for_an_age_has_the_key_of_the_age(self):
        self.belt_line.age_action = "job"
        press = self.new_press(25)
        self.run_planner()
        part = self.jobs(press).part_ids
        self.assertTrue(part.age_key)
        self.assertEqual(part._get_need_keys(), {part: part.age_key})

    def test_only_the_run_of_the_planner_opens_jobs(self):
        self.belt_line.age_action = "job"
        press = self.new_press(25)
        cron = self.env.ref("maintenance_part_age.ir_cron_open_age_jobs")
        cron.method_direct_trigger()
        self.assertFalse(self.jobs(press))
        self.run_planner()
        self.assertTrue(self.jobs(press))

    def leave_untouched(self, job):
        """All of this is one transaction: the job was opened in an earlier one."""
        self.env.cr.execute(
            "UPDATE maintenance_request SET write_date = create_date WHERE id = %s",
            [job.id],
        )
        self.env.cr.execute(
            "UPDATE maintenance_request_part SET write_date = create_date "
            "WHERE request_id = %s",
            [job.id],
        )
        self.env.invalidate_all()

    def test_a_belt_that_a_technician_adds_restarts_the_clock_of_its_place(self):
        press = self.new_press(25)
        self.add_belt(press, 6)
        self.assertEqual(
            self.days(), [(6, "planned"), (36, "age"), (66, "age"), (96, "age")]
        )

    def test_a_belt_that_a_technician_adds_takes_the_place_of_the_planners_job(self):
        self.belt_line.age_action = "job"
        press = self.new_press(25)
        self.run_planner()
        own = self.jobs(press)
        self.leave_untouched(own)
        job = self.add_belt(press, 6)
        self.run_planner()
        self.assertTrue(own.archive)
        self.assertEqual([day for day, _source in self.days()], [6, 36, 66, 96])
        [row] = self.env["maintenance.part.age"].search(
            [("equipment_id", "=", press.id)]
        )
        self.assertEqual(row.with_user(self.technician).request_id, job)
        self.assertFalse(self.jobs(press), "none is opened beside it")

    def test_an_added_belt_that_is_issued_is_not_planned_again(self):
        press = self.new_press(25)
        self.stock(self.belt, 1)
        self.add_belt(press, 0).action_issue_parts()
        self.assertEqual(
            self.days(), [(30, "age"), (60, "age"), (90, "age"), (120, "age")]
        )

    def test_a_part_that_replaces_the_belt_is_added_for_its_place(self):
        newer = self.new_product("Newer belt")
        for link in (
            {"superseded_by_id": newer.id},
            {"superseded_by_id": False, "alternative_ids": newer.ids},
        ):
            with self.subTest(link=link):
                self.belt.write(link)
                job = self.add_belt(self.new_press(25), 6, part=newer)
                self.run_planner()
                needs = self.needs(equipment_id=job.equipment_id.id)
                days = [(need.date_need - self.today).days for need in needs]
                self.assertEqual(sorted(days), [6, 36, 66, 96])

    def test_a_substitute_is_for_the_place_of_what_was_planned_first(self):
        other = self.new_product("Other belt", alternative_ids=self.belt.ids)
        self.press.line_ids = [Command.create(self.line(other, position="spare"))]
        job = self.add_belt(self.new_press(25), 6)
        job.part_ids.write({"product_id": other.id, "substitute_for_id": self.belt.id})
        self.run_planner()
        self.assertEqual(
            sorted((need.date_need - self.today).days for need in self.needs()),
            [6, 36, 66, 96],
        )

    def test_of_several_places_an_added_belt_is_for_the_one_at_its_position(self):
        self.belt_line.position = "left"
        self.press.line_ids = [
            Command.create(
                self.line(
                    self.belt,
                    position="right",
                    replace_after=30,
                    replace_unit="day",
                    notice_days=10,
                    age_action="spare",
                )
            )
        ]
        job = self.add_belt(self.new_press(25), 6)
        for position, days in (
            (False, [5, 5, 6]),
            ("Left", [5, 6]),
            ("front", [5, 5, 6]),
        ):
            job.part_ids.position = position
            with self.subTest(position=position):
                self.assertEqual([day for day, _from in self.days() if day < 30], days)

    def test_an_added_belt_of_a_series_restarts_the_clock_each_time(self):
        press = self.new_press(25)
        job = self.add_belt(press, 6)
        job.sudo().write(
            {
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
                "repeat_interval": 20,
                "repeat_unit": "day",
            }
        )
        self.assertEqual(
            {source for _day, source in self.days()}, {"planned", "recurring"}
        )

    def test_an_added_belt_from_another_warehouse_restarts_the_clock(self):
        north = self.new_warehouse("North", "NOR")
        job = self.add_belt(self.new_press(25), 6)
        job.sudo().warehouse_id = north
        self.assertEqual(self.days(), [(36, "age"), (66, "age"), (96, "age")])

    def test_the_job_of_a_person_takes_the_place_of_the_planners(self):
        self.belt_line.age_action = "job"
        press = self.new_press(25)
        self.run_planner()
        own = self.jobs(press)
        self.leave_untouched(own)
        job = self.plan_belt(press, 6)
        self.assertEqual(self.days()[0], (6, "planned"))
        self.assertTrue(own.archive)
        self.assertFalse(own.part_ids.age_key)
        self.assertIn(job.display_name, "".join(own.message_ids.mapped("body")))
        self.assertEqual([day for day, _source in self.days()], [6, 36, 66, 96])
        # if he gives it up, the age is due again
        job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertEqual(len(self.jobs(press)), 1)

    def test_an_age_whose_job_was_cancelled_is_not_planned_again(self):
        self.belt_line.age_action = "job"
        press = self.new_press(25)
        self.run_planner()
        self.jobs(press).archive_equipment_request()
        self.assertEqual(self.days(), [])
