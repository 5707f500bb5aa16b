from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests import test_search_views

from .common import PlanningCase

JOB = ["date", "period", "parts_state", "parts_missing", "parts_expected_on"]


@tagged("post_install", "-at_install")
class TestReadiness(PlanningCase):
    """The coming jobs as a technician sees them."""

    assert_filters_work = test_search_views.TestSearchViews.assert_filters_work

    def row(self, job):
        rows = self.env["maintenance.job.readiness"].with_user(self.technician)
        return rows.search([("request_id", "=", job.id), ("kind", "=", "job")])

    def foreseen(self, **values):
        domain = [("kind", "!=", "job")]
        domain += [(name, "=", value) for name, value in values.items()]
        rows = self.env["maintenance.job.readiness"].with_user(self.technician)
        return rows.search(domain)

    def test_what_is_missing_when_it_comes_and_where_it_is_ordered(self):
        belt = self.new_product("Belt", default_code="A13")
        self.stock(belt, 1)
        order = self.new_rfq(belt, 2, days=9, confirm=True)
        job = self.new_job([(belt, 3)], days=6)
        row = self.row(job)
        self.assertEqual(row.date, self.day(6))
        self.assertEqual(row.equipment_id, self.asset.with_user(self.technician))
        self.assertEqual(row.parts_state, "late")
        self.assertEqual(row.parts_missing, "2 × Belt")
        self.assertEqual(row.parts_expected_on, self.day(9))
        self.assertIn(f"{order.name}, Vendor", row.parts_ordered)

    def test_a_request_for_quotation_is_told_but_brings_nothing_yet(self):
        order = self.new_rfq(self.filter, 2, days=4)
        row = self.row(self.new_job([(self.filter, 2)], days=6))
        self.assertEqual(row.parts_state, "short")
        self.assertFalse(row.parts_expected_on)
        self.assertEqual(row.parts_ordered, f"RFQ {order.name}, Vendor")

    def test_a_ready_job_lacks_nothing(self):
        self.stock(self.filter, 2)
        row = self.row(self.new_job([(self.filter, 2)], days=6))
        self.assertEqual(row.parts_state, "ready")
        self.assertFalse(row.parts_missing or row.parts_ordered)

    def test_amounts_have_the_unit_of_the_part(self):
        oil = self.new_product("Oil", self.litre)
        job = self.new_job([(oil, 1.5), (self.filter, 1)], days=6)
        self.assertEqual(self.row(job).parts_missing, "1.5 L Oil; 1 × Filter")

    def test_the_row_says_what_the_job_says(self):
        self.stock(self.filter, 3)
        jobs = [self.new_job([(self.filter, 2)], days=days) for days in (3, 5, 8)]
        for job in jobs:
            row = self.row(job)
            for name in ("parts_state", "parts_missing", "parts_expected_on"):
                self.assertEqual(row[name], job[name])
        self.assertEqual(
            [job.parts_missing for job in jobs], ["", "1 × Filter", "2 × Filter"]
        )

    def test_the_period_follows_the_first_day_of_the_week(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env["res.lang"]._lang_get("fr_FR")
        # {first day of the week: days since it on a Monday}
        for week_start, began in (("1", 0), ("6", 2), ("7", 1)):
            french.week_start = week_start
            first = self.today - timedelta((self.today.weekday() + began) % 7)
            with self.subTest(week_start=week_start):
                for day, period in (
                    (first + timedelta(6), "1"),
                    (first + timedelta(7), "2"),
                    (first + timedelta(13), "2"),
                    (first + timedelta(14), "3"),
                    (self.today - timedelta(1), "0"),
                ):
                    row = self.row(self.new_job(schedule_date=f"{day} 12:00:00"))
                    row = row.with_context(lang="fr_FR")
                    self.assertEqual((row.date, row.period), (day, period))
        self.assertEqual(
            self.row(
                self.new_job(schedule_date=False, maintenance_type="preventive")
            ).period,
            "4",
        )

    def test_what_is_overdue_comes_before_a_breakdown_without_a_date(self):
        overdue = self.new_job(days=-2)
        breakdown = self.new_job(schedule_date=False, maintenance_type="corrective")
        self.assertEqual(self.row(breakdown).period, "0")
        rows = self.env["maintenance.job.readiness"].search(
            [("request_id", "in", (overdue | breakdown).ids)]
        )
        self.assertEqual(rows.request_id.ids, [overdue.id, breakdown.id])

    def test_a_technician_sees_his_own_jobs_first(self):
        readiness = self.env["maintenance.job.readiness"]
        for user, is_filtered in ((self.technician, True), (self.planner, False)):
            action = readiness.with_user(user).action_open_coming_jobs()
            self.assertEqual("search_default_my_jobs" in action["context"], is_filtered)

    def test_the_day_is_that_of_the_company(self):
        for zone, moment, day in (
            ("Pacific/Auckland", "2031-03-12 13:00:00", date(2031, 3, 13)),
            ("Pacific/Honolulu", "2031-03-12 03:00:00", date(2031, 3, 11)),
            (False, "2031-03-12 23:59:00", date(2031, 3, 12)),
        ):
            self.company.partner_id.tz = zone
            self.company.resource_calendar_id.tz = "UTC"
            self.env.flush_all()
            row = self.row(self.new_job(schedule_date=moment))
            self.assertEqual(row.date, day, zone)

    def test_jobs_that_are_over_do_not_come(self):
        done, cancelled = self.new_job(), self.new_job()
        done.stage_id = self.done_stage
        cancelled.archive_equipment_request()
        self.assertFalse(self.row(done) or self.row(cancelled))

    def test_occurrences_that_are_still_to_come(self):
        job = self.new_job(
            [(self.filter, 2)],
            days=10,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=30,
            repeat_unit="day",
        )
        self.stock(self.filter, 3)
        self.run_planner()
        rows = self.foreseen(request_id=job.id)
        self.assertEqual(
            [
                ((row.date - self.today).days, row.parts_state, row.parts_missing)
                for row in rows
            ],
            [
                (40, "short", "1 × Filter"),
                (70, "short", "2 × Filter"),
                (100, "short", "2 × Filter"),
            ],
        )
        self.assertEqual(rows.mapped("kind"), ["recurring"] * 3)
        action = rows[0].action_open()
        needs = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(needs.mapped("date_need"), [self.day(40)])

    def test_parts_that_will_reach_their_age(self):
        self.bom.line_ids.write({"replace_after": 36, "notice_days": 30})
        self.as_planner(self.asset).in_service_date = self.day(50 - 3 * 365 - 1)
        self.run_planner()
        [row] = self.foreseen(equipment_id=self.asset.id)
        self.assertEqual((row.kind, row.parts_state), ("age", "short"))
        self.assertEqual(row.parts_missing, "2 × Filter")
        self.bom.line_ids.age_action = "spare"
        self.env.flush_all()
        self.assertFalse(self.foreseen(equipment_id=self.asset.id))

    def test_open_leads_to_the_job(self):
        job = self.new_job()
        action = self.row(job).action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (job._name, job.id))

    def test_every_filter_and_group_works(self):
        self.new_job([(self.filter, 1)])
        names = self.assert_filters_work("maintenance.job.readiness")
        self.assertIn("not_ready", names)

    def test_not_ready(self):
        short = self.new_job([(self.filter, 2)])
        bare = self.new_job()
        rows = self.env["maintenance.job.readiness"].with_user(self.technician)
        found = rows.search([("parts_state", "in", ("late", "short"))]).request_id
        self.assertIn(short, found)
        self.assertNotIn(bare, found)

    def test_jobs_of_another_company_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        team = self.env["maintenance.team"].create(
            {"name": "Abroad", "company_id": other.id}
        )
        job = self.env["maintenance.request"].create(
            {
                "name": "Abroad",
                "company_id": other.id,
                "maintenance_team_id": team.id,
            }
        )
        self.assertFalse(self.row(job))
        self.assertTrue(
            self.env["maintenance.job.readiness"].search([("request_id", "=", job.id)])
        )
