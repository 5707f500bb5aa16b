from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestSmallAmounts(ConsumptionCase):
    """Grams of a part that is kept in kilograms, and units that do not convert."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kilogram = cls.env.ref("uom.product_uom_kgm")
        cls.gram = cls.env.ref("uom.product_uom_gram")
        cls.grease = cls.new_product("Grease", cls.kilogram)
        cls.paste = cls.new_product("Paste", cls.kilogram)
        cls.bearing = cls.new_asset(
            cls.new_bom(
                "Bearing",
                [
                    cls.line(cls.grease, 333, uom_id=cls.gram.id),
                    cls.line(cls.paste, 3, uom_id=cls.gram.id),
                ],
            )
        )

    def new_bearing_job(self, **values):
        job = self.new_job(asset=self.bearing, maintenance_type="preventive", **values)
        job.action_propose_parts()
        return job

    def test_a_plan_is_as_precise_as_the_bom(self):
        job = self.new_bearing_job(recurring_maintenance=True)
        self.assertEqual(job.part_ids.mapped("quantity"), [0.333, 0.003])
        self.assertEqual(job.part_ids.mapped("product_qty"), [0.333, 0.003])
        job.stage_id = self.done_stage
        parts = job.next_request_ids.part_ids
        self.assertEqual(parts.mapped("quantity"), [0.333, 0.003])

    def test_a_gram_that_a_person_plans_otherwise_goes_on(self):
        job = self.new_bearing_job(recurring_maintenance=True)
        job.part_ids[1].quantity = 0.004
        job.stage_id = self.done_stage
        parts = job.next_request_ids.part_ids
        self.assertEqual(parts.mapped("quantity"), [0.333, 0.004])

    def test_a_part_that_the_next_job_adds_is_as_precise(self):
        bom = self.new_bom(
            "Gear", [self.line(self.paste, 3, uom_id=self.gram.id, every_nth=2)]
        )
        job = self.new_job(
            asset=self.new_asset(bom),
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        job.action_propose_parts()
        self.assertFalse(job.part_ids)
        job.stage_id = self.done_stage
        self.assertEqual(job.next_request_ids.part_ids.quantity, 0.003)

    def test_three_grams_lack_until_there_are_some(self):
        job = self.new_bearing_job()
        self.assertEqual(job.part_ids.mapped("availability"), ["short", "short"])
        for product in self.grease, self.paste:
            self.stock(product, 1)
        self.assertEqual(job.parts_state, "ready")
        other = self.new_bearing_job(days=5)
        self.assertEqual(other.parts_state, "ready")

    def test_stock_gives_as_little_as_it_can_count(self):
        for product in self.grease, self.paste:
            self.stock(product, 1)
        job = self.new_bearing_job()
        for _time in range(2):
            job.action_reserve_parts()
            self.assertEqual(self.on_hand(self.grease), (1, 0.33))
            self.assertEqual(self.on_hand(self.paste), (1, 0.01))
            self.assertEqual(job.parts_state, "ready")
        for _time in range(2):
            job.action_issue_parts()
            self.assertEqual(self.on_hand(self.grease), (0.67, 0))
            self.assertEqual(self.on_hand(self.paste), (0.99, 0))
            self.assertEqual(job.parts_state, "issued")

    # --- units that do not convert --------------------------------------------------

    def test_a_planned_part_keeps_a_unit_that_converts(self):
        self.new_job([(self.filter, 5)])
        self.env["maintenance.bom.line"].search(
            [("product_id", "=", self.filter.id)]
        ).unlink()
        with self.assertRaisesRegex(
            UserError,
            "“.*Filter” is planned in Units on “Job” and cannot be kept in kg",
        ):
            self.filter.uom_id = self.kilogram
        self.filter.uom_id = self.env.ref("uom.product_uom_dozen")

    def test_a_unit_keeps_converting_to_what_parts_are_planned_in(self):
        can = self.env["uom.uom"].create(
            {"name": "Can", "relative_uom_id": self.kilogram.id, "relative_factor": 5}
        )
        oil = self.new_product("Oil", self.kilogram)
        part = {"product_id": oil.id, "quantity": 2, "uom_id": can.id}
        self.new_job([part])
        with self.assertRaisesRegex(UserError, "“Oil” is planned in Can on “Job”"):
            can.relative_uom_id = self.hour
