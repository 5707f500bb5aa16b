from odoo.tests import tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestRebuild(DeadStockCase):
    """What is rebuilt when, and what stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)
        cls.stock(cls.filter, 9)

    def test_the_planner_rebuilds_at_its_end(self):
        self.run_planner()
        self.assertEqual(self.row().status, "dead")

    def test_rebuilding_twice_changes_nothing(self):
        self.new_laptops(3)
        self.run_planner()
        table = self.table.sudo()
        self.assertEqual(
            table._rebuild_warehouse(self.warehouse.sudo(), None), (0, 0, 0)
        )

    def test_some_parts_are_rebuilt_and_others_stay(self):
        self.new_laptops(1)
        self.run_planner()
        self.stock(self.battery, 4)
        self.stock(self.filter, 5)
        row = self.rebuild(self.battery)
        self.assertEqual(row.on_hand, 4)
        self.assertEqual(self.row(self.filter).on_hand, 9)

    def test_a_part_that_is_gone_leaves_no_row(self):
        self.run_planner()
        self.stock(self.battery, 0)
        self.assertFalse(self.rebuild(self.battery))
        self.assertTrue(self.row(self.filter))

    def test_what_would_be_is_not_stored(self):
        laptops = self.new_laptops(10)
        self.run_planner()
        values = self.table._get_values(
            self.warehouse, self.battery, leaving=laptops[:7]
        )[self.battery.id]
        self.assertEqual(
            (values["status"], values["live_asset_count"], values["surplus_qty"]),
            ("surplus", 3, 11),
        )
        self.assertEqual(self.row().live_asset_count, 10)
        values = self.table._get_values(self.warehouse, self.battery, leaving=laptops)
        self.assertEqual(values[self.battery.id]["status"], "dead")

    def test_a_warehouse_that_is_archived_has_no_rows(self):
        north = self.new_warehouse("North", "NOR")
        self.stock(self.battery, 5, north.lot_stock_id)
        self.rebuild(warehouse=north)
        self.assertTrue(self.row(warehouse=north))
        self.stock(self.battery, 0, north.lot_stock_id)
        north.active = False
        self.assertFalse(self.row(warehouse=north))
