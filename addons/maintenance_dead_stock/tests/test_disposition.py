from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DispositionCase


@tagged("post_install", "-at_install")
class TestDisposition(DispositionCase):
    """From a draft to Odoo's documents, and back."""

    def test_from_the_list_of_dead_stock(self):
        row = self.rebuild()
        action = row.action_dispose()
        one = self.dispositions.browse(action["res_id"])
        self.assertEqual((one.state, one.quantity), ("draft", 14))
        self.assertRegex(one.name, r"^DISP/\d+")
        self.assertEqual(one.book_value, 175)
        row.invalidate_recordset()
        self.assertEqual(row.open_disposition_qty, 14)
        for operator, found in ((">", row), ("<=", row.browse())):
            domain = [
                ("open_disposition_qty", operator, 0),
                ("product_id", "=", self.battery.id),
            ]
            self.assertEqual(self.table.search(domain), found)
        # what is open already is opened again
        self.assertEqual(row.action_dispose()["res_id"], one.id)

    def test_what_has_no_surplus_is_not_disposed_of(self):
        self.new_laptops(20)
        with self.assertRaisesRegex(UserError, "Battery 2019.*surplus"):
            self.rebuild().action_dispose()

    def test_only_a_manager_approves(self):
        one = self.dispose("scrap")
        with self.assertRaisesRegex(AccessError, "manager"):
            one.action_approve()
        with self.assertRaises(AccessError):
            one.with_user(self.manager).state = "approved"
        with self.assertRaises(AccessError):
            self.dispose("scrap", user=self.technician)

    def test_scrap(self):
        one = self.approve("scrap", 4)
        self.assertEqual(one.state, "approved")
        self.assertEqual(one.scrap_ids.state, "draft")
        one.with_user(self.planner).action_done()
        self.assertEqual((one.state, one.done_qty), ("done", 4))
        self.assertEqual(self.on_hand(self.battery), (10, 0))
        self.assertEqual((one.book_value, one.loss), (50, 50))
        # at once, and what was scrapped was no use
        row = self.row()
        self.assertEqual((row.on_hand, row.usage_qty, row.status), (10, 0, "dead"))

    def test_donate(self):
        one = self.approve("donate", 4, partner_id=self.vendor.id)
        self.assertEqual(self.on_hand(self.battery), (14, 4))
        one.with_user(self.planner).action_done()
        self.assertEqual((one.state, self.on_hand(self.battery)), ("done", (10, 0)))
        self.assertEqual(one.picking_ids.partner_id, self.vendor)
        self.assertEqual(self.row().status, "dead", "no demand of others")

    def test_sell_without_the_sales_app(self):
        with self.assertRaisesRegex(UserError, "buyer"):
            self.approve("sell", 4)
        if "sale_order_id" in self.dispositions._fields:
            # there it is a quotation: see maintenance_dead_stock_sale
            return
        one = self.approve("sell", 4, partner_id=self.vendor.id)
        one.with_user(self.planner).action_done()
        one.with_user(self.planner).proceeds = 20
        self.assertEqual((one.book_value, one.loss), (50, 30))
        self.assertEqual(self.row().status, "dead")

    def test_transfer_to_a_warehouse_that_needs_it(self):
        north = self.new_warehouse("North", "NOR")
        self.new_laptops(3, location_id=north.lot_stock_id.id)
        row = self.rebuild()
        one = self.dispositions.browse(row.action_dispose()["res_id"])
        self.assertEqual(one.kind, "transfer")
        one.quantity = 3
        with self.assertRaisesRegex(UserError, "another warehouse"):
            one.with_user(self.manager).action_approve()
        one.dest_warehouse_id = north
        one.with_user(self.manager).action_approve()
        one.action_done()
        self.assertEqual(one.state, "done")
        self.assertEqual(self.on_hand(self.battery, north.lot_stock_id), (3, 0))
        self.assertEqual((one.loss, one.is_needed_again), (0, False))
        self.assertEqual(self.row(warehouse=north).on_hand, 3)

    def test_transfer_on_a_resupply_route(self):
        north = self.new_warehouse("North", "NOR")
        north.resupply_wh_ids = self.warehouse
        one = self.approve("transfer", 3, dest_warehouse_id=north.id)
        self.assertEqual(len(one.move_ids), 2)
        one.with_user(self.planner).action_done()
        self.assertEqual(one.state, "done")
        self.assertEqual(self.on_hand(self.battery, north.lot_stock_id), (3, 0))

    def test_keep_needs_a_reason_and_a_future_day(self):
        for values in (
            {},
            {"reason": "Insurance"},
            {"reason": "Insurance", "keep_until": self.today},
        ):
            with self.assertRaisesRegex(UserError, "why the part is kept"):
                self.approve("keep", 14, **values)
        one = self.approve("keep", 14, reason="Insurance", keep_until=self.day(90))
        self.assertEqual(one.state, "done")
        self.assertEqual(one.activity_ids.date_deadline, self.day(90))
        self.assertEqual(one.activity_ids.user_id, self.planner)
        row = self.row()
        # the status says what is; the filter leaves it out until the day
        self.assertEqual((row.status, row.kept_until), ("dead", self.day(90)))
        not_kept = [("kept_until", "=", False)]
        self.assertNotIn(row, self.table.search(not_kept))
        one.sudo().keep_until = self.day(-1)
        self.assertIn(row, self.table.search(not_kept))

    def test_what_is_not_kept_stays_among_what_is_not_needed(self):
        self.rebuild()
        self.approve("keep", 2, reason="Insurance", keep_until=self.day(90))
        row = self.row()
        self.assertEqual((row.kept_qty, row.kept_until), (2, False))
        not_kept = [("kept_until", "=", False)]
        self.assertIn(row, self.table.search(not_kept))
        one = self.dispositions.browse(row.action_dispose()["res_id"])
        self.assertEqual(one.quantity, 12)
        one.unlink()
        self.approve("keep", 12, reason="Insurance", keep_until=self.day(9))
        row = self.row()
        self.assertEqual((row.kept_qty, row.kept_until), (14, self.day(90)))
        self.assertNotIn(row, self.table.search(not_kept))
        # who disposes of it all the same has decided
        one = self.dispositions.browse(row.action_dispose()["res_id"])
        self.assertEqual(one.quantity, 14)

    def test_what_is_kept_is_given_up_before_its_review(self):
        one = self.approve("keep", 14, reason="Insurance", keep_until=self.day(90))
        one.with_user(self.planner).action_cancel(reason="The insurer does not ask")
        self.assertEqual(one.state, "cancel")
        self.assertFalse(one.activity_ids)
        self.assertFalse(self.row().kept_qty)

    def test_return_of_the_original_receipt(self):
        order = self.new_rfq(self.battery, 6, confirm=True)
        self.validate(order.picking_ids)
        one = self.approve("return", 8)
        returned = one.move_ids.filtered("origin_returned_move_id")
        self.assertEqual(returned.product_uom_qty, 6)
        self.assertEqual(
            returned.origin_returned_move_id, order.order_line.move_ids[:1]
        )
        # the rest was never received from anybody
        self.assertEqual((one.move_ids - returned).product_uom_qty, 2)
        one.with_user(self.planner).action_done()
        self.assertEqual((one.state, one.done_qty), ("done", 8))
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertEqual(self.on_hand(self.battery), (12, 0))

    def test_what_may_come_back_of_an_issue_is_as_before(self):
        """Only the returns of receipts are counted otherwise: parts that came back
        without naming their issue count for it, as they do without this addon.
        """
        issue = self.issue(self.battery, 3).sudo()
        places = {
            "location_id": issue.location_dest_id.id,
            "location_dest_id": issue.location_id.id,
        }
        move = {
            "product_id": self.battery.id,
            "product_uom_qty": 2,
            "equipment_id": self.asset.id,
            **places,
        }
        back = issue.picking_id.copy(
            {
                **places,
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [Command.create(move)],
            }
        )
        back.action_confirm()
        self.validate(back)
        self.assertEqual(back.move_ids.maintenance_kind, "return")
        self.assertEqual(issue._get_returnable_qty(), 1)

    def test_a_return_is_not_made_twice(self):
        order = self.new_rfq(self.battery, 6, confirm=True)
        self.validate(order.picking_ids)
        self.approve("return", 6)
        again = self.approve("return", 4)
        self.assertFalse(again.move_ids.origin_returned_move_id)

    def test_return_without_a_receipt_needs_a_vendor(self):
        with self.assertRaisesRegex(UserError, "vendor"):
            self.approve("return", 2)
        one = self.approve("return", 2, partner_id=self.vendor.id)
        self.assertEqual(one.picking_ids.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(one.move_ids.location_dest_id.usage, "supplier")

    def test_what_a_job_has_reserved_is_not_taken(self):
        job = self.new_job([(self.battery, 5)])
        job.action_reserve_parts()
        with self.assertRaisesRegex(UserError, "9.*not reserved"):
            self.approve("scrap", 10)
        self.approve("scrap", 9)
        self.assertEqual(sum(job.part_ids.move_ids.mapped("quantity")), 5)

    def test_the_same_surplus_is_not_given_away_twice(self):
        for kind in ("scrap", "donate"):
            with self.subTest(kind=kind):
                self.approve(kind, 7)
        with self.assertRaisesRegex(UserError, "not reserved"):
            self.approve("donate", 1)

    def test_low_confidence_needs_a_confirmation_that_says_why(self):
        self.new_assets(9)
        one = self.dispose("scrap", 4)
        self.rebuild()
        one.invalidate_recordset()
        self.assertEqual(one.confidence, "low")
        manager = one.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Confirm why"):
            manager.action_approve()
        action = manager.button_approve()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"confirmation": "Looked at all of them"})
        )
        dialog.action_apply()
        self.assertEqual(
            (one.state, one.confirmation), ("approved", "Looked at all of them")
        )
        self.assertIn("Looked at all of them", one.message_ids[0].body)
        # what stays needs none
        kept = self.approve("keep", 3, reason="Insurance", keep_until=self.day(9))
        self.assertFalse(kept.confirmation)

    def test_a_part_that_is_needed_again_closes_with_one_click(self):
        one = self.approve("donate", 10)
        self.assertFalse(one.is_needed_again)
        with self.assertRaisesRegex(UserError, "not needed again"):
            one.action_close_needed()
        self.new_laptops(5)
        self.rebuild()
        one.invalidate_recordset()
        self.assertTrue(one.is_needed_again)
        needed = [("is_needed_again", "=", True)]
        self.assertEqual(self.dispositions.search(needed), one)
        one._warn_needed_again()
        one._warn_needed_again()
        self.assertIn("needed again", one.activity_ids.summary)
        self.assertEqual(one.activity_ids.user_id, self.planner)
        one.with_user(self.manager).action_close_needed()
        self.assertEqual(one.state, "cancel")
        self.assertEqual(self.on_hand(self.battery), (14, 0))
        # the task is done, and who entered it knows
        self.assertFalse(one.activity_ids)
        told = self.env["mail.message"].search(
            [
                ("model", "=", one._name),
                ("res_id", "=", one.id),
                ("notified_partner_ids", "in", self.planner.partner_id.ids),
            ]
        )
        self.assertIn("has closed it", told[:1].body)

    def test_dispositions_of_one_part_share_its_surplus(self):
        """Each of them is smaller than the surplus, and together they are not."""
        later, first = self.dispose("donate", 6), self.dispose("scrap", 6)
        first.with_user(self.manager).action_approve()
        self.new_laptops(5)
        self.run_planner()
        ones = later | first
        ones.invalidate_recordset()
        self.assertEqual(ones.mapped("is_needed_again"), [True, False])
        needed = [("is_needed_again", "=", True), ("id", "in", ones.ids)]
        self.assertEqual(self.dispositions.search(needed), later)
        self.assertIn("12 Units are to leave", later.activity_ids.note)
        self.assertFalse(first.activity_ids)
        # what does not hold any more is not told any longer
        first.action_cancel()
        self.run_planner()
        later.invalidate_recordset()
        self.assertFalse(later.is_needed_again)
        self.assertFalse(later.activity_ids)

    def test_what_was_never_a_part_of_assets_is_not_needed_again(self):
        desk = self.new_product("Desk", standard_price=90)
        self.stock(desk, 2)
        self.table._rebuild(self.warehouse)
        self.assertFalse(self.row(desk))
        one = self.dispose("donate", 2, product_id=desk.id)
        self.assertFalse(one.is_needed_again)
        one.with_user(self.manager).action_approve()
        one.action_done()
        self.assertEqual(self.on_hand(desk), (0, 0))

    def test_the_planner_warns_when_a_part_is_needed_again(self):
        one = self.dispose("donate", 10)
        self.run_planner()
        self.assertFalse(one.activity_ids)
        self.new_laptops(5)
        for _night in range(2):
            self.run_planner()
        self.assertEqual(one.activity_ids.user_id, self.planner)
        self.assertIn("9 Units", one.activity_ids.note)

    def test_decided_dispositions_are_not_changed_or_deleted(self):
        one = self.approve("donate", 4).with_user(self.planner)
        for name, value in (("quantity", 5), ("kind", "scrap"), ("partner_id", 1)):
            with self.assertRaisesRegex(UserError, "is decided"):
                one[name] = value
            one.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Cancel it"):
            one.unlink()
        one.action_cancel(reason="Wrong part")
        self.assertEqual((one.cancel_reason, one.loss), ("Wrong part", 0))
        self.assertIn("Wrong part", one.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "cancelled already"):
            one.action_cancel()
        one.action_reset()
        one.quantity = 5

    def test_documents_that_are_cancelled_bring_it_back_to_draft(self):
        one = self.approve("donate", 4)
        one.picking_ids.sudo().action_cancel()
        self.assertEqual(one.state, "draft")
        one.action_approve()
        self.assertEqual(one.state, "approved")

    def test_a_part_delivery_is_done_when_the_rest_is_cancelled(self):
        one = self.approve("donate", 4)
        move = one.move_ids.sudo()
        move.quantity = 3
        move.picked = True
        move.picking_id.with_context(skip_backorder=False)._action_done()
        self.assertEqual((one.state, one.done_qty), ("approved", 3))
        self.assertEqual(self.rebuild().open_disposition_qty, 1)
        rest = one.move_ids.sudo().filtered(lambda move: move.state != "done")
        rest.picking_id.action_cancel()
        self.assertEqual((one.state, one.done_qty), ("done", 3))
        self.assertIn("1", one.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "have left already"):
            one.with_user(self.planner).action_cancel()

    def test_the_dialog_asks_why_dispositions_are_cancelled(self):
        ones = self.dispose("donate", 2) | self.dispose("scrap", 3)
        action = ones.button_cancel()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.planner)
            .with_context(**action["context"])
            .create({"reason": "Runs for another year"})
        )
        dialog.action_apply()
        self.assertEqual(set(ones.mapped("state")), {"cancel"})
        self.assertEqual(set(ones.mapped("cancel_reason")), {"Runs for another year"})
        ones.action_reset()
        self.assertFalse(any(ones.mapped("cancel_reason")))

    def test_serial_numbers_are_chosen(self):
        part = self.new_product("Pump", tracking="serial", standard_price=100)
        lots = self.env["stock.lot"].create(
            [{"name": f"P{number}", "product_id": part.id} for number in range(2)]
        )
        for lot in lots:
            self.stock(part, 1, lot=lot)
        self.new_bom("Press", [self.line(part)])
        self.table._rebuild(self.warehouse)
        one = self.approve("donate", 1, product_id=part.id, lot_id=lots[1].id)
        self.assertEqual(one.move_ids.move_line_ids.lot_id, lots[1])
        one.with_user(self.planner).action_done()
        self.assertEqual(self.on_hand(part), (1, 0))
        one = self.approve("scrap", 1, product_id=part.id, lot_id=lots[0].id)
        one.with_user(self.planner).action_done()
        self.assertEqual(self.on_hand(part), (0, 0))

    def test_several_are_decided_at_once(self):
        many = self.dispositions.concat(
            *(self.dispose("donate", 2) for _time in range(3))
        )
        many.with_user(self.manager).action_approve()
        many.action_done()
        self.assertEqual(set(many.mapped("state")), {"done"})
        self.assertEqual(self.on_hand(self.battery), (8, 0))

    def test_companies_are_not_mixed(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        with self.assertRaises(UserError):
            self.approve("transfer", 2, dest_warehouse_id=there.id)

    def test_a_delivery_without_a_disposition_is_as_before(self):
        customers = self.env.ref("stock.stock_location_customers")
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.battery.id,
                            "product_uom_qty": 2,
                            "location_id": self.shelf.id,
                            "location_dest_id": customers.id,
                        }
                    )
                ],
            }
        )
        delivery.action_confirm()
        self.validate(delivery)
        self.assertFalse(delivery.move_ids.maintenance_disposition_id)
