from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestWarehouses(PlanningCase):
    """Surplus of one warehouse before buying; companies are never mixed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south = cls.env["stock.warehouse"].create(
            [
                {"name": "North", "code": "NOR", "company_id": cls.company.id},
                {"name": "South", "code": "SOU", "company_id": cls.company.id},
            ]
        )

    def plan_all(self):
        self.run_planner(warehouse_ids=None)

    def test_what_another_warehouse_has_too_much_of_is_transferred(self):
        self.stock(self.filter, 5, location=self.north.lot_stock_id)
        self.new_job([(self.filter, 3)], days=12, warehouse_id=self.north.id)
        self.new_job([(self.filter, 4)], days=12)
        self.plan_all()
        self.assertEqual(self.shortages(), [("buy", 2, 12), ("transfer", 2, 12)])
        self.assertFalse(self.shortages(warehouse=self.north))

    def test_spare_stock_is_promised_once(self):
        self.stock(self.filter, 3, location=self.north.lot_stock_id)
        self.new_job([(self.filter, 2)], days=12)
        self.new_job([(self.filter, 2)], days=12, warehouse_id=self.south.id)
        self.plan_all()
        first = [row[:2] for row in self.shortages()]
        second = [row[:2] for row in self.shortages(warehouse=self.south)]
        self.assertEqual(first, [("transfer", 2)])
        self.assertEqual(second, [("buy", 1), ("transfer", 1)])
        self.plan_all()
        self.assertEqual([row[:2] for row in self.shortages()], first)

    def test_of_an_archived_warehouse_nothing_is_left(self):
        self.company.action_parts_go_live()
        bom = self.new_bom("Lamp", [self.line(self.filter, replace_after=12)])
        self.new_asset(bom, location_id=self.north.lot_stock_id.id)
        self.new_job([(self.filter, 3)], days=3, warehouse_id=self.north.id)
        self.plan_all()
        found = [("warehouse_id", "=", self.north.id)]
        tables = [
            self.env[name].with_user(self.planner)
            for name in (
                "maintenance.part.need",
                "maintenance.part.shortage",
                "maintenance.planning.exception",
            )
        ]
        for table in tables:
            self.assertTrue(table.search(found), table)
        keeper = self.new_user("keeper", "stock.group_stock_manager")
        self.north.with_user(keeper).active = False
        for table in tables:
            self.assertFalse(table.search(found), table)
        self.assertFalse(self.north.lot_stock_id.active)
        self.plan_all()
        self.assertEqual(self.shortages(), [("buy", 3, 3)], "for the same job")
        kinds = [kind for kind, _record in self.exceptions()]
        self.assertIn("unknown_age", kinds, "the lamp is still asked about")

    def test_companies_are_never_mixed(self):
        other = self.env["res.company"].create({"name": "Other"})
        abroad = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.stock(self.filter, 5, location=abroad.lot_stock_id)
        self.new_job([(self.filter, 4)], days=12)
        self.plan_all()
        self.assertEqual(self.shortages(), [("buy", 4, 12)])
        planner = self.env["maintenance.planner"].with_user(self.planner)
        with self.assertRaises(UserError):
            planner.run_planner(warehouse_ids=abroad.ids)
        needs = self.env["maintenance.part.need"].with_user(self.planner)
        self.assertTrue(needs.search([]))
        needs.sudo().search([]).warehouse_id = abroad
        self.assertFalse(needs.search([]))
        self.assertFalse(needs.search([("company_id", "=", other.id)]))

    def test_the_day_is_that_of_the_company(self):
        for zone, moment, day in (
            ("Pacific/Auckland", "2031-03-12 13:00:00", "2031-03-13"),
            ("America/Los_Angeles", "2031-03-12 03:00:00", "2031-03-11"),
            ("UTC", "2031-03-12 23:59:00", "2031-03-12"),
        ):
            with self.subTest(zone=zone):
                self.company.partner_id.tz = zone
                job = self.new_job([(self.filter, 1)], schedule_date=moment)
                self.run_planner(horizon_days=3650)
                self.assertEqual(str(self.needs(request_id=job.id).date_need), day)
