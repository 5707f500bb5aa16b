from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import PlanningCase

NOW = "2031-03-05 09:00:00"


class PlannerQueriesCase(PlanningCase):
    """All that is planned, counted; also for other addons' tests."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOW):
            super().setUpClass()
            cls.north = cls.env["stock.warehouse"].create(
                {"name": "North", "code": "NOR", "company_id": cls.company.id}
            )
            cls.van = cls.env["stock.location"].create(
                {"name": "Van", "location_id": cls.warehouse.view_location_id.id}
            )
            cls.company.parts_minimum_vital = 1

    def populate(self, count):
        """``count`` parts, each with all that may be known of one, and asked for."""
        products = self.new_products(count)
        for days in (3, 9):
            sold = products if days == 3 else products[::3]
            sold.seller_ids = [
                Command.create({"partner_id": self.vendor.id, "delay": days})
            ]
        products[1::3].seller_ids = [Command.clear()]
        for old, new in zip(products[::5], products[2::5], strict=False):
            old.superseded_by_id = new
        self.count_stock(products)
        order = self.new_rfq(products[0], 1)
        order.order_line = [
            Command.create({"product_id": product.id, "product_qty": 1})
            for product in products
        ]
        self.new_receipt(products[0], 1, days=4)
        bom = self.new_bom(
            f"Many {count}",
            [
                self.line(
                    product,
                    replace_after=12 if rank < 2 else 0,
                    criticality="vital",
                )
                for rank, product in enumerate(products)
            ],
        )
        assets = self.new_assets(count, bom)
        assets[::2].in_service_date = self.day(-350)
        jobs = self.env["maintenance.request"].create(
            [
                {
                    "name": f"Job {rank}",
                    "equipment_id": asset.id,
                    "schedule_date": self.in_days(rank % 20),
                    "warehouse_id": (self.warehouse | self.north)[rank % 3 == 2].id,
                    "stock_location_id": rank % 3 == 0 and self.van.id,
                    "maintenance_type": "preventive",
                    "recurring_maintenance": rank % 2 == 0,
                    "repeat_interval": 20,
                    "repeat_unit": "day",
                    "part_ids": [
                        Command.create({"product_id": product.id, "quantity": 4})
                        for product in (products + products)[rank : rank + 2]
                    ],
                }
                for rank, asset in enumerate(assets)
            ]
        )
        jobs[::4]._reserve_parts()
        # wanted in the other warehouse alone
        self.new_job([(self.new_products(1), 4)], days=3, warehouse_id=self.north.id)

    def count_stock(self, products):
        """Surplus elsewhere, some here and in the van."""
        places = {self.north.lot_stock_id: 1, self.shelf: 2, self.van: 3}
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": product.id,
                    "location_id": place.id,
                    "inventory_quantity": 2,
                }
                for rank, product in enumerate(products)
                for place, every in places.items()
                if rank % every == 0
            ]
        ).action_apply_inventory()

    def plan(self, *warehouses):
        warehouses = warehouses or (self.warehouse, self.north)
        planner = self.env["maintenance.planner"].with_user(self.planner)
        planner.run_planner(warehouse_ids=[one.id for one in warehouses])

    def plan_anew(self):
        for model in ("part.need", "part.shortage", "planning.exception"):
            self.env[f"maintenance.{model}"].search([]).unlink()
        self.plan()

    def read_rows(self, model, *names):
        rows = self.env[f"maintenance.{model}"].with_user(self.planner)
        self.assertTrue(rows.search([], limit=900).read(names))

    def get_works(self):
        """{what is done: (how, the most queries that it may take)}."""
        return {
            "a run of two warehouses": (self.plan, 320),
            "a run of one that asks the other": (
                lambda: self.plan(self.warehouse),
                240,
            ),
            "a first run": (self.plan_anew, 310),
            "needs": (
                lambda: self.read_rows("part.need", "request_id", "short_cost"),
                30,
            ),
            "shortages": (
                lambda: self.read_rows("part.shortage", "explanation", "asset_summary"),
                30,
            ),
            "exceptions": (
                lambda: self.read_rows("planning.exception", "problem", "remedy"),
                30,
            ),
            "ages": (lambda: self.read_rows("part.age", "state", "request_id"), 30),
        }

    def count_all(self, number):
        """{what is done: how many queries it takes} for ``number`` of all."""
        with freeze_time(NOW), self.cr.savepoint() as savepoint:
            self.populate(number)
            # what is the same for all is known, and what is planned is there
            self.plan()
            counts = {
                name: self.count_queries(work)
                for name, (work, _limit) in self.get_works().items()
            }
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return counts

    def assertSameQueries(self):
        """Everything takes as many queries for many of all as for 10."""
        few, many = self.count_all(10), self.count_all(MANY)
        for name, (_work, limit) in self.get_works().items():
            with self.subTest(name):
                # one more for what a few do not have, such as a transfer
                self.assertLessEqual(many[name], few[name] + 1)
                self.assertLess(many[name], limit)


@tagged("post_install", "-at_install")
class TestPlannerQueries(PlannerQueriesCase):
    """No query count grows with the number of assets, jobs, parts or shortages."""

    def test_as_many_queries_for_many_of_all_as_for_10(self):
        self.assertSameQueries()
