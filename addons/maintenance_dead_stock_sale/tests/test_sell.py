from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.maintenance_dead_stock.tests.common import DispositionCase


@tagged("post_install", "-at_install")
class TestSell(DispositionCase):
    """Surplus is sold by a quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.battery.list_price = 9
        cls.battery.taxes_id = False
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer"})
        cls.seller = cls.new_user("seller", "sales_team.group_sale_salesman_all_leads")

    def offer(self, quantity=4):
        return self.approve("sell", quantity, partner_id=self.buyer.id)

    def deliver(self, order, quantity=None):
        move = order.picking_ids.move_ids.filtered(lambda move: move.state != "done")
        move.quantity = quantity or move.product_uom_qty
        move.picked = True
        move.picking_id._action_done()

    def test_the_quotation_sells_it(self):
        one = self.offer()
        order = one.sale_order_id.sudo()
        self.assertEqual((one.state, order.state), ("approved", "draft"))
        self.assertEqual(order.order_line.product_uom_qty, 4)
        with self.assertRaisesRegex(UserError, f"{order.name}.*confirms"):
            one.with_user(self.planner).action_done()
        order.with_user(self.seller).action_confirm()
        self.assertEqual(one.move_ids.sudo(), order.picking_ids.move_ids)
        one.with_user(self.planner).action_done()
        self.assertEqual((one.state, one.done_qty), ("done", 4))
        self.assertEqual((one.proceeds, one.book_value, one.loss), (36, 50, 14))
        row = self.row()
        self.assertEqual((row.on_hand, row.status, row.usage_qty), (10, "dead", 0))

    def test_the_invoice_books_it(self):
        self.battery.categ_id = self.env["product.category"].create(
            {"name": "Perpetual", "property_valuation": "real_time"}
        )
        # without an account of ours
        one = self.offer()
        self.assertIn("invoice books it", one.booking_note)

    def test_proceeds_that_were_entered_stay(self):
        one = self.offer()
        one.with_user(self.planner).proceeds = 50
        one.sale_order_id.sudo().action_confirm()
        one.with_user(self.planner).action_done()
        self.assertEqual((one.proceeds, one.loss), (50, 0))

    def test_a_quotation_holds_the_stock_for_its_disposition(self):
        self.offer(10)
        with self.assertRaisesRegex(UserError, "not reserved"):
            self.offer(5)

    def test_a_cancelled_quotation_is_decided_anew(self):
        one = self.offer()
        one.sale_order_id.sudo().with_user(self.seller)._action_cancel()
        self.assertEqual(one.state, "draft")
        one.action_approve()
        self.assertEqual(one.sale_order_id.sudo().state, "draft")

    def test_a_cancelled_disposition_cancels_the_quotation(self):
        one = self.offer()
        order = one.sale_order_id.sudo()
        one.with_user(self.planner).action_cancel()
        self.assertEqual((one.state, order.state), ("cancel", "cancel"))

    def test_a_cancelled_disposition_cancels_the_order_and_its_delivery(self):
        one = self.offer()
        order = one.sale_order_id.sudo()
        order.action_confirm()
        one.with_user(self.planner).action_cancel()
        self.assertEqual((one.state, order.state), ("cancel", "cancel"))
        self.assertEqual(self.on_hand(self.battery), (14, 0))

    def test_a_part_of_it_is_sold(self):
        one = self.offer()
        order = one.sale_order_id.sudo()
        order.action_confirm()
        self.deliver(order, 3)
        self.assertEqual((one.state, one.done_qty), ("approved", 3))
        order.picking_ids.filtered(lambda one: one.state != "done").action_cancel()
        self.assertEqual((one.state, one.proceeds), ("done", 27))

    def test_the_order_is_opened(self):
        one = self.offer()
        action = one.action_open_sale_order()
        self.assertEqual(action["res_id"], one.sale_order_id.id)
        with self.assertRaisesRegex(UserError, "no quotation"):
            self.dispose("sell", 1).action_open_sale_order()

    def test_steps_of_the_delivery_count_once(self):
        self.warehouse.delivery_steps = "pick_ship"
        one = self.offer()
        order = one.sale_order_id.sudo()
        order.action_confirm()
        pick = one.sudo().move_ids.picking_id
        self.assertEqual(len(pick), 1)
        self.deliver(order)
        self.assertEqual((one.state, one.done_qty), ("approved", 0))
        one.with_user(self.planner).action_done()
        self.assertEqual((one.state, one.done_qty, one.proceeds), ("done", 4, 36))

    def test_a_cancelled_order_of_two_steps_is_decided_anew(self):
        self.warehouse.delivery_steps = "pick_ship"
        one = self.offer()
        one.sale_order_id.sudo().action_confirm()
        one.sale_order_id.sudo()._action_cancel()
        self.assertEqual(one.state, "draft")

    def test_the_chosen_batch_is_sold(self):
        part = self.new_product("Oil", tracking="lot", standard_price=10)
        lots = self.env["stock.lot"].create(
            [{"name": f"L{number}", "product_id": part.id} for number in range(2)]
        )
        for lot in lots:
            self.stock(part, 5, lot=lot)
        self.new_bom("Press", [self.line(part)])
        self.table._rebuild(self.warehouse)
        one = self.approve(
            "sell", 3, product_id=part.id, lot_id=lots[1].id, partner_id=self.buyer.id
        )
        one.sale_order_id.sudo().action_confirm()
        self.assertEqual(one.sudo().move_ids.move_line_ids.lot_id, lots[1])
        with self.assertRaisesRegex(UserError, "2.*not reserved"):
            self.approve("donate", 3, product_id=part.id, lot_id=lots[1].id)
