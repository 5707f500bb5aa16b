from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionUndone(BuyingCase):
    """What persons take back is not made again every night behind their backs."""

    def plan_all(self):
        self.run_planner(warehouse_ids=None)

    def assertWaits(self, line, document):
        """A person has to decide, and is told why."""
        for _night in range(2):
            self.assertEqual(line.state, "draft")
            self.assertIn(f"cancelled in {document.name}:", line.failure_reason)
            self.assertEqual(line.requisition_id.state, "draft")
            self.plan_all()

    def new_transfer(self, wanted=3):
        """The line of a transfer that a need asks for."""
        self.north = self.new_warehouse("North", "NOR")
        self.stock(self.filter, 5, location=self.north.lot_stock_id)
        self.job = self.new_job([(self.filter, wanted)], days=6)
        self.plan_all()
        return self.lines(action="transfer")

    def test_a_cancelled_transfer_waits_for_a_person(self):
        keeper = self.new_user("keeper", "stock.group_stock_user")
        line = self.new_transfer()
        picking = line.move_ids.picking_id
        picking.with_user(keeper).action_cancel()
        self.assertWaits(line, picking)
        self.assertEqual(self.needs().covered_by, "nothing")
        self.assertEqual(line.order_names, line.failure_reason)
        with self.assertNothingWritten():
            self.plan_all()
        result = line.action_approve()
        self.assertEqual(result, {"approved": line.ids, "failed": []})
        self.assertEqual((line.state, line.ordered_qty), ("ordered", 3))
        self.assertFalse(line.failure_reason)
        self.assertNotIn(picking.name, line.order_names)

    def test_a_cancelled_transfer_still_follows_its_need(self):
        line = self.new_transfer()
        line.move_ids.picking_id.action_cancel()
        self.job.part_ids.quantity = 2
        self.plan_all()
        self.assertEqual(self.told(line), [("draft", 2, 6)])
        self.stock(self.filter, 0, location=self.north.lot_stock_id)
        self.plan_all()
        self.assertFalse(line.exists(), "it was not there: it is bought")
        self.assertEqual(self.lines().action, "buy")
        self.assertEqual(self.asked(), [(2, 7)])

    def test_its_need_names_it_though_the_rest_is_bought(self):
        line = self.new_transfer(wanted=7)
        line.move_ids.picking_id.action_cancel()
        self.plan_all()
        need = self.needs()
        self.assertEqual((need.covered_by, need.short_qty), ("nothing", 5))
        self.assertEqual(need.shortage_id.requisition_line_id, line)
        self.assertEqual(self.asked(), [(2, 7)])

    def test_a_backorder_that_is_cancelled_is_no_business_of_anybody(self):
        line = self.new_transfer()
        move = line.move_ids
        move.quantity = 1
        move.picked = True
        move.picking_id.with_context(cancel_backorder=True)._action_done()
        self.assertEqual(line.state, "received")
        self.assertFalse(line.failure_reason)

    def test_what_a_planner_entered_is_not_bought_again_by_itself(self):
        line = self.enter(3, days=20)
        line.action_approve()
        order = self.bought().order_id
        order.with_user(self.buyer).button_cancel()
        self.assertWaits(line, order)
        self.assertFalse(self.bought())
        line.action_approve()
        self.assertEqual(self.asked(), [(3, 20)])

    def test_nor_when_its_purchase_line_is_deleted(self):
        line = self.enter(3, days=20)
        line.action_approve()
        order = self.bought().order_id
        self.bought().unlink()
        self.assertWaits(line, order)
        line.action_cancel()
        self.assertFalse(line.failure_reason)

    def test_nor_when_it_has_gone_back_to_the_vendor(self):
        line = self.enter(3, days=20)
        line.action_approve()
        self.confirm(self.bought())
        bought = self.bought().sudo()
        self.receive_line(bought, 3)
        self.return_by_wizard(bought.move_ids.picking_id, {self.filter: 3})
        back = bought.move_ids.filtered("origin_returned_move_id").picking_id
        self.validate(back)
        self.plan_all()
        self.assertEqual((line.state, line.received_qty), ("received", 0))
        self.assertEqual(len(self.bought()), 1)

    def test_who_still_wants_what_went_back_gets_it_from_a_new_line(self):
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        self.confirm(self.bought())
        bought = self.bought().sudo()
        self.receive_line(bought, 3)
        self.return_by_wizard(bought.move_ids.picking_id, {self.filter: 3})
        self.validate(bought.move_ids.filtered("origin_returned_move_id").picking_id)
        self.run_planner()
        self.assertEqual(
            self.told(self.lines()), [("received", 3, 12), ("ordered", 3, 12)]
        )
        self.assertEqual(self.lines().mapped("received_qty"), [0, 0])
