from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_planning.planner import decision

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestUnwantedTransfers(BuyingCase):
    """A transfer that nobody wants any more goes, or is told as surplus."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.new_warehouse("North", "NOR")
        cls.stock(cls.filter, 5, location=cls.north.lot_stock_id)

    def setUp(self):
        super().setUp()
        self.job = self.new_job([(self.filter, 3)], days=5)
        self.plan_all()
        self.line = self.lines()
        self.move = self.line.move_ids
        self.assertEqual((self.line.state, self.move.state), ("ordered", "assigned"))

    def plan_all(self):
        self.run_planner(warehouse_ids=None)

    def cancel_job(self):
        self.job.sudo().archive_equipment_request()
        self.plan_all()

    def test_one_that_nobody_has_touched_is_cancelled(self):
        self.cancel_job()
        self.assertEqual((self.line.state, self.move.state), ("cancel", "cancel"))
        self.assertFalse(self.line.cancelled_by_id)
        self.assertEqual(self.on_hand(self.filter, self.north.lot_stock_id), (5, 0))
        with self.assertNothingWritten():
            self.plan_all()
        # it is no refusal: who wants it gets it
        self.new_job([(self.filter, 3)], days=5)
        self.plan_all()
        self.assertEqual(self.told(self.lines()), [("ordered", 3, 5)])

    def test_what_it_would_have_taken_is_there_for_others_at_once(self):
        self.new_job([(self.filter, 5)], days=9, warehouse_id=self.north.id)
        self.plan_all()
        self.assertEqual(self.lines(warehouse_id=self.north.id).quantity, 3)
        self.cancel_job()
        self.assertFalse(self.lines(warehouse_id=self.north.id))

    def test_one_that_somebody_works_on_is_told(self):
        self.move.picked = True
        self.cancel_job()
        self.assertEqual((self.line.state, self.line.surplus_qty), ("ordered", 3))
        self.assertTrue(self.line.surplus_reason)

    def test_what_is_wanted_in_part_is_told(self):
        self.job.part_ids.quantity = 1
        self.plan_all()
        self.assertEqual((self.line.state, self.line.surplus_qty), ("ordered", 2))

    def test_that_of_a_part_that_is_not_planned_stays(self):
        decide_set, spoiled = decision.decide_set, {self.filter.id}

        def fail(facts, members, rules):
            if not spoiled.isdisjoint(members):
                raise OverflowError("date value out of range")
            return decide_set(facts, members, rules)

        with (
            patch.object(decision, "decide_set", fail),
            mute_logger(decision.__name__),
        ):
            self.cancel_job()
        self.assertEqual((self.line.state, self.move.state), ("ordered", "assigned"))
        self.assertFalse(self.line.surplus_qty, "nobody knows")

    def test_while_it_is_wanted_it_stays(self):
        self.plan_all()
        self.assertEqual((self.line.state, self.line.surplus_qty), ("ordered", 0))
