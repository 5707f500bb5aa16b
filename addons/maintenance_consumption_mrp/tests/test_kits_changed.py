from odoo.tests import tagged

from .common import KitCase


@tagged("post_install", "-at_install")
class TestKitsChanged(KitCase):
    """A kit whose bill of materials changes: what was issued stays issued."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belt = cls.new_product("Belt")
        for product in (cls.filter, cls.oil, cls.belt):
            cls.stock(product, 100)

    def change(self):
        """A belt instead of the oil, and three filters instead of two."""
        filters, oil = self.kit_bom.bom_line_ids
        filters.product_qty = 3
        oil.write(
            {
                "product_id": self.belt.id,
                "product_qty": 1,
                "product_uom_id": self.unit.id,
            }
        )

    def told(self, job):
        part = self.part(job)
        return part.issued_qty, part.returned_qty, part.availability

    def test_what_was_issued_stays_issued(self):
        job = self.new_job([(self.kit, 2)])
        job.action_issue_parts()
        self.assertEqual(self.told(job), (2, 0, "issued"))
        self.change()
        self.assertEqual(self.told(job), (2, 0, "issued"))
        job.action_finish_as_planned()
        self.assertEqual(self.moves(job), {self.filter: 4, self.oil: 1})
        self.assertEqual(self.told(job), (2, 0, "issued"))

    def test_what_was_issued_on_odoos_own_screen_is_what_was_set_aside(self):
        job = self.new_job([(self.kit, 2)])
        job.action_reserve_parts()
        self.change()
        picking = job.sudo().picking_ids
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(self.told(job), (2, 0, "issued"))

    def test_the_rest_of_what_is_begun_is_the_same_kit(self):
        job = self.new_job([(self.kit, 1)])
        job.action_issue_parts()
        self.change()
        job.part_ids.quantity = 3
        self.assertEqual(self.told(job)[0], 1)
        job.action_issue_parts()
        self.assertEqual(self.moves(job), {self.filter: 6, self.oil: 1.5})
        self.assertEqual(self.told(job), (3, 0, "issued"))

    def test_it_comes_back_as_it_was_issued(self):
        job = self.new_job([(self.kit, 2)])
        job.action_issue_parts()
        self.change()
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        self.assertEqual(self.told(job)[:2], (2, 1))
        self.assertEqual(self.on_hand(self.filter), (98, 0))
        self.assertEqual(self.on_hand(self.oil), (99.5, 0))

    def test_what_was_no_kit_when_it_was_issued_stays_whole(self):
        pump = self.new_product("Pump")
        self.stock(pump, 5)
        job = self.new_job([(pump, 2)])
        job.action_issue_parts()
        self.new_kit(pump, [(self.belt, 3, self.unit)])
        self.assertEqual(self.told(job), (2, 0, "issued"))
        job.action_finish_as_planned()
        self.assertEqual(self.moves(job), {pump: 2})

    def test_what_was_a_kit_when_it_was_issued_stays_one(self):
        job = self.new_job([(self.kit, 1)])
        job.action_issue_parts()
        self.kit_bom.active = False
        self.assertEqual(self.told(job), (1, 0, "issued"))

    def test_a_copied_job_plans_the_kit_of_today(self):
        job = self.new_job([(self.kit, 1)])
        job.action_issue_parts()
        self.change()
        copied = job.copy()
        copied.action_issue_parts()
        self.assertEqual(self.moves(copied), {self.filter: 3, self.belt: 1})
        self.assertEqual(self.told(copied), (1, 0, "issued"))

    def test_another_part_on_the_line_is_another_kit(self):
        other = self.new_product("Other kit")
        self.new_kit(other, [(self.belt, 2, self.unit)])
        job = self.new_job([(self.kit, 1)])
        job.action_reserve_parts()
        job.part_ids.product_id = other
        job.action_issue_parts()
        self.assertEqual(self.moves(job), {self.belt: 2})
        self.assertEqual(self.told(job), (1, 0, "issued"))
