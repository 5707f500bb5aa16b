from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_bom.tests.common import MANY
from odoo.addons.maintenance_planning.planner.bom_accuracy import (
    find_never_used,
    find_not_listed,
)
from odoo.addons.maintenance_planning.planner.facts import look
from odoo.addons.maintenance_planning.planner.low_stock import find_low_stock
from odoo.addons.maintenance_planning.planner.run import write_low_stock

from .common import (
    BomAccuracyCase,
    LowStockCase,
    MinimumsCase,
    PlanningCase,
    PressCase,
)
from .test_readiness import JOB

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


@tagged("post_install", "-at_install")
class TestBomAccuracyQueries(BomAccuracyCase):
    """What BOMs list and nobody uses, and the reverse."""

    def test_as_many_queries_for_many_parts_as_for_10(self):
        parts = self.new_products(MANY)
        for part in parts:
            self.stock(part, 9)
        for _number in range(3):
            self.finish([(part, 1) for part in parts])
        warehouse = self.warehouse.sudo()

        def count():
            def find():
                find_never_used(warehouse)
                return find_not_listed(warehouse, self.today)

            return len(find()), self.count_queries(find)

        many, cost = count()
        self.assertEqual(many, MANY)
        for part in parts[10:]:
            lines = self.as_planner(self.env["maintenance.bom.line"])
            lines.create({"bom_id": self.bom.id, "product_id": part.id})
        few, cheaper = count()
        self.assertEqual((few, cheaper), (10, cost))


@tagged("post_install", "-at_install")
class TestComingPlanQueries(PressCase):
    """What coming jobs will plan."""

    def test_as_many_queries_for_many_jobs_as_for_10(self):
        assets = self.new_assets(MANY, self.press)
        jobs = self.env["maintenance.request"].union(
            *(self.new_series("2041-01-31 08:00:00", asset=asset) for asset in assets)
        )
        jobs.action_propose_parts()

        def count(some):
            def plans():
                return some._get_coming_plans(datetime(2041, 8, 1))

            self.assertEqual(len(plans()), len(some))
            return self.count_queries(plans)

        count(jobs[:1])
        few = count(jobs[:10])
        self.assertEqual(count(jobs), few)
        self.assertLess(few, 25)


@tagged("post_install", "-at_install")
class TestDerivedQueries(PlanningCase):
    """Tables whose rows are derived anew."""

    def test_first_rows_are_not_compared(self):
        """PostgreSQL believes that the table is empty, and would go through what it has
        just stored for each row: all that is asked is whether there are any.
        """
        table, rows = self.env["maintenance.planning.exception"], {"a": ("no_vendor",)}
        count = self.count_queries(
            lambda: table._replace_rows(self.warehouse, ("kind",), rows)
        )
        self.assertEqual(count, 1)


@tagged("post_install", "-at_install")
class TestLowStockQueries(LowStockCase):
    """What is less than it should be."""

    def count_low_stock(self):
        """How many queries it takes to find what is low once the planner has looked."""
        planner = self.env["maintenance.planner"].sudo().with_company(self.company)
        for _run in range(3):
            self.env.flush_all()
            self.env.invalidate_all()
            facts = look(planner, self.warehouse.sudo())
            before = self.cr.sql_log_count
            write_low_stock(planner, facts, find_low_stock(planner, facts))
        return self.cr.sql_log_count - before

    def test_as_many_queries_for_many_parts_as_for_10(self):
        parts = self.new_products(MANY)
        found = {}
        for number in (10, MANY):
            self.list_parts(parts[:number])
            found[number] = self.count_low_stock()
            low = self.env["maintenance.low.stock"].search_count([])
            self.assertEqual(low, number)
        self.assertEqual(found[MANY], found[10])

    def test_what_the_planner_has_seen_is_not_looked_at_again(self):
        parts = self.new_products(MANY)
        self.list_parts(parts)
        seen = self.count_low_stock()
        self.assertLess(seen, 16)
        # nothing needs it: a manual rule wants some of it kept
        self.company.parts_minimum_vital = 0
        self.keep(3, product_id=parts[0].id)
        self.assertGreater(self.count_low_stock(), seen)
        self.assertEqual(self.env["maintenance.low.stock"].search_count([]), 1)


@tagged("post_install", "-at_install")
class TestMinimumsQueries(MinimumsCase):
    """Minimums that are learned."""

    def test_as_many_queries_for_many_parts_as_for_10(self):
        parts = self.new_products(MANY)
        day = date(2023, 1, 2)
        self.issue_on(day)
        table = self.env["maintenance.part.minimum"].sudo()
        parts.standard_price = 1

        def count(number):
            rows = [(part.id, day, 1.0, None) for part in parts[:number]]

            def learn():
                found = table._learn_minimums(self.warehouse, rows, 365)
                table._write_proposals(self.warehouse, found)
                self.env.flush_all()
                self.env["maintenance.part.minimum"].search([]).read(["explanation"])
                self.assertEqual(len(found), number)

            return self.count_queries(learn, warm_ups=2)

        self.assertEqual(count(MANY), count(10))


@tagged("post_install", "-at_install")
class TestReadinessQueries(PlanningCase):
    """The list of coming jobs."""

    def test_as_many_queries_for_many_jobs_as_for_10(self):
        belt = self.new_product("Belt")
        self.new_rfq(belt, 50, days=2, confirm=True)
        self.new_rfq(belt, 7)
        jobs = self.env["maintenance.request"].union(
            *(
                self.new_job(
                    [(belt, 1), (self.filter, 1)],
                    maintenance_type="preventive",
                    recurring_maintenance=number % 5 == 0,
                    repeat_unit="month",
                )
                for number in range(MANY)
            )
        )
        self.stock(self.filter, 30)
        self.run_planner()
        rows = self.env["maintenance.job.readiness"].with_user(self.technician)

        def count(some):
            def read():
                found = rows.search([("request_id", "in", some.ids)])
                self.assertGreater(len(found), len(some), "some are still to come")
                found.read([*JOB, "parts_ordered", "equipment_id", "user_id"])

            return self.count_queries(read, warm_ups=2)

        self.assertLessEqual(count(jobs), count(jobs[:: MANY // 10]))
