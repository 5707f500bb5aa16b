from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestSupersededParts(BuyingCase):
    """What is bought is the newest part: its lead time counts, and its rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newest = cls.new_product("Newest")
        cls.filter.superseded_by_id = cls.newest

    def test_the_horizon_is_that_of_the_part_that_is_bought(self):
        self.company.parts_horizon_days = 60
        self.sell(self.newest, days=100)
        self.new_job([(self.filter, 1)], days=97)
        self.run_planner()
        need = self.needs()
        self.assertEqual(need.product_id.id, self.filter.id)
        self.assertLess(need.date_order_by, self.today)
        self.assertEqual(self.lines().product_id.id, self.newest.id)

    def test_an_automatic_rule_of_the_old_part_orders_nothing_for_jobs(self):
        self.sell(self.newest)
        rule = self.new_rule()
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 2, 12)])
        self.assertEqual(self.asked(self.newest), [(2, 12)])
        self.assertFalse(self.needs().orderpoint_id)
        self.assertEqual(rule.qty_to_order, 0)
        self.assertIn(("superseded_rule", self.filter), self.exceptions())

    def test_an_automatic_rule_of_the_newest_part_orders_it(self):
        self.sell(self.newest)
        rule = self.new_rule(product_id=self.newest.id)
        self.new_job([(self.filter, 2)], days=5)
        self.run_planner()
        self.assertEqual(self.shortages(), [("reorder", 2, 5)])
        self.assertEqual(rule.qty_to_order, 2)


@tagged("post_install", "-at_install")
class TestChangedBoms(BuyingCase):
    """Occurrences to come follow the BOM, unless a person has planned otherwise."""

    def setUp(self):
        super().setUp()
        self.bom_line = self.bom.line_ids
        self.bom_line.quantity = 1
        self.job = self.new_job(
            days=5,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=10,
            repeat_unit="day",
        )
        self.job.action_propose_parts()

    def wanted(self):
        """[(part, quantity)] of the open job and the next two."""
        self.run_planner(horizon_days=30)
        return [
            (need.product_id.id, need.quantity)
            for need in self.needs().sorted("date_need")
        ][:3]

    def assertNext(self, *expected):
        """What is foreseen for the next job, and what it gets."""
        self.assertEqual(self.wanted()[1:], [expected] * 2)
        self.job.sudo().stage_id = self.done_stage
        following = self.job.sudo().next_request_ids
        self.assertEqual(
            [(part.product_id.id, part.product_qty) for part in following.part_ids],
            [expected],
        )
        self.assertEqual(self.wanted()[:2], [expected] * 2)

    def test_another_quantity_reaches_the_next_ones(self):
        self.bom_line.quantity = 4
        self.assertEqual(self.wanted()[0], (self.filter.id, 1))
        self.assertNext(self.filter.id, 4)

    def test_another_part_reaches_the_next_ones(self):
        other = self.new_product("Other")
        self.sell(other)
        self.bom_line.write({"product_id": other.id, "quantity": 2})
        self.assertNext(other.id, 2)

    def test_what_a_person_has_planned_otherwise_goes_on(self):
        self.job.part_ids.quantity = 3
        self.bom_line.quantity = 4
        self.assertNext(self.filter.id, 3)

    def test_a_job_without_a_warehouse_is_told(self):
        self.env.cr.execute(
            "UPDATE maintenance_request SET warehouse_id = NULL WHERE id = %s",
            [self.job.id],
        )
        self.env.invalidate_all()
        self.run_planner()
        self.assertIn(("no_warehouse", self.job.with_env(self.env)), self.exceptions())
        self.assertFalse(self.needs())
