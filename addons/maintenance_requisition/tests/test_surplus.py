from ast import literal_eval

from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestSurplus(BuyingCase):
    """What is ordered and wanted no more is the buyer's to decide."""

    def setUp(self):
        super().setUp()
        self.job = self.new_job([(self.filter, 2)], days=12)
        self.other_job = self.new_job(
            [(self.filter, 3)], asset=self.other_asset, days=13
        )
        self.run_planner()
        self.bought_line = self.bought()
        self.confirm(self.bought_line)

    def surplus(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_requisition.maintenance_requisition_line_action_surplus"
        )
        lines = self.env["maintenance.requisition.line"].with_user(self.buyer)
        return lines.search(literal_eval(action["domain"]))

    def test_nothing_is_surplus_while_it_is_wanted(self):
        self.run_planner()
        self.assertFalse(self.surplus())
        self.assertFalse(self.lines().surplus_since)
        self.assertFalse(self.lines().surplus_reason)

    def test_the_buyer_sees_how_much_since_when_and_why(self):
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        line = self.surplus()
        self.assertEqual((line.surplus_qty, line.ordered_qty), (2, 5))
        self.assertEqual(line.surplus_since, self.today)
        self.assertEqual(line.vendor_id, self.vendor)
        self.assertEqual(line.order_names, self.bought_line.order_id.name)
        self.assertEqual(
            line.surplus_reason, f"{self.asset.display_name}: “Job” cancelled"
        )
        action = line.action_open_order()
        self.assertEqual(action["res_id"], self.bought_line.order_id.id)

    def test_a_retired_asset_is_named(self):
        self.asset.sudo().lifecycle_state = "retired"
        self.run_planner()
        self.assertEqual(
            self.surplus().surplus_reason, f"{self.asset.display_name} retired"
        )

    def test_who_wants_less_and_what_turned_up_is_told(self):
        self.other_job.part_ids.quantity = 1
        self.run_planner()
        self.assertEqual(self.surplus().surplus_qty, 2)
        self.assertEqual(
            self.surplus().surplus_reason,
            f"{self.other_asset.display_name} needs only 1",
        )
        self.other_job.part_ids.quantity = 3
        self.stock(self.filter, 4)
        self.run_planner()
        self.assertEqual(self.surplus().surplus_qty, 4)
        self.assertEqual(self.surplus().surplus_reason, "There is enough without it")

    def test_the_next_need_takes_it(self):
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertTrue(self.surplus().surplus_since)
        self.new_job([(self.filter, 2)], days=14)
        self.run_planner()
        self.assertFalse(self.surplus())
        self.assertFalse(self.lines().surplus_since)
        self.assertEqual(len(self.bought()), 1)

    def test_what_the_buyer_takes_off_follows_at_once(self):
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        line = self.surplus()
        self.bought_line.product_qty = 3
        self.assertEqual((line.ordered_qty, line.surplus_qty), (3, 0))
        self.assertFalse(line.surplus_since)
        self.assertFalse(self.surplus())
        self.run_planner()
        self.assertFalse(self.surplus())
        self.assertEqual(self.asked(), [(3, 12)])
        self.receive_line(self.bought_line, 3)
        self.assertEqual(line.state, "received")

    def test_what_is_taken_off_although_it_is_wanted_is_ordered_anew(self):
        self.bought_line.product_qty = 4
        line = self.lines()
        self.assertEqual(line.ordered_qty, 4)
        self.run_planner()
        self.assertEqual(sorted(quantity for quantity, _day in self.asked()), [1, 4])

    def test_what_is_taken_off_whole_is_given_up(self):
        (self.job | self.other_job).sudo().archive_equipment_request()
        self.run_planner()
        line = self.surplus()
        self.bought_line.product_qty = 0
        self.assertEqual(line.state, "cancel")
        self.assertIn(self.bought_line.order_id.name, line.cancel_reason)
        self.assertFalse(line.cancelled_by_id, "it may be proposed again")
        self.run_planner()
        self.assertFalse(self.surplus())

    def test_what_was_deleted_is_told(self):
        (self.job | self.other_job).sudo().unlink()
        for asset in self.asset | self.other_asset:
            asset.sudo().unlink()
        self.env.invalidate_all()
        self.run_planner()
        line = self.surplus()
        self.assertEqual(line.surplus_qty, 5)
        self.assertEqual(line.surplus_reason, "What it was for is deleted")
        self.assertEqual(line.asset_summary, "Stock")

    def test_what_a_buyer_orders_beyond_is_no_surplus_of_ours(self):
        self.bought_line.product_qty = 9
        self.run_planner()
        self.assertFalse(self.surplus(), "all that was asked for is wanted")
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertEqual(self.surplus().surplus_qty, 2)
        self.new_job([(self.filter, 6)], days=14)
        self.run_planner()
        self.assertFalse(self.surplus(), "the next need takes both")
        self.assertFalse(self.bought() - self.bought_line)

    def test_what_has_come_stays(self):
        self.receive_line(self.bought_line, 2)
        (self.job | self.other_job).sudo().archive_equipment_request()
        self.run_planner()
        line = self.surplus()
        self.assertEqual((line.surplus_qty, line.received_qty), (3, 2))
        self.bought_line.product_qty = 2
        self.assertEqual((line.ordered_qty, line.surplus_qty), (2, 0))
        self.assertEqual(line.state, "received")

    def test_what_has_come_although_nobody_wants_it_is_no_surplus_on_order(self):
        self.job.sudo().archive_equipment_request()
        self.run_planner()
        line = self.surplus()
        self.assertEqual(line.surplus_qty, 2)
        self.receive_line(self.bought_line, 5)
        self.run_planner()
        self.assertEqual(line.state, "received")
        self.assertFalse(self.surplus())
        self.assertFalse(line.surplus_since)

    def test_what_went_back_to_the_vendor_is_no_surplus(self):
        self.receive_line(self.bought_line, 3)
        [receipt] = self.bought_line.sudo().move_ids.picking_id.filtered(
            lambda picking: picking.state == "done"
        )
        self.return_by_wizard(receipt, {self.filter: 3}, user=self.buyer)
        self.run_planner()
        self.assertFalse(self.surplus(), "what is still to come is wanted")
        self.assertEqual(sum(self.bought().mapped("product_qty")), 5 + 3)

    def test_what_is_to_come_again_after_a_return_may_be_surplus(self):
        self.receive_line(self.bought_line, 5)
        receipt = self.bought_line.sudo().move_ids.picking_id
        back = self.return_by_wizard(receipt, {self.filter: 4}, user=self.buyer)
        self.new_return(back, {self.filter: 4}, user=self.buyer).action_create_returns()
        self.run_planner()
        self.assertFalse(self.surplus(), "what is to come again is wanted")
        self.assertEqual(len(self.bought()), 1, "and nothing is bought besides")
        self.other_job.sudo().archive_equipment_request()
        self.run_planner()
        line = self.surplus()
        self.assertEqual((line.surplus_qty, line.received_qty), (3, 1))
        again = self.bought_line.sudo().move_ids.filtered(
            lambda move: move.state != "done"
        )
        self.validate(again.picking_id)
        self.run_planner()
        self.assertFalse(self.surplus(), "it has come")
        self.assertEqual(line.received_qty, 5)

    def test_of_packs_received_in_units_the_rest_is_surplus(self):
        """Odoo says that 4.02 have come when 4 of a pack of six have."""
        belt = self.new_product("Belt")
        six = self.env.ref("uom.product_uom_pack_6")
        self.sell(belt, product_uom_id=six.id, price=12)
        job = self.new_job([(belt, 12)], days=12)
        self.run_planner()
        self.confirm(self.bought(belt))
        self.receive_line(self.bought(belt), 4)
        job.part_ids.quantity = 6
        self.run_planner()
        line = self.surplus()
        self.assertEqual((line.product_id, line.surplus_qty), (belt, 6))
        self.assertEqual((line.ordered_qty, line.received_qty), (12, 4))

    def test_what_two_links_to_one_purchase_line_have_too_much_adds_up(self):
        """A buyer reopens a cancelled request for quotation, and merges it with the one
        that the planner has made since.
        """
        belt = self.new_product("Belt")
        self.sell(belt)
        job = self.new_job([(belt, 4)], days=12)
        self.run_planner()
        reopened = self.bought(belt).order_id
        reopened.button_cancel()
        self.run_planner()
        reopened.button_draft()
        self.bought(belt).order_id.action_merge()
        bought = self.bought(belt)
        line = self.lines(belt)
        self.assertEqual(bought.product_qty, 8)
        self.assertEqual(line.allocation_ids.purchase_line_id, bought)
        self.assertEqual(line.allocation_ids.mapped("quantity"), [4, 4])
        self.confirm(bought)
        self.run_planner()
        self.assertEqual((line.ordered_qty, line.surplus_qty), (8, 4))
        job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertEqual((line.ordered_qty, line.surplus_qty), (8, 8))
