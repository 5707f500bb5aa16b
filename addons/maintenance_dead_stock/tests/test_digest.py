from datetime import timedelta

from odoo.tests import tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestDeadStockDigest(DeadStockCase):
    """Newly dead parts are a subject of the planner's message, once a week at most."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.parts_live = True
        cls.stock(cls.battery, 14)
        cls.laptops = cls.new_laptops(2)
        cls.told = {}

    def tell(self, days=0):
        """The section about dead parts on a day; what was told is remembered."""
        digest = (
            self.env["maintenance.planner.digest"]
            .with_user(self.planner)
            .with_context(allowed_company_ids=self.company.ids)
        )
        sections, self.told = digest._get_news(self.told, self.today + timedelta(days))
        return [one for one in sections if one["path"] == "dead-stock"]

    def kill(self, name):
        part = self.new_product(name, standard_price=3)
        self.stock(part, 1)
        asset = self.new_asset(self.new_bom(name, [self.line(part)]))
        asset.with_user(self.planner).action_retire()

    def test_newly_dead_parts_are_told_with_value_and_the_oldest(self):
        self.assertFalse(self.tell())
        self.laptops.action_retire()
        [section] = self.tell()
        self.assertEqual(section["count"], 1)
        self.assertIn("175.00", section["examples"])
        self.assertIn("Battery 2019", section["examples"])
        self.assertIn("oldest since", section["examples"])
        self.assertFalse(self.tell(30), "once")

    def test_once_a_week_at_most(self):
        self.laptops.action_retire()
        self.assertTrue(self.tell())
        self.kill("Belt")
        self.assertFalse(self.tell(1))
        self.assertFalse(self.tell(6))
        [section] = self.tell(7)
        self.assertIn("Belt", section["examples"])
        self.assertNotIn("Battery", section["examples"])
        self.kill("Seal")
        self.assertFalse(self.tell(8))

    def test_the_link_leads_to_the_list(self):
        screens = self.env["maintenance.planner.digest"]._get_screens()
        self.assertIn("dead-stock", screens)
