from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestPlanner(PlanningCase):
    """A run, as a Planner: what there is against what is needed."""

    def test_what_lacks_is_told_with_its_arithmetic(self):
        self.stock(self.filter, 2)
        self.new_receipt(self.filter, 4, days=10)
        job = self.new_job([(self.filter, 7)], days=12)
        summary = self.run_planner()
        self.assertEqual((summary["needs"], summary["shortages"]), (1, 1))
        need = self.needs()
        self.assertEqual(need.request_id, job.with_user(self.planner))
        self.assertEqual(need.date_need, self.day(12))
        self.assertEqual((need.quantity, need.short_qty), (7, 1))
        self.assertEqual(need.covered_by, "nothing")
        self.assertEqual(need.unit_cost, 10)
        shortage = need.shortage_id
        self.assertEqual(shortage.action, "buy")
        self.assertEqual(shortage.quantity, 1)
        self.assertEqual(shortage.cost, 10)
        self.assertEqual(shortage.vendor_id, self.vendor)
        self.assertLessEqual(shortage.date_order_by, self.day(5))
        self.assertFalse(shortage.is_rush)
        self.assertIn("on hand 2, due 4, needed 7 → short 1", shortage.explanation)

    def test_without_requisitions_what_lacks_is_a_shortage_to_buy(self):
        self.company.parts_live = True
        self.new_job([(self.filter, 3)], days=12)
        self.new_rfq(self.filter, 1, days=9)
        summary = self.run_planner()
        self.assertEqual((summary["needs"], summary["shortages"]), (1, 1))
        self.assertEqual(self.shortages(), [("buy", 2, 12)])
        self.assertEqual(self.needs().covered_by, "nothing")

    def test_running_again_changes_nothing(self):
        self.stock(self.filter, 2)
        self.new_job([(self.filter, 7)], days=12)
        self.run_planner()
        again = self.run_planner()
        self.assertEqual(
            (again["created"], again["changed"], again["removed"]), (0, 0, 0)
        )

    def test_rfqs_and_orders_are_on_the_way(self):
        self.new_job([(self.filter, 3)], days=12)
        order = self.new_rfq(self.filter, 3, days=9)
        self.run_planner()
        self.assertEqual(self.needs().covered_by, "rfq")
        self.assertFalse(self.shortages())
        order.button_confirm()
        self.run_planner()
        self.assertEqual(self.needs().covered_by, "incoming")
        self.assertEqual(self.needs().date_expected, self.day(9))
        order.button_cancel()
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 12)])

    def test_a_late_order_is_expedited_not_bought_again(self):
        self.new_job([(self.filter, 3)], days=12)
        self.new_rfq(self.filter, 3, days=15, confirm=True)
        self.run_planner()
        self.assertEqual(self.shortages(), [("expedite", 3, 12)])
        row = self.env["maintenance.part.shortage"].search([])
        self.assertEqual(row.date_expected, self.day(15))

    def test_what_an_emergency_takes_is_noticed(self):
        self.stock(self.filter, 2)
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertFalse(self.shortages())
        self.asset.issue_parts([{"product_id": self.filter.id, "quantity": 1}])
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 12)])

    def test_the_demand_of_others(self):
        self.stock(self.filter, 3)
        customer = self.env.ref("stock.stock_location_customers")
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": customer.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.filter.id,
                            "product_uom_qty": 2,
                            "location_id": self.shelf.id,
                            "location_dest_id": customer.id,
                            "date": self.in_days(5),
                        },
                    )
                ],
            }
        )
        delivery.action_confirm()
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 12)])

    def test_parts_that_are_not_stored_are_never_short(self):
        grease = self.new_product("Grease", is_storable=False)
        self.new_job([(grease, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.needs().covered_by, "stock")
        self.assertFalse(self.shortages())

    def test_one_that_is_not_stored_does_not_hide_what_it_replaces(self):
        loose = self.new_product("Loose filter", is_storable=False)
        self.filter.superseded_by_id = loose
        self.new_job([(self.filter, 2), (loose, 1)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 2, 12)])
        self.assertEqual(self.shortages(self.filter), [("buy", 2, 12)])

    def test_old_stock_first_buy_the_newest(self):
        new = self.new_product("New filter")
        self.sell(new, price=12)
        self.filter.superseded_by_id = new
        self.stock(self.filter, 1)
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(new), [("buy", 2, 12)])
        self.assertEqual(self.needs().short_qty, 2)

    def test_nothing_is_rounded(self):
        litre = self.env.ref("uom.product_uom_litre")
        oil = self.new_product("Oil", uom_id=litre.id)
        self.sell(oil)
        job = self.new_job([(oil, 1)], days=12)
        job.part_ids.write({"quantity": 0.25})
        self.run_planner()
        self.assertEqual(self.shortages(oil), [("buy", 0.25, 12)])

    def test_the_price_of_a_pack_is_not_that_of_one(self):
        belt = self.new_product("Belt")
        dozen = self.env.ref("uom.product_uom_dozen")
        self.sell(belt, price=120, product_uom_id=dozen.id, discount=10)
        self.new_job([(belt, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.needs().unit_cost, 9)
        self.assertEqual(self.needs().cost, 18)

    def test_what_is_spent_is_what_the_vendor_asks(self):
        self.filter.standard_price = 8
        self.stock(self.filter, 1)
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        need = self.needs()
        self.assertEqual((need.unit_cost, need.cost), (8, 24), "what the job will cost")
        self.assertEqual((need.short_cost, need.shortage_id.cost), (20, 20))

    def test_who_has_no_vendor_is_a_question_not_a_year(self):
        unknown = self.new_product("Unknown")
        self.new_job([(unknown, 1)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(unknown), [("buy", 1, 12)])
        row = self.env["maintenance.part.shortage"].search([])
        self.assertGreater(row.date_order_by, self.day(-10))
        self.assertEqual(self.exceptions(), [("no_vendor", unknown)])

    def test_what_should_be_ordered_already_is_a_rush(self):
        self.new_job([(self.filter, 1)], days=3)
        summary = self.run_planner()
        self.assertEqual(summary["rush"], 1)
        self.assertTrue(self.env["maintenance.part.shortage"].search([]).is_rush)

    def test_a_lead_time_that_means_never_plans_no_centuries(self):
        self.new_job([(self.filter, 1)], days=12).write(
            {
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
                "repeat_unit": "year",
                "repeat_type": "forever",
            }
        )
        vendor_line = self.filter.seller_ids
        for days in (99_999, 2**31 - 1):
            with self.subTest(days=days):
                vendor_line.delay = days
                self.assertEqual(self.run_planner()["needs"], 11)
                self.assertTrue(self.shortages(self.filter))

    def test_how_far_it_looks(self):
        for days in (1, 20):
            self.new_job([(self.filter, 1)], days=days)
        self.filter.seller_ids.delay = 1
        self.company.parts_default_lead_days = 1
        self.company.parts_horizon_days = 60
        self.new_job([(self.filter, 1)], days=50)
        # beyond the lead of a part it looks a month in any case
        for horizon, needs in ((0, 2), (60, 3), (None, 3), (False, 3)):
            with self.subTest(horizon=horizon):
                found = self.run_planner(horizon_days=horizon)
                self.assertEqual(found["needs"], needs)
        for wrong in (-1, 10_000_000, "30", 1.5, True):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.run_planner(horizon_days=wrong)
        self.company.parts_horizon_days = 3653
        self.assertEqual(self.run_planner()["needs"], 3)

    def test_settings_that_mean_nothing_are_refused(self):
        for name, value in (
            ("parts_reservation_days", -1),
            ("parts_horizon_days", 10_000_000),
            ("parts_use_months", 121),
            ("parts_minimum_vital", -0.5),
        ):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self.company[name] = value
                self.env.flush_all()

    def test_wrong_ids_of_warehouses_are_told(self):
        planner = self.env["maintenance.planner"].with_user(self.planner)
        for wrong in (self.warehouse.id, "1", ["x", 999999], [[1]], [True], {"a": 1}):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                planner.run_planner(warehouse_ids=wrong)

    def test_no_warehouses_are_none(self):
        self.new_job([(self.filter, 1)], days=12)
        summary = self.run_planner(warehouse_ids=[])
        self.assertEqual(summary["warehouses"], [])
        self.assertIs(summary["live"], False, "the company is not")
        self.assertFalse(self.needs())
        self.run_planner(warehouse_ids=False)
        self.assertTrue(self.needs())

    def test_plan_now_says_when_nothing_was_planned(self):
        shortages = self.env["maintenance.part.shortage"].with_user(self.planner)
        every = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        )
        lock = "odoo.addons.maintenance_planning.models.stock_warehouse"
        with patch(f"{lock}.StockWarehouse._lock_for_planning", lambda one: False):
            told = shortages.action_plan_now()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn(f"is planning {every[0].display_name}", told["message"])
        every.active = False
        told = shortages.action_plan_now()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("no warehouse", told["message"])

    def test_a_van_is_not_the_shelf(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.filter, 1, location=van)
        job = self.new_job([(self.filter, 3)], days=12)
        job.sudo().stock_location_id = van
        self.run_planner()
        self.assertEqual(self.needs().location_id, van.with_user(self.planner))
        self.assertEqual(self.shortages(), [("buy", 2, 12)])
        self.stock(self.filter, 2)
        self.run_planner()
        self.assertFalse(self.shortages(), "the shelf gives what the van lacks")

    def test_plan_now_from_the_screen(self):
        self.new_job([(self.filter, 1)], days=12)
        shortage = self.env["maintenance.part.shortage"].with_user(self.planner)
        told = shortage.action_plan_now()["params"]
        self.assertEqual(told["type"], "success")
        self.assertIn("Needs: 1, shortages: 1, exceptions: 0", told["message"])
        self.assertTrue(self.shortages())

    def test_every_exception_leads_to_a_record(self):
        unknown = self.new_product("Unknown")
        self.new_job([(unknown, 1)], days=12)
        idle = self.new_job(days=12, maintenance_type="preventive")
        self.run_planner()
        self.assertEqual(
            sorted(self.exceptions(), key=str),
            sorted([("no_plan", idle), ("no_vendor", unknown)], key=str),
        )
        for row in self.env["maintenance.planning.exception"].search([]):
            self.assertTrue(row.problem)
            self.assertTrue(row.remedy)
            action = row.with_user(self.planner).action_open()
            self.assertTrue(self.env[action["res_model"]].browse(action["res_id"]))

    def test_an_archived_part_is_told(self):
        self.new_job([(self.filter, 3)], days=12)
        self.filter.active = False
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 12)])
        self.assertEqual(self.exceptions(), [("archived_part", self.filter)])
        new = self.new_product("New filter")
        self.sell(new)
        self.filter.superseded_by_id = new
        self.run_planner()
        self.assertEqual(self.shortages(new), [("buy", 3, 12)])
        self.assertEqual(self.exceptions(), [])

    def test_an_archived_asset_needs_nothing(self):
        bom = self.new_bom("Bench", [self.line(self.filter, maintenance_type="both")])
        asset = self.new_asset(bom)
        job = self.new_job([(self.filter, 3)], asset=asset, days=12)
        job.write(
            {
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
                "repeat_unit": "month",
                "repeat_type": "forever",
            }
        )
        self.new_job(asset=asset, maintenance_type="preventive").part_ids.unlink()
        self.run_planner()
        self.assertEqual(set(self.needs().mapped("source")), {"planned", "recurring"})
        self.assertIn("no_plan", [kind for kind, _record in self.exceptions()])
        asset.sudo().active = False
        self.run_planner()
        self.assertFalse(self.needs())
        self.assertEqual(self.exceptions(), [])
        asset.sudo().active = True
        self.run_planner()
        self.assertTrue(self.needs())

    def test_an_unknown_age_leads_to_its_question(self):
        bom = self.new_bom("Lamp", [self.line(self.filter, replace_after=12)])
        asset = self.new_asset(bom)
        self.new_asset(bom)
        self.run_planner()
        rows = self.env["maintenance.planning.exception"].with_user(self.planner)
        row = rows.search([("equipment_id", "=", asset.id)])
        self.assertEqual(row.kind, "unknown_age")
        action = row.action_open()
        questions = self.env[action["res_model"]].with_user(self.planner)
        name = "search_default_equipment_id"
        self.assertEqual(
            questions.search(
                [("equipment_id", "=", action["context"][name])]
            ).product_id,
            self.filter,
        )

    def test_a_vendor_whose_unit_does_not_convert_sells_nothing(self):
        self.new_job([(self.filter, 3)], days=12)
        self.filter.seller_ids.product_uom_id = self.litre
        self.run_planner()
        self.assertEqual(self.exceptions(), [("vendor_unit", self.filter)])
        [shortage] = self.env["maintenance.part.shortage"].search([])
        self.assertFalse(shortage.vendor_id)
        self.sell(self.filter, days=3, price=8.0)
        self.run_planner()
        self.assertEqual(self.exceptions(), [])
        self.env.invalidate_all()
        self.assertEqual((shortage.vendor_id, shortage.cost), (self.vendor, 24))
