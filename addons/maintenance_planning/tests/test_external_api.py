from xmlrpc.client import Fault

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import AgeCase, PlanningCase


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


@tagged("post_install", "-at_install")
class TestReplacementsApi(ApiCase, AgeCase):
    """What integrators call, as they call it."""

    def test_record_replacements(self):
        laptop = self.new_laptop()
        user = self.technician

        def call(method, *args):
            return self.call(user, "maintenance.equipment", method, laptop.ids, *args)

        [battery, ssd, _screen] = call("get_spare_parts")
        lines = [
            {"path": battery["path"], "date": "2024-05-01", "note": "from our CMMS"},
            {"product_id": ssd["product_id"], "date": "May"},
        ]
        good, bad = call("record_replacements", lines)
        self.assertEqual((good["line"], good["error"]), (1, False))
        self.assertEqual(good["path"], battery["path"])
        self.assertEqual((bad["replacement_id"], bad["path"]), (False, False))
        self.assertIn("“May” is no date", bad["error"])
        row = self.env["maintenance.part.replacement"].browse(good["replacement_id"])
        self.assertEqual((row.note, row.create_uid), ("from our CMMS", user))
        self.assertEqual(call("record_replacements", lines), [good, bad])

    def test_a_part_that_a_user_may_not_see_is_not_named(self):
        other = self.env["res.company"].create({"name": "Other"})
        secret = self.new_product("Secret", company_id=other.id)
        laptop = self.new_laptop().with_user(self.technician)
        [result] = laptop.record_replacements(
            [{"product_id": secret.id, "date": "2024-05-01"}]
        )
        self.assertFalse(result["replacement_id"])
        self.assertNotIn("Secret", result["error"])
