from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import format_date

from odoo.addons.maintenance_planning.tools import Lead, order_by

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionTransfers(BuyingCase):
    """What another warehouse has too much of comes from there, when it is near."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.new_warehouse("North", "NOR")
        cls.stock(cls.filter, 5, location=cls.north.lot_stock_id)

    def plan_all(self):
        self.run_planner(warehouse_ids=None)

    def test_it_waits_until_it_is_near_and_follows_until_then(self):
        job = self.new_job([(self.filter, 3)], days=12)
        self.plan_all()
        line = self.lines()
        self.assertEqual(self.told(line), [("approved", 3, 12)])
        self.assertEqual(
            (line.action, line.source_warehouse_id), ("transfer", self.north)
        )
        self.assertFalse(line.move_ids)
        self.assertEqual(self.needs().covered_by, "requisition")
        job.part_ids.quantity = 4
        self.plan_all()
        self.assertEqual(self.told(line), [("approved", 4, 12)])
        job.schedule_date = self.in_days(6)
        self.plan_all()
        self.assertEqual(self.told(line), [("ordered", 4, 6)])
        move = line.move_ids
        self.assertEqual((move.product_qty, move.state), (4, "assigned"))
        self.assertEqual(move.picking_id.location_id, self.north.lot_stock_id)
        self.assertEqual(move.picking_id.location_dest_id, self.shelf)
        self.assertEqual(self.needs().covered_by, "incoming")
        self.plan_all()
        self.assertFalse(self.shortages())
        self.assertEqual(self.lines(), line)
        self.assertFalse(self.bought())
        self.assertEqual(line.requisition_id.picking_count, 1)
        with self.assertNothingWritten():
            self.plan_all()
        self.validate(move.picking_id)
        self.assertEqual((line.state, line.received_qty), ("received", 4))
        self.assertEqual(self.on_hand(self.filter)[0], 4)

    def test_what_lies_elsewhere_is_no_rush(self):
        self.filter.seller_ids.delay = 60
        self.company.parts_safety_days = 2
        self.company.parts_approve_rush = True
        self.new_job([(self.filter, 3)], days=12)
        self.new_job([(self.filter, 3)], days=13)
        self.plan_all()
        line = self.lines().filtered(lambda line: line.action == "transfer")
        self.assertEqual((line.quantity, line.state), (5, "approved"))
        self.assertFalse(line.is_rush)
        self.assertFalse(line.rush_cause)
        working = self.company._get_working_days(self.today, self.day(12))
        lead = Lead(safety=2)
        self.assertEqual(line.date_order_by, order_by(self.day(12), lead, *working))
        made_on = format_date(self.env, self.day(3))
        self.assertEqual(line.order_names, f"Transfer on {made_on}")
        bought = self.lines() - line
        self.assertEqual((bought.quantity, bought.state), (1, "to_approve"))
        self.assertTrue(bought.is_rush)
        shortages = self.env["maintenance.part.shortage"].search([])
        given = shortages.filtered(lambda row: row.action == "transfer")
        self.assertFalse(any(given.mapped("is_rush")))

    def test_the_other_warehouse_does_not_give_twice(self):
        south = self.new_warehouse("South", "SOU")
        self.new_job([(self.filter, 3)], days=6)
        self.new_job([(self.filter, 4)], days=6, warehouse_id=south.id)
        self.plan_all()
        given = self.lines() | self.lines(warehouse_id=south.id)
        moved = given.filtered(lambda line: line.action == "transfer")
        self.assertEqual(sum(moved.mapped("quantity")), 5)
        self.assertEqual(sum(self.bought().mapped("product_qty")), 2)
        for _again in range(2):
            self.plan_all()
            self.assertEqual(sum(self.bought().mapped("product_qty")), 2)

    def test_its_own_needs_come_first(self):
        self.new_job([(self.filter, 3)], days=12)
        self.plan_all()
        self.assertEqual(self.lines().action, "transfer")
        self.new_job([(self.filter, 5)], days=9, warehouse_id=self.north.id)
        self.plan_all()
        self.assertEqual(self.lines().action, "buy")
        self.assertEqual(self.lines().state, "ordered")

    def test_by_the_resupply_route_if_there_is_one(self):
        self.warehouse.resupply_wh_ids = [Command.link(self.north.id)]
        self.new_job([(self.filter, 3)], days=6)
        self.plan_all()
        line = self.lines()
        self.assertEqual(self.told(line), [("ordered", 3, 6)])
        self.assertEqual(line.move_ids.location_dest_id, self.shelf)
        self.assertEqual(line.move_ids.location_id.usage, "transit")
        out = line.move_ids.move_orig_ids
        self.assertEqual(out.location_id, self.north.lot_stock_id)
        self.assertEqual(line.ordered_qty, 3)
        self.plan_all()
        self.assertFalse(self.shortages())
        self.validate(out.picking_id)
        self.assertEqual((line.state, line.received_qty), ("ordered", 0))
        self.plan_all()
        self.assertFalse(self.shortages(), "it is in transit")
        self.validate(line.move_ids.picking_id)
        self.assertEqual((line.state, line.received_qty), ("received", 3))

    def test_what_goes_back_has_not_come(self):
        job = self.new_job([(self.filter, 3)], days=6)
        self.plan_all()
        line = self.lines()
        self.validate(line.move_ids.picking_id)
        self.assertEqual(line.share_ids.received_qty, 3)
        self.return_by_wizard(line.move_ids.picking_id, {self.filter: 2}, self.buyer)
        self.assertEqual((line.state, line.received_qty), ("received", 1))
        self.assertEqual(line.share_ids.received_qty, 1)
        self.plan_all()
        again = self.lines() - line
        self.assertEqual((again.action, again.quantity), ("transfer", 2))
        self.validate(again.move_ids.picking_id)
        received = (line | again).share_ids.mapped("received_qty")
        self.assertEqual(sum(received), job.part_ids.quantity)

    def test_what_comes_in_two_steps_is_counted_once(self):
        self.warehouse.reception_steps = "two_steps"
        self.warehouse.resupply_wh_ids = [Command.link(self.north.id)]
        self.new_job([(self.filter, 3)], days=6)
        self.plan_all()
        line = self.lines()
        self.validate(line.move_ids.move_orig_ids.picking_id)
        self.validate(line.move_ids.picking_id)
        self.assertEqual((line.ordered_qty, line.state), (3, "ordered"))
        last = line.move_ids.filtered(lambda move: move.state != "done")
        self.validate(last.picking_id)
        self.assertEqual((line.received_qty, line.state), (3, "received"))

    def test_a_partial_transfer_serves_the_earliest_first(self):
        self.new_job([(self.filter, 2)], days=6)
        self.new_job([(self.filter, 2)], days=5, asset=self.other_asset)
        self.plan_all()
        line = self.lines()
        move = line.move_ids
        move.quantity = 3
        move.picked = True
        move.picking_id._action_done()
        self.assertEqual(line.state, "ordered")
        self.assertEqual(line.received_qty, 3)
        self.assertEqual(line.share_ids.mapped("received_qty"), [2, 1])
        self.assertEqual(line.ordered_qty, 4)

    def test_a_planner_asks_for_a_transfer(self):
        line = self.enter(
            2, days=5, action="transfer", source_warehouse_id=self.north.id
        )
        self.assertFalse(line.vendor_id)
        line.action_approve()
        self.assertEqual(line.state, "ordered")
        self.assertEqual(line.move_ids.product_qty, 2)

    def test_what_a_planner_has_asked_for_is_not_given_to_another(self):
        south = self.new_warehouse("South", "SOU")
        self.enter(4, days=30, action="transfer", source_warehouse_id=self.north.id)
        self.new_job([(self.filter, 3)], days=6, warehouse_id=south.id)
        self.plan_all()
        lines = self.lines(warehouse_id=south.id)
        given = lines.filtered(lambda line: line.action == "transfer")
        self.assertEqual(sum(given.mapped("quantity")), 1)
