from unittest.mock import patch

from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionMerging(BuyingCase):
    """Purchase lines are shared for one day only, and never with a rule's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.horizon_days = 0
        cls.route = cls.warehouse.buy_pull_id.route_id

    def procure(self, quantity, days, **values):
        """What others than maintenance procure."""
        rules = self.env["stock.rule"]
        rules.run(
            [
                rules.Procurement(
                    self.filter,
                    quantity,
                    self.filter.uom_id,
                    self.shelf,
                    "Sale",
                    "S001",
                    self.company,
                    {
                        "warehouse_id": self.warehouse,
                        "date_planned": self.in_days(days),
                        **values,
                    },
                )
            ]
        )

    def test_what_is_due_in_six_days_does_not_join_what_is_planned_for_day_sixty(self):
        self.procure(5, days=60)
        self.enter(2, days=8).action_approve()
        self.assertEqual(self.asked(), [(2, 8), (5, 60)])
        self.assertEqual(len(self.bought().order_id), 1)

    def test_others_do_not_join_ours(self):
        self.new_job([(self.filter, 2)], days=60)
        self.company.parts_look_ahead_days = 60
        self.run_planner()
        self.procure(3, days=8)
        self.assertEqual(self.asked(), [(3, 8), (2, 60)])

    def test_procurements_of_others_still_join_each_other(self):
        self.procure(3, days=8)
        self.procure(2, days=60)
        self.assertEqual(self.asked(), [(5, 8)])

    def test_never_into_the_line_of_a_rule_nor_the_other_way_round(self):
        # Odoo deletes manual rules of its own after use
        rules = self.env["stock.warehouse.orderpoint"]
        rule = rules.with_user(self.env.ref("base.user_admin")).create(
            {
                "product_id": self.filter.id,
                "location_id": self.shelf.id,
                "warehouse_id": self.warehouse.id,
                "trigger": "manual",
                "product_min_qty": 1,
                "product_max_qty": 4,
                "route_id": self.route.id,
            }
        )
        rule.action_replenish()
        self.assertEqual(sum(self.bought().mapped("product_qty")), 4)
        self.new_job([(self.filter, 6)], days=7)
        self.run_planner()
        ours = self.bought().filtered("maintenance_requisition_line_ids")
        theirs = self.bought() - ours
        self.assertEqual(theirs.orderpoint_id.id, rule.id)
        self.assertEqual((ours.product_qty, theirs.product_qty), (2, 4))
        self.assertFalse(ours.orderpoint_id)
        rule.product_max_qty = 9
        rule.product_min_qty = 9
        rule.action_replenish()
        self.assertEqual(ours.product_qty, 2)

    def test_lines_of_one_day_share_a_purchase_line(self):
        first = self.enter(3, days=12)
        first.action_approve()
        second = self.enter(2, days=12)
        second.action_approve()
        third = self.enter(1, days=13)
        third.action_approve()
        self.assertEqual(self.asked(), [(5, 12), (1, 13)])
        shared = self.bought()[0]
        self.assertEqual(
            shared.maintenance_requisition_line_ids.ids, (first | second).ids
        )
        self.assertEqual(first.allocation_ids.quantity, 3)
        self.assertEqual(second.allocation_ids.quantity, 2)
        self.confirm(shared)
        self.receive_line(shared, 4)
        self.assertEqual((first.received_qty, second.received_qty), (3, 1))
        self.assertEqual((first.state, second.state), ("ordered", "ordered"))
        self.receive_line(shared, 1)
        self.assertEqual((first.state, second.state), ("received", "received"))

    def test_lines_that_are_approved_together_share_too(self):
        lines = self.enter(3, days=12) | self.enter(2, days=12)
        lines.action_approve()
        self.assertEqual(self.asked(), [(5, 12)])
        self.assertEqual(lines.mapped("allocation_ids.quantity"), [3, 2])

    def test_one_of_two_is_cancelled(self):
        first, second = self.enter(3, days=12), self.enter(2, days=12)
        (first | second).action_approve()
        second.sudo().is_manual = first.sudo().is_manual = False
        first.action_cancel()
        self.assertEqual(self.asked(), [(2, 12)])
        self.assertEqual((first.state, second.state), ("cancel", "ordered"))

    def test_what_a_buyer_has_changed_is_not_joined(self):
        self.enter(3, days=12).action_approve()
        self.bought().product_qty = 4
        self.enter(2, days=12).action_approve()
        self.assertEqual(self.asked(), [(4, 12), (2, 12)])

    def test_what_is_bought_for_an_asset_is_not_joined(self):
        order = self.new_rfq(self.filter, 1, days=9)
        order.order_line.equipment_id = self.asset
        self.procure(3, days=9)
        self.assertEqual(order.order_line[0].product_qty, 1)
        self.assertEqual(sum(self.bought().mapped("product_qty")), 4)

    def test_one_procurement_a_line_all_at_once(self):
        belt = self.new_product("Belt")
        self.sell(belt)
        self.new_job([(self.filter, 2), (belt, 1)], days=12)
        rules = self.env.registry["stock.rule"]
        runs, run = [], rules.run

        def count(self, procurements, raise_user_error=True):
            runs.append(len(procurements))
            return run(self, procurements, raise_user_error)

        with patch.object(rules, "run", count):
            self.run_planner()
        self.assertEqual(runs, [2])
