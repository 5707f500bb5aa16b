from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestAccess(DeadStockCase):
    """Who sees dead stock, and that nobody writes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)
        cls.table._rebuild(cls.warehouse)

    def test_technicians_see_quantities_and_planners_worth(self):
        row = self.row()
        self.assertEqual(row.surplus_value, 175)
        row = row.with_user(self.technician)
        self.assertEqual((row.status, row.surplus_qty), ("dead", 14))
        self.assertIn("No living asset", row.explanation)
        for name in ("value", "surplus_value", "carrying_cost", "usage_value"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                row.read([name])

    def test_technicians_open_the_list_without_its_worth(self):
        """The list is sorted by a worth that they may not see."""
        table = self.table.with_user(self.technician)
        rows = table.search([])
        self.assertIn(self.row(), rows.with_user(self.planner))
        self.assertEqual(
            rows.ids, rows.sorted(lambda row: (-row.surplus_qty, row.id)).ids
        )
        found = table.web_search_read(
            [("product_id", "=", self.battery.id)], {"surplus_qty": {}}, limit=80
        )
        self.assertEqual(found["records"][0]["surplus_qty"], 14)

    def test_an_employee_sees_nothing(self):
        employee = self.new_user("employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.row().with_user(employee).read(["status"])

    def test_nobody_writes_what_is_derived(self):
        row = self.row().with_user(self.manager)
        with self.assertRaises(UserError):
            row.surplus_qty = 0
        with self.assertRaises(UserError):
            row.unlink()

    def test_companies_are_not_mixed(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "stranger",
            "maintenance_bom.group_manager",
            other,
            company_ids=[(6, 0, other.ids)],
        )
        rows = self.table.with_user(stranger).with_company(other)
        self.assertFalse(rows.search([("product_id", "=", self.battery.id)]))
        with self.assertRaises(AccessError):
            self.row().with_user(stranger).read(["status"])
        snapshots = self.env["maintenance.dead.stock.snapshot"].with_user(stranger)
        self.assertFalse(snapshots.search([("warehouse_id", "=", self.warehouse.id)]))

    def test_each_company_has_its_own_costs_and_assets(self):
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.battery.with_company(other).standard_price = 3
        quants = self.env["stock.quant"].with_company(other)
        quants._update_available_quantity(self.battery, warehouse.lot_stock_id, 2)
        self.new_laptops(3)
        self.table._rebuild(self.warehouse | warehouse)
        rows = self.table.sudo().search([("product_id", "=", self.battery.id)])
        here = rows.filtered(lambda row: row.warehouse_id == self.warehouse)
        there = rows.filtered(lambda row: row.warehouse_id == warehouse)
        self.assertEqual((here.status, here.value), ("surplus", 175))
        # assets of another company need nothing here
        self.assertEqual((there.status, there.value), ("dead", 6))
        self.assertEqual(there.elsewhere_asset_count, 0)

    def test_the_buttons_open_what_the_row_is_made_of(self):
        row = self.row().with_user(self.technician)
        for method in ("assets", "issues", "needs", "stock"):
            action = getattr(row, f"action_view_{method}")()
            with self.subTest(method=method):
                found = self.env[action["res_model"]].with_user(self.technician)
                found.search(action["domain"])
        self.assertEqual(row.action_open_part()["res_id"], self.battery.id)
