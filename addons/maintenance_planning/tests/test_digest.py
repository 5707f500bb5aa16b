from datetime import datetime, time
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import PlanningCase

NOON = time(12)
LOGGER = "odoo.addons.maintenance_bom.models.isolation"


@tagged("post_install", "-at_install")
class TestDigest(PlanningCase):
    """Each planner is told once a day what is new to him, and nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who plans besides is not asked here
        group = cls.env.ref("maintenance_bom.group_planner")
        (group.all_user_ids - cls.planner).parts_digest_off = True
        cls.company.parts_live = True
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.colleague = cls.new_user(
            "colleague",
            "maintenance_bom.group_planner",
            company=cls.other,
            company_ids=[(6, 0, cls.other.ids)],
        )
        cls.users = cls.planner | cls.colleague
        cls.users.tz = "UTC"

    def send(self, day=0, at=NOON, stop_after=99):
        """Run the cron; its time is over after so many planners. How many it asked."""
        calls = []

        def progress(cron, processed=0, *, remaining=None):
            calls.append(processed)
            return 0 if len(calls) > stop_after else 9

        with (
            freeze_time(datetime.combine(self.day(day), at)),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
        ):
            self.env["maintenance.planner.digest"]._cron_send_digests()
        self.env.invalidate_all()
        return sum(calls)

    def plan(self, day=0, warehouse=None):
        with freeze_time(datetime.combine(self.day(day), NOON)):
            self.env["maintenance.planner"]._plan(warehouse or self.warehouse)
        self.env.invalidate_all()

    def messages(self, user=None):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", (user or self.planner).partner_id.ids),
                ("message_type", "=", "user_notification"),
                ("subject", "like", "what is new"),
            ],
            order="id",
        )

    def hurry(self, days=3, **values):
        """A job that should have been ordered for already."""
        return self.new_job([(self.filter, 2)], days=days, **values)

    def test_a_rush_and_its_job_are_told_once(self):
        self.hurry()
        self.plan()
        self.send()
        [message] = self.messages()
        here = f"?companies={self.company.id}"
        self.assertIn(f"/parts_digest/rush-shortages{here}", message.body)
        self.assertIn(f"/parts_digest/jobs-not-ready{here}", message.body)
        self.assertIn("Filter", message.body)
        self.plan(1)
        self.send(1)
        self.assertEqual(self.messages(), message, "nothing new, nothing sent")

    def test_planned_twice_a_day_told_once(self):
        self.hurry()
        self.plan()
        self.send()
        belt = self.new_product("Belt")
        self.new_job([(belt, 1)], days=2)
        self.plan()
        self.assertEqual(self.send(at=time(18)), 0, "nobody is asked again today")
        self.assertEqual(len(self.messages()), 1)
        self.send(1)
        first, second = self.messages()
        self.assertIn("Belt", second.body)
        self.assertNotIn("Filter", second.body)

    def test_an_overdue_job_is_not_news_every_day(self):
        self.hurry(days=1)
        for day in range(4):
            self.plan(day)
            self.send(day)
        self.assertEqual(len(self.messages()), 1)

    def test_a_job_that_gets_worse_is_news(self):
        self.new_rfq(self.filter, 2, days=9, confirm=True)
        job = self.new_job([(self.filter, 2)], days=5)
        self.plan()
        self.send()
        self.assertIn("/jobs-not-ready", self.messages().body)
        self.env["purchase.order"].search([]).button_cancel()
        self.plan()
        self.send(1)
        self.assertEqual(len(self.messages()), 2, f"{job} is short now, not late")

    def test_low_stock_is_told_again_after_a_week(self):
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 2
        told = []
        for day in range(16):
            self.plan(day)
            before = self.messages()
            self.send(day)
            if "/low-stock" in "".join((self.messages() - before).mapped("body")):
                told.append(day)
        self.assertEqual(told, [0, 7, 14])
        self.stock(self.filter, 2)
        before = self.messages()
        for day in range(16, 25):
            self.plan(day)
            self.send(day)
        self.assertEqual(self.messages(), before, "silent when fixed")

    def test_what_is_snoozed_is_not_told(self):
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 2
        self.plan()
        low = self.env["maintenance.low.stock"].search(
            [("product_id", "=", self.filter.id)]
        )
        low.with_user(self.planner).snooze(self.day(3), "Later")
        for day, count in ((0, 0), (2, 0), (3, 1), (9, 1), (10, 2)):
            self.send(day)
            found = [text for text in self.messages().mapped("body") if "low-s" in text]
            self.assertEqual(len(found), count, day)

    def test_exceptions_and_questions(self):
        unknown = self.new_product("Unknown")
        self.bom.line_ids.replace_after = 12
        self.new_job([(unknown, 1)], days=30)
        self.plan()
        self.send()
        body = self.messages().body
        self.assertIn("/planning-exceptions", body)
        self.assertIn("/part-age-questions", body)

    def test_nothing_before_going_live(self):
        self.company.parts_live = False
        self.hurry()
        self.plan()
        self.assertEqual(self.send(), 0)
        self.assertFalse(self.messages())

    def test_who_turns_it_off_is_left_alone(self):
        self.planner.with_user(self.planner).parts_digest_off = True
        self.hurry()
        self.plan()
        self.assertEqual(self.send(), 0)

    def test_each_sees_his_own_companies(self):
        self.other.parts_live = True
        self.hurry()
        self.plan()
        abroad = self.env["stock.warehouse"].search(
            [("company_id", "=", self.other.id)]
        )
        self.plan(warehouse=abroad)
        self.assertEqual(self.send(), 2)
        self.assertTrue(self.messages())
        self.assertFalse(self.messages(self.colleague))

    def test_of_two_companies_there_is_one_message(self):
        self.other.parts_live = True
        self.planner.company_ids |= self.other
        self.hurry()
        team = self.env["maintenance.team"].create(
            {"name": "Abroad", "company_id": self.other.id}
        )
        abroad = self.env["stock.warehouse"].search(
            [("company_id", "=", self.other.id)]
        )
        belt = self.new_product("Belt")
        self.env["maintenance.request"].create(
            {
                "name": "Abroad",
                "company_id": self.other.id,
                "maintenance_team_id": team.id,
                "schedule_date": self.in_days(2),
                "part_ids": [(0, 0, {"product_id": belt.id})],
            }
        )
        self.plan()
        self.plan(warehouse=abroad)
        self.send()
        [message] = self.messages()
        self.assertIn("Filter", message.body)
        self.assertIn("Belt", message.body)
        both = f"rush-shortages?companies={self.company.id}-{self.other.id}"
        self.assertIn(both, message.body)
        [colleague] = self.messages(self.colleague)
        self.assertNotIn("Filter", colleague.body)

    def test_killed_between_two_planners(self):
        self.colleague.company_ids |= self.company
        self.hurry()
        self.plan()
        self.send(stop_after=1)
        self.assertEqual(len(self.messages()) + len(self.messages(self.colleague)), 1)
        self.assertEqual(self.send(), 1)
        self.assertEqual(len(self.messages()), 1)
        self.assertEqual(len(self.messages(self.colleague)), 1)

    def test_what_fails_for_one_does_not_stop_the_others(self):
        self.colleague.company_ids |= self.company
        self.hurry()
        self.plan()
        digest = type(self.env["maintenance.planner.digest"])
        send = digest._send_digest

        def fail(self, user):
            if user.login == "bom_planner":
                raise ValueError("broken")
            return send(self, user)

        with (
            patch.object(digest, "_send_digest", fail),
            self.assertLogs(LOGGER, "WARNING"),
        ):
            self.send()
        self.assertFalse(self.messages())
        self.assertTrue(self.messages(self.colleague))

    def test_it_comes_in_the_morning_of_the_planner(self):
        self.hurry()
        self.plan()
        for zone, too_early, in_time in (
            ("Pacific/Auckland", time(16, 30), time(19, 30)),
            ("Pacific/Honolulu", time(15, 30), time(16, 30)),
        ):
            self.planner.tz = zone
            self.env["maintenance.planner.digest"].search([]).unlink()
            self.assertEqual(self.send(at=too_early), 0, zone)
            self.assertEqual(self.send(at=in_time), 1, zone)
        digest = self.env["maintenance.planner.digest"].search([])
        self.assertEqual(digest.checked_on, self.today)
        self.planner.tz = "Pacific/Auckland"
        self.assertEqual(self.send(at=time(19, 30)), 1, "it is tomorrow there")
        self.assertEqual(digest.checked_on, self.day(1))

    def test_in_his_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.planner.lang = "fr_FR"
        self.hurry()
        self.plan()
        self.send()
        self.assertIn(f"{self.today:%d/%m/%Y}", self.messages().subject)

    def test_by_mail_or_in_the_inbox_as_he_prefers(self):
        self.colleague.company_ids |= self.company
        self.planner.notification_type = "inbox"
        self.colleague.notification_type = "email"
        self.hurry()
        self.plan()
        self.send()
        for user, kind in ((self.planner, "inbox"), (self.colleague, "email")):
            [note] = self.messages(user).notification_ids
            self.assertEqual(note.notification_type, kind)

    def test_a_break_of_some_days_loses_nothing(self):
        self.hurry(days=2)
        self.plan()
        self.send(5)
        self.assertEqual(len(self.messages()), 1)


@tagged("post_install", "-at_install")
class TestDigestLinks(PlanningCase, HttpCase):
    """A link of the digest shows what it told of, whatever company is active."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second, cls.foreign = cls.env["res.company"].create(
            [{"name": "Second"}, {"name": "Foreign"}]
        )
        cls.planner.company_ids |= cls.second

    def follow(self, companies, screen="rush-shortages", active=None):
        """(where the link leads, ids of the companies that are active then)."""
        self.authenticate("bom_planner", "bom_planner")
        if active:
            self.opener.cookies["cids"] = "-".join(str(one.id) for one in active)
        numbers = "-".join(str(one.id) for one in companies)
        response = self.url_open(
            f"/parts_digest/{screen}?companies={numbers}", allow_redirects=False
        )
        numbers = response.cookies["cids"].split("-")
        found = self.env["res.company"].browse(map(int, numbers))
        return response.headers["Location"].removeprefix(self.base_url()), found

    def test_companies_of_the_news_become_active(self):
        for active, news, expected in (
            (None, self.company, self.company),
            (None, self.second, self.company | self.second),
            (self.second, self.company, self.second | self.company),
            (self.second | self.company, self.second, self.second | self.company),
        ):
            with self.subTest(active=active, news=news):
                where, found = self.follow(news, active=active)
                self.assertEqual(where, "/odoo/rush-shortages")
                self.assertEqual(found.ids, expected.ids, "the main one stays the main")

    def test_no_company_of_others(self):
        _where, found = self.follow(self.foreign | self.second, active=self.foreign)
        self.assertEqual(found.ids, [self.company.id, self.second.id])

    def test_it_leads_to_screens_of_the_digest_only(self):
        for screen in self.env["maintenance.planner.digest"]._get_screens():
            where, _found = self.follow(self.company, screen)
            self.assertEqual(where, f"/odoo/{screen}")
            self.assertTrue(
                self.env["ir.actions.act_window"].search([("path", "=", screen)])
            )
        where, _found = self.follow(self.company, "settings")
        self.assertEqual(where, "/odoo")

    def test_who_is_not_logged_in_comes_back_after(self):
        path = f"/parts_digest/rush-shortages?companies={self.second.id}"
        response = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.assertIn("parts_digest", response.headers["Location"])
