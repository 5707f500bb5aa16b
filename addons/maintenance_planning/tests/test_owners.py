from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestOwners(PlanningCase):
    """Every part and place has one owner: an automatic rule, or the planner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.horizon_days = 0
        cls.company.parts_live = True
        cls.filter.route_ids = cls.warehouse.buy_pull_id.route_id

    def ordered(self):
        """What draft RFQs ask for."""
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.filter.id), ("state", "=", "draft")]
        )
        return sum(lines.mapped("product_qty"))

    def schedule(self):
        """What Odoo's scheduler does with the rules."""
        self.env.invalidate_all()
        self.env["stock.rule"].run_scheduler()

    def test_an_automatic_rule_orders_what_falls_due_in_its_lead_time(self):
        rule = self.new_rule()
        self.stock(self.filter, 1)
        self.new_job([(self.filter, 3)], days=5)
        self.new_job([(self.filter, 4)], days=60)
        self.run_planner()
        self.assertEqual(self.shortages(), [("reorder", 2, 5), ("reorder", 4, 60)])
        self.assertEqual(self.needs().orderpoint_id, rule.with_user(self.planner))
        self.schedule()
        self.assertEqual(self.ordered(), 2, "not the year ahead")
        self.run_planner()
        self.schedule()
        self.assertEqual(self.ordered(), 2, "nothing is bought twice")
        self.assertEqual(self.shortages(), [("expedite", 2, 5), ("reorder", 4, 60)])

    def test_what_waits_in_an_open_issue_is_ordered_once(self):
        self.new_rule()
        self.stock(self.filter, 1)
        job = self.new_job([(self.filter, 3)], days=5)
        job.action_reserve_parts()
        job.part_ids.quantity = 4
        self.run_planner()
        need = self.needs()
        self.assertEqual((need.quantity, need.rule_qty), (3, 1))
        self.assertEqual(self.shortages(), [("reorder", 3, 5)])
        self.schedule()
        self.assertEqual(self.ordered(), 3)
        self.run_planner()
        self.schedule()
        self.assertEqual(self.ordered(), 3)

    def test_the_rule_orders_in_time_what_comes_near(self):
        self.new_rule()
        job = self.new_job([(self.filter, 3)], days=60)
        self.run_planner()
        self.schedule()
        self.assertFalse(self.ordered())
        job.schedule_date = self.in_days(8)
        self.run_planner()
        self.schedule()
        self.assertEqual(self.ordered(), 3)
        self.run_planner()
        self.assertFalse(self.shortages())

    def test_a_manual_rule_owns_nothing(self):
        self.new_rule("manual")
        self.new_job([(self.filter, 3)], days=5)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 5)])
        self.schedule()
        self.assertFalse(self.ordered())

    def test_a_rule_of_the_old_part_leaves_it_to_the_new_ones_buyer(self):
        new = self.new_product("New filter")
        self.sell(new)
        self.filter.superseded_by_id = new
        rule = self.new_rule(product_id=new.id)
        self.stock(self.filter, 1)
        self.new_job([(self.filter, 3)], days=5)
        self.run_planner()
        need = self.needs()
        self.assertEqual(need.orderpoint_id.id, rule.id)
        self.assertEqual(need.rule_qty, 2, "the old part on the shelf is used")

    def test_a_van_asks_the_rule_of_the_shelf(self):
        self.new_rule()
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.filter, 1, location=van)
        job = self.new_job([(self.filter, 3)], days=5)
        job.sudo().stock_location_id = van
        self.run_planner()
        self.assertEqual(self.needs().rule_qty, 2)
        self.schedule()
        self.assertEqual(self.ordered(), 2)

    def test_before_going_live_rules_see_nothing(self):
        self.company.parts_live = False
        self.new_rule()
        self.new_job([(self.filter, 3)], days=5)
        self.run_planner()
        self.schedule()
        self.assertFalse(self.ordered())

    def test_the_rule_shows_it_on_its_screen(self):
        rule = self.new_rule()
        self.new_job([(self.filter, 3)], days=5)
        self.run_planner()
        self.env.invalidate_all()
        self.assertEqual(rule.qty_forecast, -3)
        self.assertEqual(rule.qty_to_order, 3)
