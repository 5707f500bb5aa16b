from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestRetirementImpact(DeadStockCase):
    """What it would mean to retire assets, told without doing it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)
        cls.laptops = cls.new_laptops(10)

    def impact(self, assets=None, user=None, **values):
        assets = self.laptops if assets is None else assets
        self.env.flush_all()
        return assets.with_user(user or self.planner).get_retirement_impact(**values)

    def test_retiring_all_of_a_model_says_what_nobody_needs_any_more(self):
        impact = self.impact()
        [part] = impact["parts"]
        self.assertEqual(
            (part["product_id"], part["status_after"], part["surplus_after"]),
            (self.battery.id, "dead", 14),
        )
        # 14 pieces of 12.50, of which one was kept for each laptop
        self.assertEqual((part["surplus_value"], part["live_asset_count"]), (175, 0))
        self.assertEqual((part["surplus_before"], part["new_surplus_qty"]), (4, 10))
        self.assertEqual(part["new_surplus_value"], 125)
        self.assertIn("No living asset", part["explanation"])
        self.assertEqual(impact["totals"]["dead_count"], 1)
        self.assertEqual(
            impact["totals"]["values"],
            [
                {
                    "currency_id": self.company.currency_id.id,
                    "currency_name": self.company.currency_id.name,
                    "dead_value": 175,
                    "surplus_value": 0,
                }
            ],
        )
        self.assertEqual(set(self.laptops.mapped("lifecycle_state")), {"in_service"})
        self.assertFalse(self.row(), "nothing is stored")

    def test_shared_parts_are_partial_surplus(self):
        [part] = self.impact(self.laptops[:7])["parts"]
        self.assertEqual(
            (part["status_after"], part["surplus_before"], part["surplus_after"]),
            ("surplus", 4, 11),
        )
        self.assertEqual((part["new_surplus_qty"], part["live_asset_count"]), (7, 3))
        self.assertEqual(
            (part["surplus_value"], part["new_surplus_value"]), (137.5, 87.5)
        )

    def test_what_interchangeable_parts_cover_is_not_wanted_of_a_part(self):
        newer = self.new_product("Battery 2021")
        self.stock(newer, 2)
        self.battery.superseded_by_id = newer
        self.new_laptops(5)
        told = {part["product_id"]: part for part in self.impact()["parts"]}
        self.assertIn("want 5 Units of 14", told[self.battery.id]["explanation"])
        self.assertIn("want 0 Units of 2", told[newer.id]["explanation"])

    def test_what_others_have_too_is_not_told(self):
        self.stock(self.battery, 2)
        self.assertFalse(self.impact(self.laptops[:1])["parts"])

    def test_other_demand_keeps_a_part_from_being_dead(self):
        """Not only maintenance uses a part: sales, manufacturing, repair."""
        customers = self.env.ref("stock.stock_location_customers")
        move = self.env["stock.move"].create(
            {
                "product_id": self.battery.id,
                "product_uom_qty": 4,
                "location_id": self.shelf.id,
                "location_dest_id": customers.id,
                "picking_type_id": self.warehouse.out_type_id.id,
            }
        )
        move._action_confirm()
        [part] = self.impact()["parts"]
        self.assertEqual((part["status_after"], part["surplus_after"]), ("surplus", 10))

    def test_open_jobs_are_listed_whoever_they_are_for(self):
        job = self.new_job([(self.battery, 2)], self.laptops[0], name="Swap")
        done = self.new_job(asset=self.laptops[1])
        done.sudo().stage_id = self.done_stage
        [told] = self.impact()["jobs"]
        self.assertEqual(
            (told["request_id"], told["request_name"], told["equipment_id"]),
            (job.id, "Swap", self.laptops[0].id),
        )
        self.assertEqual(told["user_name"], job.sudo().user_id.name)

    def test_needs_that_vanish_are_counted_by_part(self):
        self.new_job([(self.battery, 2)], self.laptops[0], days=10)
        self.new_job([(self.battery, 3)], self.laptops[1], days=20)
        self.run_planner()
        [need] = self.impact()["needs"]
        self.assertEqual((need["need_count"], need["quantity"]), (2, 5))
        self.assertEqual(need["date_need"], str(self.day(10)))
        [need] = self.impact(retirement_date=self.day(15))["needs"]
        self.assertEqual((need["need_count"], need["quantity"]), (1, 3))

    def test_until_a_day_to_come_jobs_stay(self):
        self.new_job(asset=self.laptops[0], days=5, name="Before")
        self.new_job(asset=self.laptops[0], days=15, name="After")
        self.new_job(asset=self.laptops[0], schedule_date=False, name="Some day")
        impact = self.impact(retirement_date=str(self.day(10)))
        self.assertEqual(
            {job["request_name"] for job in impact["jobs"]}, {"After", "Some day"}
        )
        self.assertEqual(impact["retirement_date"], str(self.day(10)))

    def test_what_is_asked_for_counts_apart_from_what_is_confirmed(self):
        """A draft request for quotation is on order, though stock does not show it."""
        self.sell(self.battery)
        self.stock(self.battery, 2)
        rfq = self.new_rfq(self.battery, 3)
        order = self.new_rfq(self.battery, 4, confirm=True)
        # 10 laptops, 2 in stock, 7 on order: too many is 1 if 2 laptops leave
        impact = self.impact(self.laptops[:2])
        [told] = impact["orders"]
        self.assertEqual(
            (told["kind"], told["order_id"], told["quantity"], told["surplus_qty"]),
            ("rfq", rfq.id, 3, 1),
        )
        self.assertEqual(told["vendor_name"], "Vendor")
        told = self.impact()["orders"]
        self.assertEqual(
            [(row["kind"], row["order_id"], row["surplus_qty"]) for row in told],
            [("rfq", rfq.id, 3), ("purchase", order.id, 4)],
        )

    def test_what_has_come_of_an_order_is_not_told(self):
        self.sell(self.battery)
        order = self.new_rfq(self.battery, 9, confirm=True)
        self.receive_line(order.order_line, 5)
        [told] = self.impact()["orders"]
        self.assertEqual((told["quantity"], told["surplus_qty"]), (4, 4))

    def test_assets_that_have_retired_change_nothing(self):
        self.laptops[:1].action_retire()
        impact = self.impact()
        self.assertEqual(impact["retired_ids"], self.laptops[:1].ids)
        self.assertEqual(impact["totals"]["asset_count"], 9)
        impact = self.impact(self.laptops[:1])
        self.assertEqual((impact["parts"], impact["jobs"]), ([], []))

    def test_warehouses_are_not_mixed(self):
        north = self.new_warehouse("North", "NOR")
        self.stock(self.battery, 3, north.lot_stock_id)
        parts = self.impact()["parts"]
        self.assertEqual(
            {(part["warehouse_id"], part["surplus_after"]) for part in parts},
            {(self.warehouse.id, 14), (north.id, 3)},
        )

    def test_a_technician_sees_no_worth(self):
        impact = self.impact(user=self.technician)
        [part] = impact["parts"]
        self.assertEqual(
            (part["surplus_after"], part["surplus_value"], part["new_surplus_value"]),
            (14, False, False),
        )
        self.assertIs(impact["totals"]["values"], False)

    def test_an_employee_without_asset_parts_sees_nothing(self):
        employee = self.new_user("employee", "base.group_user")
        mine = self.new_laptops(1, owner_user_id=employee.id)
        with self.assertRaises(AccessError):
            self.impact(mine, user=employee)

    def test_another_company_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "stranger",
            "maintenance_bom.group_planner",
            company=other,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            self.impact(user=stranger)

    def test_a_date_that_is_none_is_refused(self):
        with self.assertRaisesRegex(UserError, "retirement_date"):
            self.impact(retirement_date="soon")

    def test_the_number_of_queries_does_not_grow_with_the_assets(self):
        def fill(assets):
            for asset in assets:
                self.new_job([(self.battery, 1)], asset)
                part = self.new_product(f"Part of {asset.id}", standard_price=1)
                self.sell(part)
                self.stock(part, 2)
                self.new_rfq(part, 1)
                asset.bom_id = self.new_bom(f"BOM {asset.id}", [self.line(part)])
            return assets

        few = fill(self.new_laptops(10))
        many = fill(self.new_laptops(MANY))
        counts = []
        for assets in (few, few, many):
            assets = assets.with_user(self.planner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            impact = assets.get_retirement_impact()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(impact["jobs"]), len(assets))
            self.assertGreaterEqual(len(impact["parts"]), len(assets))
            self.assertEqual(len(impact["orders"]), len(assets))
        self.assertLessEqual(counts[2], counts[1])
