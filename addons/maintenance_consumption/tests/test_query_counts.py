from odoo.fields import Command
from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestQueryCounts(ConsumptionCase):
    """No query count grows with the number of jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.new_products(30)
        vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.products[::2].seller_ids = [
            Command.create({"partner_id": vendor.id, "delay": 3})
        ]
        vans = cls.env["stock.location"].create(
            [
                {"name": f"Van {number}", "location_id": cls.shelf.location_id.id}
                for number in range(10)
            ]
        )
        for product, van in zip(cls.products, vans, strict=False):
            cls.stock(product, 40)
            cls.stock(product, 3, van)
            cls.new_receipt(product, 5, days=2)
        cls.jobs = cls.env["maintenance.request"].create(
            [
                {
                    "name": f"Job {number}",
                    "equipment_id": (cls.asset, cls.other_asset)[number % 2].id,
                    "schedule_date": cls.in_days(number % 9),
                    "stock_location_id": number % 3 == 0 and vans[number % 10].id,
                    "part_ids": [
                        Command.create({"product_id": cls.products[rank % 30].id})
                        for rank in range(number, number + 3)
                    ],
                }
                for number in range(110)
            ]
        )
        cls.jobs[::7]._reserve_parts()

    def count(self, call):
        """How many queries ``call`` takes once what is the same for all is known."""
        # twice: what the first writes may empty the caches that it filled
        return self.count_queries(call, warm_ups=2)

    def test_the_kanban_costs_the_same_for_10_and_100_jobs(self):
        jobs = self.jobs.with_user(self.technician)
        names = ["name", "parts_state", "stage_id"]
        few = self.count(lambda: jobs[:10].read(names))
        many = self.count(lambda: jobs[:100].read(names))
        self.assertEqual(few, many)
        self.assertLess(many, 45)

    def test_the_lines_of_jobs_cost_the_same(self):
        parts = self.jobs.part_ids.with_user(self.technician)
        names = ["availability", "date_expected", "issued_qty", "reserved_qty"]
        few = self.count(lambda: parts[:10].read(names))
        many = self.count(lambda: parts[:300].read(names))
        self.assertEqual(few, many)

    def test_searching_by_state_costs_the_same(self):
        jobs = self.jobs.with_user(self.technician)
        domain = [("parts_state", "in", ("late", "short"))]
        many = self.count(lambda: jobs.search(domain))
        self.jobs[10:].archive = True
        few = self.count(lambda: jobs.search(domain))
        self.assertEqual(few, many)

    def test_the_costs_of_jobs_and_assets(self):
        jobs = self.jobs.with_user(self.planner)
        few = self.count(lambda: jobs[:10].read(["parts_cost"]))
        many = self.count(lambda: jobs[:100].read(["parts_cost"]))
        self.assertEqual(few, many)

    def test_reserving_is_cheaper_together_than_one_by_one(self):
        def queries(jobs):
            return self.count_queries(jobs._reserve_parts)

        for product in self.products:
            self.stock(product, 200)
        fresh = self.jobs.filtered(
            lambda job: not job.picking_ids and not job.stock_location_id
        )
        queries(fresh[:1])
        one = queries(fresh[1:2])
        together = queries(fresh[2:52])
        # Odoo itself reserves each move and numbers each picking by queries of its own
        self.assertLess(together, 50 * one / 2)
        again = queries(fresh[2:52])
        self.assertLess(again, 40, "nothing is left to do")
