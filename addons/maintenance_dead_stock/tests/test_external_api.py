from xmlrpc.client import Fault

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import DispositionCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, DispositionCase):
    """What programs call, over XML-RPC."""

    def test_dead_stock_is_read(self):
        [row] = self.call(
            self.planner,
            "maintenance.dead.stock",
            "search_read",
            [["product_id", "=", self.battery.id]],
            ["status", "surplus_qty", "surplus_value", "confidence", "explanation"],
        )
        self.assertEqual(
            (row["status"], row["surplus_qty"], row["surplus_value"]),
            ("dead", 14, 175),
        )

    def test_get_dead_stock_summary(self):
        totals = self.call(
            self.planner, "maintenance.dead.stock", "get_dead_stock_summary"
        )
        self.assertEqual(totals[0]["currency_id"], self.company.currency_id.id)
        self.assertGreaterEqual(totals[0]["dead_value"], 175)
        self.assertEqual(
            self.call(
                self.technician, "maintenance.dead.stock", "get_dead_stock_summary"
            ),
            [],
        )

    def test_action_compare_values(self):
        action = self.call(
            self.planner,
            "maintenance.dead.stock",
            "action_compare_values",
            self.row().ids,
        )
        self.assertEqual(action["type"], "ir.actions.client")

    def test_the_buttons_of_a_row(self):
        for method in (
            "action_view_assets",
            "action_view_issues",
            "action_view_needs",
            "action_view_stock",
            "action_open_part",
        ):
            with self.subTest(method=method):
                action = self.call(
                    self.technician,
                    "maintenance.dead.stock",
                    method,
                    self.row().ids,
                )
                self.assertEqual(action["type"], "ir.actions.act_window")

    def test_spare_part_categories(self):
        category = self.env["product.category"].create({"name": "Spares"})
        for method, expected in (
            ("action_mark_spare_parts", True),
            ("action_unmark_spare_parts", False),
        ):
            self.assertTrue(
                self.call(self.planner, "product.category", method, category.ids)
            )
            category.invalidate_recordset()
            self.assertEqual(category.is_spare_part, expected)

    def test_a_disposition_from_the_row_to_its_end(self):
        def on(user, method, *args, **kwargs):
            return self.call(user, "maintenance.disposition", method, *args, **kwargs)

        action = self.call(
            self.planner, "maintenance.dead.stock", "action_dispose", self.row().ids
        )
        one = [action["res_id"]]
        on(self.planner, "write", one, {"kind": "scrap", "quantity": 4})
        self.assertTrue(on(self.manager, "action_approve", one, confirmation=False))
        self.assertTrue(on(self.planner, "action_done", one))
        [found] = on(
            self.planner,
            "read",
            one,
            ["state", "done_qty", "book_value", "proceeds", "loss", "booking_note"],
        )
        self.assertEqual((found["state"], found["done_qty"]), ("done", 4))
        self.assertEqual((found["book_value"], found["loss"]), (50, 50))
        [number] = on(
            self.planner,
            "create",
            [
                {
                    "product_id": self.battery.id,
                    "warehouse_id": self.warehouse.id,
                    "quantity": 3,
                    "kind": "keep",
                }
            ],
        )
        self.assertTrue(on(self.planner, "action_cancel", [number], reason="Mistake"))
        self.assertTrue(on(self.planner, "action_reset", [number]))
        self.assertEqual(on(self.planner, "search_count", [["id", "=", number]]), 1)

    def test_low_confidence_is_confirmed_by_a_program(self):
        self.new_assets(9)
        one = self.dispose("scrap", 4)
        self.rebuild()
        with self.assertRaisesRegex(Fault, "Confirm why"):
            self.call(
                self.manager, "maintenance.disposition", "action_approve", one.ids
            )
        self.assertTrue(
            self.call(
                self.manager,
                "maintenance.disposition",
                "action_approve",
                one.ids,
                confirmation="Looked at all of them",
            )
        )
        [found] = self.call(
            self.manager, "maintenance.disposition", "read", one.ids, ["confirmation"]
        )
        self.assertEqual(found["confirmation"], "Looked at all of them")

    def test_the_dialog_that_cancels_dispositions(self):
        one = self.dispose("scrap", 4)
        [dialog] = self.call(
            self.planner,
            "maintenance.disposition.cancel",
            "create",
            [{"disposition_ids": one.ids, "reason": "Mistake"}],
        )
        self.assertTrue(
            self.call(
                self.planner, "maintenance.disposition.cancel", "action_apply", [dialog]
            )
        )
        one.invalidate_recordset()
        self.assertEqual((one.state, one.cancel_reason), ("cancel", "Mistake"))

    def test_the_buttons_of_a_disposition(self):
        one = self.approve("donate", 4)
        for method in (
            "action_open_pickings",
            "action_open_scraps",
            "action_open_stock",
            "button_cancel",
        ):
            with self.subTest(method=method):
                action = self.call(
                    self.planner, "maintenance.disposition", method, one.ids
                )
                self.assertEqual(action["type"], "ir.actions.act_window")
        with self.assertRaisesRegex(Fault, "not needed again"):
            self.call(
                self.planner, "maintenance.disposition", "action_close_needed", one.ids
            )
        with self.assertRaisesRegex(Fault, "is decided"):
            self.call(
                self.manager, "maintenance.disposition", "button_approve", one.ids
            )

    def test_a_retirement_from_its_preview_to_its_end(self):
        laptops = self.new_laptops(10)
        job = self.new_job([(self.battery, 1)], laptops[0], name="Swap")
        impact = self.call(
            self.planner, "maintenance.equipment", "get_retirement_impact", laptops.ids
        )
        [part] = impact["parts"]
        self.assertEqual(
            (part["product_name"], part["status_after"], part["surplus_after"]),
            ("Battery 2019", "dead", 14),
        )
        self.assertEqual(part["surplus_value"], 175)
        self.assertEqual(impact["jobs"][0]["request_name"], "Swap")
        self.assertEqual(impact["totals"]["values"][0]["dead_value"], 175)
        seen = self.call(
            self.technician,
            "maintenance.equipment",
            "get_retirement_impact",
            laptops.ids,
            retirement_date=str(self.day(30)),
        )
        self.assertIs(seen["totals"]["values"], False)
        self.assertEqual(seen["jobs"], [])

        def do(method):
            return self.call(self.planner, "maintenance.equipment", method, laptops.ids)

        self.assertIs(do("action_retire"), True)
        [row] = self.call(
            self.planner,
            "maintenance.request",
            "read",
            job.ids,
            ["archive", "is_cancelled_by_retirement"],
        )
        self.assertTrue(row["archive"] and row["is_cancelled_by_retirement"])
        self.assertEqual(self.row().status, "dead")
        self.assertIs(do("action_put_in_service"), True)
        self.env.invalidate_all()
        self.assertFalse(job.archive)
