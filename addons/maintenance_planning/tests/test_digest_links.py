from odoo.tests import HttpCase, tagged

from .common import PlanningCase


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
