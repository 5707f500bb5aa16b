from xmlrpc.client import Fault

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, PlanningCase):
    """What integrators call, as they call it."""

    def test_the_planner(self):
        self.new_job([(self.filter, 3)], days=12)
        summary = self.call(
            self.planner,
            "maintenance.planner",
            "run_planner",
            horizon_days=90,
            warehouse_ids=self.warehouse.ids,
        )
        [found] = summary["warehouses"]
        self.assertEqual((found["needs"], found["shortages"]), (1, 1))
        self.assertIs(summary["live"], False)
        self.assertEqual(summary["skipped"], [])
        status = self.call(self.planner, "maintenance.planner", "get_planning_status")
        self.assertIs(status["can_plan"], True)
        self.assertIn("planned_at", status)
        [row] = self.call(
            self.planner,
            "maintenance.part.shortage",
            "search_read",
            [("product_id", "=", self.filter.id)],
            ["quantity", "explanation", "asset_summary"],
        )
        self.assertEqual(row["quantity"], 3)
        self.assertIn("needed 3 → short 3", row["explanation"])
        self.assertIn("T-1", row["asset_summary"])

    def test_going_live_is_for_managers(self):
        def go_live(user):
            return self.call(
                user, "res.company", "action_parts_go_live", self.company.ids
            )

        with mute_logger("odoo.http"), self.assertRaises(Fault):
            go_live(self.planner)
        self.assertFalse(self.company.parts_live)
        self.assertIs(go_live(self.manager), True)
        self.assertTrue(self.company.parts_live)

    def test_needs_are_written_by_nobody(self):
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        need = self.needs()
        for method, *args in (("write", {"quantity": 1}), ("unlink",)):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call(
                    self.manager, "maintenance.part.need", method, need.ids, *args
                )

    def test_coming_jobs(self):
        job = self.new_job([(self.filter, 3)], days=12)
        [row] = self.call(
            self.technician,
            "maintenance.job.readiness",
            "search_read",
            [("request_id", "=", job.id)],
        )
        self.assertEqual(row["parts_missing"], "3 × Filter")
        self.assertEqual(row["parts_state"], "short")
        self.assertIs(row["parts_expected_on"], False)

    def test_low_stock_is_snoozed(self):
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 2
        self.run_planner()
        model = "maintenance.low.stock"
        [row] = self.call(
            self.planner, model, "search_read", [("product_id", "=", self.filter.id)]
        )
        self.assertEqual((row["missing_qty"], row["snoozed_until"]), (2, False))
        until = str(self.day(10))
        self.assertIs(
            self.call(
                self.planner, model, "snooze", [row["id"]], until=until, reason="Later"
            ),
            True,
        )
        self.assertEqual(
            self.call(self.technician, model, "search_count", [("is_snoozed", "=", 1)]),
            1,
        )
        with mute_logger("odoo.http"), self.assertRaises(Fault):
            self.call(self.technician, model, "snooze", [row["id"]], reason="No")
        self.assertIs(self.call(self.planner, model, "action_wake", [row["id"]]), True)

    def test_minimums_are_proposed_and_accepted(self):
        model = "maintenance.part.minimum"
        waiting = self.call(
            self.planner, model, "propose_minimums", warehouse_ids=self.warehouse.ids
        )
        self.assertEqual(waiting, 0)
        minimum = self.env[model].create(
            {
                "product_id": self.filter.id,
                "warehouse_id": self.warehouse.id,
                "proposed_qty": 2,
            }
        )
        self.assertIs(
            self.call(self.planner, model, "action_accept", minimum.ids), True
        )
        [row] = self.call(self.planner, model, "read", minimum.ids)
        self.assertEqual((row["quantity"], row["is_applied"]), (2, True))
