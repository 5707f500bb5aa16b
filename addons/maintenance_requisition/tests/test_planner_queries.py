from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import RequisitionCase

NOW = "2031-03-05 09:00:00"


@tagged("post_install", "-at_install")
class TestPlannerQueries(RequisitionCase):
    """No query count grows with the number of assets, jobs, parts or shortages."""

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
        for rank, product in enumerate(products):
            # surplus elsewhere, some here and in the van
            self.stock(product, 2, self.north.lot_stock_id)
            self.stock(product, rank % 2, self.shelf)
            self.stock(product, rank % 3, self.van)
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
                    "warehouse_id": (self.warehouse | self.north)[rank % 7 == 6].id,
                    "stock_location_id": rank % 3 == 0
                    and rank % 7 != 6
                    and self.van.id,
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
        jobs[::3]._reserve_parts()

    def count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def compare(self, call, limit):
        """As many queries for 100 of all as for 10, and fewer than ``limit``."""
        counts = []
        for number in (10, 100):
            with freeze_time(NOW), self.cr.savepoint() as savepoint:
                self.populate(number)
                # what is the same for all is known, and what is planned is there
                self.plan()
                call()
                counts.append(self.count(call))
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        few, many = counts
        self.assertEqual(few, many)
        self.assertLess(many, limit)

    def plan(self, *warehouses):
        warehouses = warehouses or (self.warehouse, self.north)
        requisition = self.env["maintenance.requisition"].with_user(self.planner)
        requisition.run_planner(warehouse_ids=[one.id for one in warehouses])

    def forget(self):
        for model in ("part.need", "part.shortage", "planning.exception"):
            self.env[f"maintenance.{model}"].search([]).unlink()

    def test_a_run_of_two_warehouses(self):
        self.compare(self.plan, 250)

    def test_a_run_of_one_that_asks_the_other(self):
        self.compare(lambda: self.plan(self.warehouse), 220)

    def test_a_first_run(self):
        self.compare(lambda: (self.forget(), self.plan()), 270)

    def test_a_run_when_the_company_is_live(self):
        self.company.parts_live = True
        self.compare(self.plan, 270)

    def test_the_screens(self):
        def look():
            for model, names in {
                "maintenance.part.need": ["product_id", "request_id", "short_cost"],
                "maintenance.part.shortage": ["explanation", "asset_summary", "cost"],
                "maintenance.planning.exception": ["problem", "remedy"],
                "maintenance.part.age": ["state", "request_id", "due_on"],
            }.items():
                rows = self.env[model].with_user(self.planner).search([], limit=900)
                self.assertTrue(rows.read(names))

        self.compare(look, 100)
