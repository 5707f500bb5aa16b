from functools import partial

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY
from odoo.addons.maintenance_planning.tests.test_query_counts import PlannerQueriesCase

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionQueries(BuyingCase):
    """As many queries for a hundred lines as for ten."""

    def plan_for(self, count):
        """Jobs for so many new parts, each of which becomes a line."""
        parts = self.new_products(count)
        for part in parts:
            self.sell(part)
        for part in parts:
            self.new_job([(part, 2)], days=12)
        self.run_planner()
        return self.lines().filtered(lambda line: line.product_id in parts)

    def read_all(self, lines):
        lines.with_user(self.technician).read(
            [
                "asset_summary",
                "explanation",
                "need_ids",
                "order_names",
                "ordered_qty",
                "purchase_line_ids",
                "received_qty",
                "state",
            ]
        )
        lines.share_ids.with_user(self.technician).read(["received_qty"])
        lines.purchase_line_ids.with_user(self.buyer).read(["maintenance_for"])
        lines.requisition_id.with_user(self.technician).read(
            ["asset_summary", "date_order_by", "is_rush", "line_count"]
        )

    def test_a_list_of_lines(self):
        few = self.plan_for(10)
        self.read_all(few)
        few_queries = self.count_queries(lambda: self.read_all(few))
        many = self.plan_for(MANY)
        self.read_all(many)
        self.assertLessEqual(
            self.count_queries(lambda: self.read_all(many)), few_queries
        )

    def test_a_run_that_changes_nothing(self):
        self.plan_for(10)
        few = self.count_queries(self.run_planner)
        self.plan_for(MANY - 10)
        self.assertLessEqual(self.count_queries(self.run_planner), few)

    def test_what_a_document_is_for(self):
        storekeeper = self.new_user("storekeeper", "stock.group_stock_user")
        counts = []
        for number in (10, MANY):
            products = self.new_products(number)
            for product in products:
                self.sell(product)
            self.env["maintenance.request"].create(
                [
                    {
                        "name": "Job",
                        "equipment_id": self.asset.id,
                        "schedule_date": self.in_days(12),
                        "part_ids": [
                            Command.create({"product_id": product.id, "quantity": 1})
                        ],
                    }
                    for product in products
                ]
            )
            self.run_planner()
            lines = self.env["purchase.order.line"].search(
                [("product_id", "in", products.ids)]
            )
            self.assertEqual(len(lines), number)
            self.confirm(lines)
            moves = lines.sudo().move_ids.with_user(storekeeper).sorted("id")
            for records in (lines.with_user(self.buyer), moves):
                # as a list reads them: known by their ids
                records = records.browse(records.ids)
                purposes = partial(records.mapped, "maintenance_for")
                counts.append(self.count_queries(purposes))
                self.assertTrue(all(purposes()))
        for few, many in zip(counts[:2], counts[2:], strict=True):
            # the first run fills what is read once
            self.assertLessEqual(many, few)


@tagged("post_install", "-at_install")
class TestPlannerQueriesWithLines(PlannerQueriesCase):
    def test_as_many_queries_for_many_of_all_as_for_10(self):
        self.company.parts_live = True
        self.assertSameQueries()
