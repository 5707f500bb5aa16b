from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..hooks import post_init_hook
from .common import BomCase


class TestPostInitHook(BomCase):
    """Installing on an existing database tells who has left, and changes no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.living = cls.new_asset()
        cls.leaving = cls.new_asset(scrap_date=today + timedelta(days=1))
        cls.scrapped = cls.new_asset(scrap_date=today)
        cls.archived = cls.new_asset(active=False)
        cls.request = cls.env["maintenance.request"].create(
            {
                "name": "Inspect",
                "equipment_id": cls.scrapped.id,
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
            }
        )

    def snapshot(self, table, leave_out="id"):
        """All rows as text, without one column."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT t.id, (to_jsonb(t) - %s)::text FROM %s t ORDER BY id",
                leave_out,
                SQL.identifier(table),
            )
        )

    def test_assets_that_left_are_retired_and_nothing_else_changes(self):
        tables = ("maintenance_request", "mail_message", "mail_activity")
        before = [self.snapshot(table) for table in tables]
        assets = self.snapshot("maintenance_equipment", "lifecycle_state")
        post_init_hook(self.env)
        self.assertEqual([self.snapshot(table) for table in tables], before)
        self.assertEqual(
            self.snapshot("maintenance_equipment", "lifecycle_state"), assets
        )
        self.assertEqual(self.living.lifecycle_state, "in_service")
        self.assertEqual(self.leaving.lifecycle_state, "in_service")
        self.assertEqual(self.scrapped.lifecycle_state, "retired")
        self.assertEqual(self.archived.lifecycle_state, "retired")
        self.assertTrue(self.request.recurring_maintenance)
