from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import BomCase


class TestCondition(BomCase):
    """The condition of an asset and the findings it came from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asset = cls.new_asset()

    def history(self):
        return [
            (finding.date, finding.condition, finding.user_id)
            for finding in self.asset.with_user(self.technician).condition_ids
        ]

    def test_a_report_sets_condition_date_and_history(self):
        asset = self.asset.with_user(self.technician)
        asset.action_report_condition("good", date="2025-01-10")
        asset.action_report_condition("worn", date=date(2025, 3, 1), note="Play")
        self.assertEqual(asset.condition, "worn")
        self.assertEqual(asset.condition_date, date(2025, 3, 1))
        self.assertEqual(
            self.history(),
            [
                (date(2025, 3, 1), "worn", self.technician),
                (date(2025, 1, 10), "good", self.technician),
            ],
        )
        self.assertEqual(asset.condition_ids[0].note, "Play")

    def test_an_older_finding_is_history_only(self):
        self.asset.action_report_condition("defective", "2025-03-01")
        self.asset.action_report_condition("good", "2025-02-01")
        self.assertEqual(self.asset.condition, "defective")
        self.assertEqual(len(self.history()), 2)

    def test_the_last_of_a_day_counts(self):
        self.asset.action_report_condition("worn", "2025-03-01")
        self.asset.action_report_condition("good", "2025-03-01")
        self.assertEqual(self.asset.condition, "good")
        self.assertEqual(self.history()[0][1], "good")

    def test_writing_the_condition_is_a_finding_of_today(self):
        self.asset.condition = "worn"
        today = fields.Date.context_today(self.asset)
        self.assertEqual(self.history(), [(today, "worn", self.planner)])
        self.assertEqual(self.asset.condition_date, today)

    def test_writing_an_older_finding_keeps_the_newer_one(self):
        self.asset.action_report_condition("defective", "2025-03-01")
        self.asset.write(
            {"condition": "good", "condition_date": "2025-02-01", "model": "P5"}
        )
        self.assertEqual(self.asset.condition, "defective")
        self.assertEqual(self.asset.condition_date, date(2025, 3, 1))
        self.assertEqual(self.asset.model, "P5")
        self.assertEqual(len(self.history()), 2)

    def test_clearing_the_condition_clears_its_day(self):
        self.asset.action_report_condition("worn")
        self.asset.condition = False
        self.assertFalse(self.asset.condition_date)
        self.assertEqual(len(self.history()), 1)

    def test_a_finding_on_a_day_to_come_is_refused(self):
        tomorrow = fields.Date.context_today(self.asset) + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "future date"):
            self.asset.action_report_condition("good", tomorrow)
        self.assertFalse(self.history())

    def test_a_new_asset_may_come_with_a_condition(self):
        self.asset = self.new_asset(condition="new", condition_date="2025-01-01")
        self.assertEqual(self.history(), [(date(2025, 1, 1), "new", self.planner)])

    def test_many_assets_are_reported_at_once(self):
        assets = self.new_assets(3)
        assets.action_report_condition("good")
        self.assertEqual(assets.mapped("condition"), ["good"] * 3)
        self.assertEqual(len(assets.condition_ids), 3)

    def test_what_is_no_condition_is_refused(self):
        with self.assertRaisesRegex(UserError, "shiny.*new, good, worn, defective"):
            self.asset.action_report_condition("shiny")
        with self.assertRaisesRegex(UserError, "yesterday"):
            self.asset.action_report_condition("good", "yesterday")
        self.assertFalse(self.history())

    def test_a_copy_has_no_condition(self):
        self.asset.action_report_condition("worn")
        copy = self.asset.copy()
        self.assertFalse(copy.condition)
        self.assertFalse(copy.condition_ids)
