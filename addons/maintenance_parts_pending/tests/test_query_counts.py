from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestPendingQueries(PendingCase):
    """No query count grows with the number of pending parts."""

    def test_the_list_costs_the_same_for_10_and_for_many(self):
        products = self.new_products(20)
        jobs = self.env["maintenance.request"].union(
            *(
                self.new_job([(products[number % 20], 1), (products[number // 6], 1)])
                for number in range(MANY // 2 + 5)
            )
        )
        jobs.action_issue_parts()
        for product in products[::2]:
            self.new_receipt(product, 5, days=2)
        pending = jobs.pending_ids.with_user(self.storekeeper)
        names = ["display_name", "on_hand_qty", "free_qty", "incoming_qty"]

        def queries(records):
            return self.count_queries(lambda: records.read(names))

        queries(pending)
        self.assertGreaterEqual(len(pending), MANY)
        self.assertEqual(queries(pending[:10]), queries(pending[:MANY]))
