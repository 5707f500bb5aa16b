from odoo.fields import Command
from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionFollowing(BuyingCase):
    """What nobody has fixed follows the needs; the rest is supply."""

    def setUp(self):
        super().setUp()
        self.job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        self.line = self.lines()
        self.bought_line = self.bought()

    def assert_settled(self):
        """Another run writes nothing."""
        with self.assertNothingWritten():
            self.run_planner()

    def test_the_need_moves_and_the_rfq_with_it(self):
        self.job.schedule_date = self.in_days(13)
        self.run_planner()
        self.assertEqual(self.told(self.line), [("ordered", 4, 13)])
        self.assertEqual(self.asked(), [(4, 13)])
        self.assertEqual(self.bought(), self.bought_line, "the same line")
        self.assertEqual(self.lines(), self.line)
        self.assertEqual(self.line.share_ids.date_need, self.day(13))
        self.assert_settled()

    def test_the_need_moves_far_away_and_nothing_is_asked_for(self):
        self.job.schedule_date = self.in_days(60)
        self.run_planner()
        self.assertFalse(self.bought())
        self.assertEqual(self.line.state, "cancel")
        self.assertEqual(self.line.cancel_reason, "Not needed any more.")
        self.assertFalse(self.line.cancelled_by_id)
        self.assert_settled()

    def test_the_need_grows_and_shrinks_at_the_price_for_it(self):
        self.sell(self.filter, days=7, price=8.0, min_qty=10)
        self.job.part_ids.quantity = 11
        self.run_planner()
        self.assertEqual(self.asked(), [(11, 12)])
        self.assertEqual(self.bought().price_unit, 8)
        self.assertEqual((self.line.price_unit, self.line.cost), (8, 88))
        self.job.part_ids.quantity = 3
        self.run_planner()
        self.assertEqual(self.asked(), [(3, 12)])
        self.assertEqual(self.bought().price_unit, 10)
        self.assertEqual(self.bought(), self.bought_line)
        self.assert_settled()

    def test_the_vendor_asks_another_price_and_so_does_the_rfq(self):
        self.filter.seller_ids.price = 20
        self.run_planner()
        self.assertEqual((self.line.price_unit, self.line.cost), (20, 80))
        self.assertEqual(self.bought_line.price_unit, 20)
        self.assert_settled()

    def test_the_need_vanishes_and_the_rfq_with_it(self):
        order = self.bought_line.order_id
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertFalse(self.bought())
        self.assertEqual(order.state, "cancel", "nothing is left of it")
        self.assertEqual(self.line.state, "cancel")
        self.assertEqual(self.line.requisition_id.state, "cancel")
        self.assert_settled()

    def test_what_else_is_in_the_rfq_stays(self):
        other = self.new_product("Other")
        order = self.bought_line.order_id
        order.order_line = [
            Command.create({"product_id": other.id, "product_qty": 1, "price_unit": 1})
        ]
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertEqual(order.order_line.product_id.ids, other.ids)
        self.assertEqual(order.state, "draft")

    def test_another_vendor_is_asked_when_he_comes_first(self):
        better = self.env["res.partner"].create({"name": "Better"})
        self.sell(self.filter, price=5.0, sequence=0, partner_id=better.id)
        self.run_planner()
        self.assertEqual(self.line.vendor_id.id, better.id)
        self.assertEqual(self.bought().partner_id.id, better.id)
        self.assertEqual(self.asked(), [(4, 12)])
        self.assert_settled()

    def test_stock_that_turns_up_is_used(self):
        self.stock(self.filter, 3)
        self.run_planner()
        self.assertEqual(self.asked(), [(1, 12)])
        self.assert_settled()

    def test_what_a_buyer_has_changed_is_left_alone(self):
        for name, value in (
            ("product_qty", 6),
            ("price_unit", 9.5),
            ("date_planned", self.in_days(11)),
        ):
            with self.subTest(name=name):
                self.bought_line.write({name: value})
                self.job.part_ids.quantity += 1
                before = self.bought_line.product_qty
                self.run_planner()
                self.assertEqual(self.bought_line.product_qty, before)
                self.assertEqual(
                    sum(self.bought().mapped("product_qty")),
                    max(before, self.job.part_ids.quantity),
                )
                self.assert_settled()

    def test_what_was_sent_to_the_vendor_is_left_alone(self):
        self.bought_line.order_id.sudo().state = "sent"
        self.job.part_ids.quantity = 6
        self.run_planner()
        self.assertEqual(self.asked(), [(4, 12), (2, 12)])
        self.assert_settled()

    def test_a_confirmed_order_is_not_touched_and_its_surplus_is_told(self):
        self.confirm(self.bought_line)
        self.run_planner()
        self.assertEqual(self.line.surplus_qty, 0)
        self.job.part_ids.quantity = 1
        self.run_planner()
        self.assertEqual(self.asked(), [(4, 12)])
        self.assertEqual((self.line.state, self.line.surplus_qty), ("ordered", 3))
        self.assert_settled()
        self.new_job([(self.filter, 2)], days=13)
        self.run_planner()
        self.assertEqual(self.line.surplus_qty, 1, "the next need absorbs it")
        self.assertEqual(self.asked(), [(4, 12)])
        self.job.sudo().archive_equipment_request()
        self.env["maintenance.request"].search([]).sudo().archive_equipment_request()
        self.run_planner()
        self.assertEqual(self.line.surplus_qty, 4, "all of it")
        self.assert_settled()

    def test_what_others_take_of_an_order_is_no_surplus(self):
        self.confirm(self.bought_line)
        self.job.part_ids.quantity = 1
        self.company.parts_minimum_essential = 2
        self.run_planner()
        self.assertEqual(self.line.surplus_qty, 1)

    def test_what_the_pack_is_larger_is_no_surplus(self):
        belt = self.new_product("Belt")
        six = self.env.ref("uom.product_uom_pack_6")
        self.sell(belt, product_uom_id=six.id, price=12)
        job = self.new_job([(belt, 8)], days=12)
        self.run_planner()
        line = self.lines(belt)
        self.assertEqual((line.quantity, line.needed_qty), (12, 8))
        self.assertIn("4 more", line.explanation)
        self.assertEqual(self.asked(belt), [(2, 12)])
        self.assertEqual((line.price_unit, line.cost), (2, 24))
        self.confirm(self.bought(belt))
        self.run_planner()
        self.assertEqual(line.surplus_qty, 0)
        job.part_ids.quantity = 7
        self.run_planner()
        self.assertEqual(line.surplus_qty, 0, "two packs all the same")
        job.part_ids.quantity = 5
        self.run_planner()
        self.assertEqual(line.surplus_qty, 6)

    def test_a_cancelled_order_is_asked_for_again(self):
        self.confirm(self.bought_line)
        self.bought_line.order_id.button_cancel()
        self.assertEqual(self.line.state, "approved")
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 4, 12)])
        self.assertEqual(self.lines(), self.line)
        self.assertEqual(self.asked(), [(4, 12)])
        self.assert_settled()

    def test_an_order_that_is_reopened_after_all_is_not_bought_twice(self):
        order = self.bought_line.order_id
        order.button_cancel()
        self.run_planner()
        order.button_draft()
        self.run_planner()
        self.assertEqual(sum(self.bought().mapped("product_qty")), 4)
        self.assert_settled()

    def test_an_order_that_is_reopened_for_a_cancelled_line_is_supply(self):
        order = self.bought_line.order_id
        order.button_cancel()
        self.job.schedule_date = self.in_days(60)
        self.run_planner()
        self.assertEqual(self.line.state, "cancel")
        order.button_draft()
        self.job.schedule_date = self.in_days(12)
        self.run_planner()
        self.assertEqual(self.asked(), [(4, 12)])
        self.assertEqual(self.needs().covered_by, "rfq")

    def test_a_deleted_purchase_line_is_asked_for_again(self):
        self.bought_line.unlink()
        self.assertEqual(self.line.state, "approved")
        self.run_planner()
        self.assertEqual(self.asked(), [(4, 12)])
        self.assertEqual(self.line.state, "ordered")

    def test_what_comes_short_is_asked_for_again(self):
        self.confirm(self.bought_line)
        self.receive_line(self.bought_line, 3)
        backorder = self.bought_line.sudo().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        backorder._action_cancel()
        self.assertEqual((self.line.state, self.line.received_qty), ("received", 3))
        self.run_planner()
        fresh = self.lines(state="ordered")
        self.assertEqual([line.quantity for line in fresh], [1])
        self.assertEqual(self.asked(), [(4, 12), (1, 12)])

    def test_an_order_for_later_is_made_in_time_for_what_is_earlier(self):
        """Odoo lowers the order date of a new order only."""
        self.company.parts_look_ahead_days = 60
        self.company.parts_consolidation_days = 0
        self.job.schedule_date = self.in_days(40)
        self.run_planner()
        order = self.bought().order_id
        self.assertEqual(self.company._get_local_day(order.date_order), self.day(33))
        self.new_job([(self.filter, 1)], days=20)
        self.run_planner()
        self.assertEqual(self.bought().order_id, order)
        self.assertEqual(self.company._get_local_day(order.date_order), self.day(13))

    def test_merging_rfqs_as_a_buyer_loses_nothing(self):
        other = self.new_rfq(self.filter, 2, days=12)
        orders = self.bought_line.order_id | other
        self.run_planner()
        lines = self.lines()
        orders.action_merge()
        self.env.invalidate_all()
        before = sum(self.bought().mapped("product_qty"))
        self.run_planner()
        self.assertEqual(sum(self.bought().mapped("product_qty")), before)
        self.assertTrue(lines.purchase_line_ids)
