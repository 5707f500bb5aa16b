from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestStatuses(DeadStockCase):
    """Each status as it comes about in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)

    def retire(self, assets):
        assets.with_user(self.planner).action_retire()

    def new_delivery(self, quantity):
        """A draft delivery of batteries to a customer."""
        customers = self.env.ref("stock.stock_location_customers")
        return self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.battery.id,
                            "product_uom_qty": quantity,
                            "location_id": self.shelf.id,
                            "location_dest_id": customers.id,
                        }
                    )
                ],
            }
        )

    def test_without_living_assets_a_part_is_dead(self):
        laptops = self.new_laptops(10)
        self.retire(laptops)
        row = self.rebuild()
        self.assertEqual(
            (row.status, row.on_hand, row.surplus_qty, row.surplus_value),
            ("dead", 14, 14, 175),
        )
        self.assertEqual((row.live_asset_count, row.retired_asset_count), (0, 10))
        self.assertIn("No living asset", row.explanation)

    def test_shared_parts_are_partial_surplus(self):
        laptops = self.new_laptops(10)
        self.retire(laptops[:7])
        row = self.rebuild()
        self.assertEqual(
            (row.status, row.live_asset_count, row.retired_asset_count),
            ("surplus", 3, 7),
        )
        self.assertEqual((row.remaining_need, row.surplus_qty), (3, 11))

    def test_a_reactivated_asset_revives_its_parts(self):
        laptops = self.new_laptops(2)
        self.retire(laptops)
        self.assertEqual(self.rebuild().status, "dead")
        laptops[:1].with_user(self.planner).action_put_in_service()
        row = self.rebuild()
        self.assertEqual((row.status, row.surplus_qty), ("surplus", 13))

    def test_the_last_assets_that_retire_soon_make_a_part_dying(self):
        laptops = self.new_laptops(2)
        day = self.today + timedelta(30)
        for laptop, end in zip(laptops, (day, day - timedelta(3)), strict=True):
            laptop.action_retire(end)
        row = self.rebuild()
        self.assertEqual((row.status, row.last_leaving_date), ("dying", day))
        # unknown is not zero: one for each that still lives
        self.assertEqual((row.remaining_need, row.surplus_qty), (2, 12))
        self.new_laptops(1)
        row = self.rebuild()
        self.assertEqual((row.status, row.last_leaving_date), ("surplus", False))

    def test_a_part_that_is_long_unused_is_slow_unless_it_is_vital(self):
        self.new_laptops(20)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.battery.id), ("location_id", "=", self.shelf.id)]
        )
        row = self.rebuild()
        self.assertEqual((row.status, row.surplus_qty), ("active", 0))
        quants.in_date = self.ago(800)
        row = self.rebuild()
        self.assertEqual((row.status, row.fsn), ("slow", "non_moving"))
        self.laptop.line_ids.criticality = "vital"
        self.assertEqual(self.rebuild().status, "active")
        self.assertEqual(self.row().criticality, "vital")

    def test_what_others_took_counts_as_use_as_long_as_the_settings_say(self):
        self.new_laptops(20)
        self.env["stock.quant"].search(
            [("product_id", "=", self.battery.id), ("location_id", "=", self.shelf.id)]
        ).in_date = self.ago(2000)
        delivery = self.new_delivery(2)
        delivery.action_confirm()
        self.validate(delivery)
        delivery.move_ids.date = f"{self.ago(500)} 12:00:00"
        self.assertEqual(self.rebuild().status, "slow")
        self.company.parts_slow_months = 24
        row = self.rebuild()
        self.assertEqual((row.status, row.last_use_date), ("active", self.ago(500)))
        # what others want is that of a year
        self.assertEqual((row.other_demand, row.usage_qty), (0, 0))

    def test_an_issue_is_use_though_no_bom_lists_the_part(self):
        cable = self.new_product("Cable", standard_price=2)
        self.stock(cable, 5)
        self.used_on(self.ago(10), 1, self.asset, cable)
        self.table._rebuild(self.warehouse)
        row = self.row(cable)
        self.assertEqual(row.live_asset_count, 1)
        self.assertEqual(row.last_issue_date, self.ago(10))
        # one in two years, and the default life of five, after the horizon
        window = self.company._get_usage_days()
        left = round(5 * 365.25) - self.company.parts_horizon_days
        self.assertAlmostEqual(row.remaining_need, left / window, 5)
        self.retire(self.asset)
        self.table._rebuild(self.warehouse)
        self.assertEqual(self.row(cable).status, "dead")

    def test_a_row_leads_to_all_assets_that_it_counts(self):
        """Also to those that got the part, and to those that have what it replaces."""
        newer = self.new_product("Battery 2021")
        self.battery.superseded_by_id = newer
        self.stock(newer, 2)
        laptops = self.new_laptops(3)
        self.retire(laptops[:1])
        self.used_on(self.ago(10), 1, self.asset, newer)
        self.table._rebuild(self.warehouse)
        row = self.row(newer)
        self.assertEqual((row.live_asset_count, row.retired_asset_count), (3, 1))
        action = row.with_user(self.technician).action_view_assets()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, laptops | self.asset)

    def test_an_issue_of_long_ago_keeps_what_is_usual(self):
        cable = self.new_product("Cable")
        self.stock(cable, 9)
        self.used_on(self.ago(2000), 2, self.asset, cable)
        self.table._rebuild(self.warehouse)
        row = self.row(cable)
        self.assertEqual((row.remaining_need, row.surplus_qty), (2, 5))

    def test_dated_needs_of_the_horizon_count_and_what_is_reserved(self):
        laptops = self.new_laptops(1)
        job = self.new_job([(self.battery, 6)], laptops, days=20)
        self.run_planner()
        row = self.row()
        self.assertEqual((row.remaining_need, row.surplus_qty), (6, 8))
        self.assertEqual(row.next_need_date, self.today + timedelta(20))
        job.action_reserve_parts()
        self.run_planner()
        self.assertEqual(self.row().remaining_need, 6)
        # before the next run of the planner
        self.retire(laptops)
        row = self.rebuild(self.battery)
        self.assertEqual((row.status, row.remaining_need), ("dead", 0))

    def test_other_demand_is_neither_dead_nor_free(self):
        """Sales, manufacturing and repair take parts too."""
        delivery = self.new_delivery(4)
        self.assertEqual(self.rebuild().status, "dead", "not confirmed")
        delivery.action_confirm()
        row = self.rebuild()
        self.assertEqual(
            (row.status, row.other_demand, row.surplus_qty), ("surplus", 4, 10)
        )
        self.validate(delivery)
        row = self.rebuild()
        # as much again in the next year
        self.assertEqual((row.other_demand, row.surplus_qty), (4, 6))
        self.assertEqual((row.usage_qty, row.last_issue_date), (4, False))

    def test_what_is_kept_as_a_minimum_is_no_surplus(self):
        self.company.parts_minimum_vital = 3
        self.laptop.line_ids.criticality = "vital"
        laptops = self.new_laptops(1)
        row = self.rebuild()
        self.assertEqual((row.minimum_qty, row.surplus_qty), (3, 10))
        self.new_rule(product_id=self.battery.id, product_min_qty=5, product_max_qty=5)
        self.assertEqual(self.rebuild().surplus_qty, 8)
        self.retire(laptops)
        row = self.rebuild()
        self.assertEqual((row.status, row.surplus_qty), ("dead", 9))
        self.assertIn("Kept as a minimum: 5 Units", row.explanation)

    def test_what_replaces_a_part_is_in_use_with_it(self):
        """Supersession and alternatives: the oldest is used first."""
        newer = self.new_product("Battery 2021")
        self.stock(newer, 2)
        self.battery.superseded_by_id = newer
        self.new_laptops(3)
        self.table._rebuild(self.warehouse)
        old, new = self.row(), self.row(newer)
        self.assertEqual((old.status, old.surplus_qty), ("surplus", 11))
        self.assertEqual((new.status, new.surplus_qty), ("surplus", 2))
        self.assertEqual(new.live_asset_count, 3)

    def test_the_explanation_adds_up_also_for_parts_that_replace_each_other(self):
        newer = self.new_product("Battery 2021")
        self.stock(newer, 2)
        self.battery.superseded_by_id = newer
        self.new_laptops(3)
        self.table._rebuild(self.warehouse)
        self.assertIn(
            "On hand 14 Units − needed 3 Units → surplus 11 Units.",
            self.row().explanation,
        )
        self.assertIn(
            "On hand 2 Units − needed 3 Units + covered by interchangeable parts "
            "3 Units → surplus 2 Units.",
            self.row(newer).explanation,
        )
        self.new_rule(product_id=newer.id, product_min_qty=2, product_max_qty=2)
        self.table._rebuild(self.warehouse)
        self.assertIn(
            "− needed 3 Units − kept for interchangeable parts 2 Units → surplus 9",
            self.row().explanation,
        )

    def test_a_part_without_use_does_not_say_that_it_is_in_use(self):
        self.new_laptops(20)
        self.assertEqual(
            self.rebuild().explanation, "Living assets have it: 20. No use is known."
        )

    def test_a_part_on_order_has_a_row_without_stock(self):
        belt = self.new_product("Belt")
        self.sell(belt)
        self.new_bom("Conveyor", [self.line(belt)])
        self.table._rebuild(self.warehouse)
        self.assertFalse(self.row(belt))
        self.new_rfq(belt, 4)
        self.new_rfq(belt, 6, confirm=True)
        self.table._rebuild(self.warehouse)
        row = self.row(belt)
        self.assertEqual(
            (row.status, row.on_hand, row.on_order, row.draft_qty), ("dead", 0, 10, 4)
        )

    def test_confidence_is_low_where_few_assets_have_a_bom(self):
        category = self.env["maintenance.equipment.category"].create({"name": "IT"})
        laptops = self.new_laptops(2, category_id=category.id)
        self.retire(laptops)
        row = self.rebuild()
        self.assertEqual((row.confidence, row.coverage), ("high", 100))
        self.new_assets(3, category_id=category.id)
        row = self.rebuild()
        self.assertEqual((row.confidence, row.coverage), ("low", 0))
        self.new_assets(1, self.bom, category_id=category.id)
        row = self.rebuild()
        self.assertEqual(
            (row.status, row.confidence, row.coverage), ("dead", "low", 25)
        )
        self.assertIn("25", row.explanation)

    def test_confidence_is_not_high_while_the_use_is_unknown(self):
        laptops = self.new_laptops(2)
        row = self.rebuild()
        self.assertEqual((row.confidence, row.unknown_asset_count), ("medium", 2))
        self.assertIn("unknown for 2", row.explanation)
        self.used_on(self.ago(20), asset=laptops[:1])
        row = self.rebuild()
        self.assertEqual((row.confidence, row.unknown_asset_count), ("high", 1))

    def test_warehouses_are_not_mixed(self):
        north = self.new_warehouse("North", "NOR")
        self.stock(self.battery, 5, north.lot_stock_id)
        self.new_laptops(2, location_id=north.lot_stock_id.id)
        self.table._rebuild(self.warehouse | north)
        here, there = self.row(), self.row(warehouse=north)
        self.assertEqual((there.status, there.surplus_qty), ("surplus", 3))
        self.assertEqual(
            (here.status, here.live_asset_count, here.elsewhere_asset_count),
            ("surplus", 0, 2),
        )
        self.assertEqual(here.surplus_qty, 14)
        self.assertIn("elsewhere", here.explanation)

    def test_the_planner_never_buys_what_is_surplus_in_the_same_night(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        belt = self.new_product("Belt")
        self.sell(belt)
        self.stock(belt, 9, van)
        self.new_job([(belt, 2)], days=5)
        self.run_planner()
        self.assertTrue(self.shortages(belt))
        row = self.row(belt)
        self.assertEqual((row.is_lacking, row.surplus_qty), (True, 0))
        self.assertIn("planner lacks", row.explanation)

    def test_what_the_planner_lacks_for_assets_that_leave_is_not_lacking(self):
        laptop = self.new_laptops(1)
        shortage = self.env["maintenance.part.shortage"].create(
            {
                "key": "short",
                "warehouse_id": self.warehouse.id,
                "product_id": self.battery.id,
                "quantity": 1,
                "date_need": self.today,
                "action": "buy",
            }
        )

        def is_lacking(leaving=None):
            values = self.table._get_values(self.warehouse, self.battery, leaving)
            return values[self.battery.id]["is_lacking"]

        # by a minimum
        self.assertTrue(is_lacking(laptop))
        need = self.env["maintenance.part.need"].create(
            {
                "key": "short",
                "warehouse_id": self.warehouse.id,
                "product_id": self.battery.id,
                "quantity": 1,
                "date_need": self.today,
                "location_id": self.warehouse.lot_stock_id.id,
                "source": "planned",
                "equipment_id": laptop.id,
                "shortage_id": shortage.id,
            }
        )
        self.assertTrue(is_lacking())
        self.assertFalse(is_lacking(laptop))
        need.copy({"key": "of nobody", "equipment_id": False})
        self.assertTrue(is_lacking(laptop))
