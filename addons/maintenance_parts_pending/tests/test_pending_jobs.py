from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestPendingJobs(PendingCase):
    """Jobs that are finished, changed and netted while parts are pending."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belt = cls.new_product("Belt")
        cls.kilogram = cls.env.ref("uom.product_uom_kgm")
        cls.grease = cls.new_product("Grease", cls.kilogram)
        cls.paste = cls.new_product("Paste", cls.kilogram)

    def told(self, job):
        job.invalidate_recordset()
        job.part_ids.invalidate_recordset()
        return job.part_ids.availability, job.part_ids.substitute_note or ""

    def quantities_of(self, part):
        return (
            part.quantity,
            part.issued_qty,
            part.returned_qty,
            part.pending_qty,
            part.unneeded_qty,
        )

    # --- finish -----------------------------------------------------------------------

    def test_finishing_as_planned_closes_the_job_also_if_a_part_is_not_there(self):
        job = self.new_job([(self.filter, 3), (self.gasket, 1)])
        self.assertIs(job.action_finish_as_planned(), True)
        self.assertEqual(self.on_hand(self.filter), (7, 0))
        self.assertTrue(job.done)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [3, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [0, 1])

    def test_finishing_counts_in_the_unit_of_the_plan(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        bolt = self.new_product("Bolt")
        short = self.new_job(
            [{"product_id": bolt.id, "quantity": 1, "uom_id": dozen.id}]
        )
        self.stock(bolt, 11)
        short.action_finish_as_planned()
        part = short.part_ids
        self.assertAlmostEqual(part.issued_qty + part.pending_qty, 1)
        self.assertEqual(self.on_hand(bolt)[1], 0)
        self.assertAlmostEqual(
            sum(short.sudo().move_ids.mapped("product_qty"))
            + sum(short.sudo().pending_ids.mapped("product_qty")),
            12,
        )

    def test_what_is_not_there_is_pending_and_named(self):
        job = self.new_job([(self.gasket, 2)])
        action = self.finish_in_dialog(job, 2)
        self.assertIn("2 Units of “Gasket”", action["params"]["message"])
        self.assertTrue(job.done)
        self.assertEqual(job.part_ids.pending_qty, 2)

    def test_what_is_pending_is_given_up_before_anything_comes_back(self):
        job = self.new_job([(self.filter, 13)])
        job.action_issue_parts()
        self.finish_in_dialog(job, 9)
        self.assertEqual(self.quantities_of(job.part_ids), (13, 10, 1, 0, 4))
        self.assertEqual(job.sudo().pending_ids.mapped("state"), ["dropped"])
        self.stock(self.belt, 10)
        some = self.new_job([(self.belt, 13)])
        some.action_issue_parts()
        self.finish_in_dialog(some, 11)
        self.assertEqual(self.quantities_of(some.part_ids), (13, 10, 0, 1, 2))

    # --- what is pending stays what it is ---------------------------------------------

    def test_pending_parts_that_were_not_taken_are_dropped_on_the_job(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        self.assertEqual(job.part_ids.pending_qty, 3)
        self.assertIs(job.part_ids.action_drop_pending(), True)
        self.assertEqual(job.part_ids.pending_qty, 0)
        self.assertEqual(job.parts_state, "short")

    def test_three_grams_that_stock_does_not_show_are_pending_and_then_issued(self):
        job = self.new_job([(self.grease, 0.333), (self.paste, 0.003)])
        job.action_issue_parts()
        pending = job.sudo().pending_ids
        self.assertEqual(pending.mapped("quantity"), [0.333, 0.01])
        for product in self.grease, self.paste:
            self.stock(product, 1)
        pending._issue()
        self.assertEqual(job.part_ids.mapped("availability"), ["issued", "issued"])
        self.assertEqual(set(job.sudo().pending_ids.mapped("state")), {"issued"})

    def test_a_pending_part_keeps_a_unit_that_converts(self):
        belt = self.new_product("Belt")
        job = self.new_job([(belt, 2)])
        job.action_issue_parts()
        job.sudo().pending_ids.part_id = False
        job.part_ids.unlink()
        with self.assertRaisesRegex(
            UserError, "2 Units of “Belt” were taken for “Job” and are pending: they"
        ):
            belt.uom_id = self.kilogram

    def test_a_pending_part_stays_what_it_is(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual(part.pending_qty, 2)
        with self.assertRaisesRegex(UserError, "was issued to “Job”"):
            part.product_id = self.filter
        with self.assertRaisesRegex(UserError, "2 Units of “Gasket”"):
            part.quantity = 1

    def test_what_was_taken_of_the_old_part_is_not_owed_by_the_new_one(self):
        """What is pending of the old one is issued as the old one, whatever comes."""
        self.gasket.superseded_by_id = self.belt
        taken = self.new_job([(self.gasket, 3)])
        taken.action_issue_parts()
        self.stock(self.belt, 5)
        job = self.new_job([(self.belt, 5)], days=5)
        self.assertEqual(self.told(job), ("available", ""))
        receipt = self.new_receipt(self.gasket, 4, days=2)
        old = self.new_job([(self.gasket, 2)], days=6)
        self.assertEqual(self.told(job), ("available", ""))
        self.assertEqual(self.told(old)[0], "short", "three of the four are owed")
        self.validate(receipt)
        taken.pending_ids.action_issue_now()
        self.assertEqual(self.on_hand(self.gasket), (1, 0))
        self.assertEqual(self.on_hand(self.belt), (5, 0))
        self.assertEqual(self.told(job), ("available", ""))
