from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestSmallNeeds(PlanningCase):
    """Grams of a part that is kept in kilograms, and units that do not convert."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kilogram = cls.env.ref("uom.product_uom_kgm")
        cls.gram = cls.env.ref("uom.product_uom_gram")
        cls.grease = cls.new_product("Grease", cls.kilogram)
        cls.bearing = cls.new_asset(
            cls.new_bom("Bearing", [cls.line(cls.grease, 3, uom_id=cls.gram.id)])
        )

    def test_needs_are_told_unrounded(self):
        for days in (3, 4):
            job = self.new_job(
                asset=self.bearing, days=days, maintenance_type="preventive"
            )
            job.action_propose_parts()
        self.run_planner()
        needs = self.needs(product_id=self.grease.id)
        self.assertEqual(needs.mapped("quantity"), [0.003, 0.003])
        self.assertEqual(needs.mapped("short_qty"), [0.003, 0.003])
        short = [quantity for _action, quantity, _days in self.shortages(self.grease)]
        self.assertEqual(short, [0.003, 0.003])

    def test_recurring_jobs_to_come_need_as_little(self):
        job = self.new_job(
            asset=self.bearing,
            days=3,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_unit="week",
            repeat_interval=1,
        )
        job.action_propose_parts()
        self.run_planner(horizon_days=12)
        needs = self.needs(product_id=self.grease.id)
        self.assertGreater(len(needs), 1)
        self.assertEqual(set(needs.mapped("quantity")), {0.003})

    # --- units that do not convert --------------------------------------------------

    def test_a_part_with_a_minimum_keeps_a_unit_that_converts(self):
        belt = self.new_product("Belt")
        minimum = self.env["maintenance.part.minimum"].create(
            {
                "product_id": belt.id,
                "warehouse_id": self.warehouse.id,
                "quantity": 5,
            }
        )
        self.assertTrue(minimum.is_applied)
        belt.uom_id = self.env.ref("uom.product_uom_dozen")
        said = "“Belt” has a minimum in .*, in Dozens, which does not convert to kg"
        with self.assertRaisesRegex(UserError, said):
            belt.uom_id = self.kilogram
