from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, DeadStockCase):
    """What programs call, over XML-RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)
        cls.table._rebuild(cls.warehouse)

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
