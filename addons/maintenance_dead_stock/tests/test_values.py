from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestValues(DeadStockCase):
    """What dead stock is worth, beside what Odoo says."""

    def native_value(self, product):
        product = product.with_company(self.company)
        product.invalidate_recordset(["total_value"])
        return product.with_context(warehouse_id=self.warehouse.id).total_value

    def test_the_value_is_the_unrounded_cost_times_the_stock(self):
        self.battery.standard_price = 1.333333
        self.stock(self.battery, 300)
        row = self.rebuild()
        self.assertAlmostEqual(row.value, 399.9999, 4)
        self.assertAlmostEqual(row.value, self.native_value(self.battery), 2)

    def test_each_cost_method_agrees_with_odoo(self):
        for method in ("standard", "average", "fifo"):
            for by_lot in (False, True):
                with self.subTest(method=method, by_lot=by_lot):
                    self.check_value(method, by_lot)

    def check_value(self, method, by_lot):
        category = self.env["product.category"].create(
            {"name": method, "property_cost_method": method}
        )
        part = self.new_product(
            f"{method} {by_lot}",
            categ_id=category.id,
            standard_price=7,
            tracking="lot" if by_lot else "none",
            lot_valuated=by_lot,
        )
        self.new_bom("BOM", [self.line(part)])
        for number, price in enumerate((10, 20)):
            order = self.new_rfq(part, 10)
            order.order_line.price_unit = price
            order.button_confirm()
            move = order.picking_ids.move_ids
            if by_lot:
                move.move_line_ids.lot_id = self.env["stock.lot"].create(
                    {"name": f"L{number}", "product_id": part.id}
                )
            self.validate(order.picking_ids)
        self.table._rebuild(self.warehouse)
        row = self.row(part)
        self.assertEqual(row.on_hand, 20)
        self.assertAlmostEqual(row.value, self.native_value(part), 2)

    def test_carrying_cost_turnover_and_days_on_hand(self):
        self.new_laptops(1)
        self.stock(self.battery, 14)
        self.used_on(self.ago(100), 4, self.new_laptops(1))
        self.company.parts_carrying_rate = 20
        self.company.parts_carrying_months = 6
        row = self.rebuild()
        self.assertEqual((row.on_hand, row.value), (10, 125))
        self.assertAlmostEqual(row.carrying_cost, 12.5)
        self.assertEqual((row.usage_qty, row.usage_value), (4, 50))
        self.assertAlmostEqual(row.turnover, 0.4)
        self.assertEqual((row.days_on_hand, row.fsn), (round(10 / 4 * 365), "slow"))

    def test_classes_by_value_of_use(self):
        parts = self.new_products(4)
        parts.standard_price = 10
        for part, quantity in zip(parts, (80, 15, 5, 0), strict=True):
            self.stock(part, 100)
            if quantity:
                self.used_on(self.ago(10), quantity, self.asset, part)
        self.new_bom("BOM", [self.line(part) for part in parts])
        self.table._rebuild(self.warehouse)
        self.assertEqual([self.row(part).abc for part in parts], ["a", "b", "c", "c"])

    def test_consigned_stock_is_not_ours(self):
        self.stock(self.battery, 2)
        self.env["stock.quant"].create(
            {
                "product_id": self.battery.id,
                "location_id": self.shelf.id,
                "owner_id": self.vendor.id,
                "quantity": 5,
            }
        )
        self.assertEqual(self.rebuild().on_hand, 2)

    def test_a_snapshot_is_kept_once_a_month(self):
        self.stock(self.battery, 4)
        self.rebuild()
        snapshots = self.env["maintenance.dead.stock.snapshot"].with_user(self.planner)
        mine = [("warehouse_id", "=", self.warehouse.id), ("status", "=", "dead")]
        self.assertEqual(snapshots.search(mine).value, 50)
        self.stock(self.battery, 8)
        self.rebuild()
        self.assertEqual(snapshots.search(mine).mapped("value"), [50])
        self.assertEqual(snapshots.search(mine).date, self.today.replace(day=1))

    def test_a_month_is_not_kept_before_all_of_the_warehouse_is_known(self):
        """A retirement may come before the first run of the planner."""
        belt = self.new_product("Belt", standard_price=10)
        self.new_bom("Conveyor", [self.line(belt)])
        self.stock(belt, 3)
        self.stock(self.battery, 4)
        self.new_laptops(1).with_user(self.planner).action_retire()
        self.assertEqual(self.row().status, "dead")
        mine = [("warehouse_id", "=", self.warehouse.id)]
        snapshots = self.env["maintenance.dead.stock.snapshot"].with_user(self.planner)
        self.assertFalse(snapshots.search(mine))
        self.rebuild()
        self.assertEqual(snapshots.search(mine).value, 80)

    def compare(self, rows):
        """{part: (value, Odoo's value, reason)} of what differs."""
        action = rows.action_compare_values()
        if action["type"] == "ir.actions.client":
            return {}
        found = self.env[action["res_model"]].with_user(self.planner)
        return {
            line.product_id: (line.value, line.native_value, line.reason)
            for line in found.search(action["domain"])
        }

    def test_what_agrees_is_told(self):
        self.stock(self.battery, 4)
        row = self.rebuild()
        self.assertIn("agrees", row.action_compare_values()["params"]["message"])

    def test_negative_stock_has_no_surplus_and_agrees_with_odoo(self):
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.battery.id,
                            "product_uom_qty": 3,
                            "location_id": self.shelf.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        delivery.action_confirm()
        self.validate(delivery)
        row = self.rebuild()
        self.assertEqual((row.on_hand, row.surplus_qty, row.value), (-3, 0, -37.5))
        self.assertEqual(row.surplus_value, 0)
        self.assertEqual(self.native_value(self.battery), -37.5)
        self.assertFalse(self.compare(row))

    def test_a_cost_that_was_changed_past_odoo_is_listed(self):
        category = self.env["product.category"].create(
            {"name": "FIFO", "property_cost_method": "fifo"}
        )
        part = self.new_product("Belt", categ_id=category.id)
        self.new_bom("Conveyor", [self.line(part)])
        for price in (10, 20):
            order = self.new_rfq(part, 5)
            order.order_line.price_unit = price
            order.button_confirm()
            self.validate(order.picking_ids)
        part.with_context(disable_auto_revaluation=True).standard_price = 99
        self.table._rebuild(self.warehouse)
        row = self.row(part)
        self.assertEqual(self.compare(row), {part: (990, 150, "layers")})
        self.stock(part, 9)
        self.assertEqual(self.compare(row)[part][2], "moved")

    def test_only_who_sees_values_compares_them(self):
        self.stock(self.battery, 4)
        row = self.rebuild().with_user(self.technician)
        with self.assertRaises(AccessError):
            row.action_compare_values()
        self.assertEqual(row.get_dead_stock_summary(), [])
        self.assertEqual(row.read(["on_hand"])[0]["on_hand"], 4)
        with self.assertRaises(AccessError):
            row.read(["value"])

    def test_the_summary_says_what_is_tied_up(self):
        self.stock(self.battery, 4)
        self.stock(self.filter, 3)
        self.filter.standard_price = 10
        self.table._rebuild(self.warehouse)
        [total] = [
            total
            for total in self.table.get_dead_stock_summary()
            if total["currency_id"] == self.company.currency_id.id
        ]
        rows = self.table.search([("company_id", "=", self.company.id)])
        dead = rows.filtered(lambda row: row.status in ("dead", "unlinked"))
        self.assertIn(self.row(), dead)
        self.assertEqual(total["dead_count"], len(dead))
        self.assertAlmostEqual(total["value"], sum(rows.mapped("value")))
        self.assertAlmostEqual(total["dead_value"], sum(dead.mapped("value")))
        self.assertAlmostEqual(
            total["surplus_value"], sum(rows.mapped("surplus_value"))
        )
