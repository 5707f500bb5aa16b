from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import KitCase


@tagged("post_install", "-at_install")
class TestKitQueries(KitCase):
    """No query count grows with the number of kits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        products = cls.new_products(20)
        kits = [cls.new_product(f"Kit {number}") for number in range(10)]
        for kit, part in zip(kits, products, strict=False):
            cls.new_kit(kit, [(part, 1, cls.unit), (cls.kit, 1, cls.unit)])
            cls.stock(part, 20)
        cls.jobs = cls.env["maintenance.request"].create(
            [
                {
                    "name": f"Job {number}",
                    "equipment_id": cls.asset.id,
                    "schedule_date": cls.in_days(number % 9),
                    "part_ids": [
                        Command.create({"product_id": kits[number % 10].id}),
                        Command.create({"product_id": products[10].id}),
                    ],
                }
                for number in range(MANY + 10)
            ]
        )

    def count(self, records, names):
        """How many queries reading takes once what is the same for all is known."""
        records = records.browse(records.ids).with_user(self.technician)
        return self.count_queries(lambda: records.read(names), warm_ups=1)

    def test_the_light_of_jobs_costs_the_same_for_10_and_for_many(self):
        self.count(self.jobs, ["parts_state"])
        few = self.count(self.jobs[:10], ["parts_state"])
        self.assertEqual(few, self.count(self.jobs[:MANY], ["parts_state"]))
        self.assertLess(few, 60)

    def test_the_lines_of_jobs_cost_the_same(self):
        names = ["availability", "issued_qty", "reserved_qty"]
        few = self.count(self.jobs[:10].part_ids, names)
        self.assertEqual(few, self.count(self.jobs[:MANY].part_ids, names))
