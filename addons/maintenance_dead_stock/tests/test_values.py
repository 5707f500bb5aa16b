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
