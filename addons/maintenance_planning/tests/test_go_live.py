from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestGoLive(PlanningCase):
    """A manager sees what would be ordered, and goes live."""

    def open_dialog(self, user=None):
        return (
            self.env["maintenance.go.live"].with_user(user or self.manager).create({})
        )

    def test_it_shows_what_would_be_ordered(self):
        unknown = self.new_product("Unknown")
        self.new_job([(self.filter, 3)], days=10)
        self.new_job([(self.filter, 2)], days=2)
        self.new_job([(self.filter, 1)], days=60)
        self.new_job([(unknown, 1)], days=10)
        dialog = self.open_dialog()
        self.assertEqual(dialog.company_id, self.company)
        self.assertEqual((dialog.due_count, dialog.later_count), (0, 0))
        dialog.action_preview()
        dialog.invalidate_recordset()
        self.assertEqual(dialog.due_count, 2)
        self.assertEqual(dialog.rush_count, 2, "2 days ahead, and without a vendor")
        self.assertEqual(dialog.due_cost, 20)
        self.assertEqual(dialog.later_count, 2)
        self.assertEqual(dialog.rule_count, 0)
        self.assertEqual(dialog.exception_count, 1, "no vendor")

    def test_a_manager_goes_live(self):
        self.assertFalse(self.company.parts_live)
        dialog = self.open_dialog()
        action = dialog.action_go_live()
        self.assertTrue(self.company.parts_live)
        self.assertEqual(action["res_id"], dialog.id)
        self.assertTrue(dialog.parts_live)

    def test_only_the_company_asked_for(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids |= other
        dialog = (
            self.env["maintenance.go.live"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=[other.id, self.company.id])
            .create({})
        )
        self.assertEqual(dialog.company_id, other)
        dialog.action_preview()
        dialog.action_go_live()
        self.assertTrue(other.parts_live)
        self.assertFalse(self.company.parts_live)
