from odoo.fields import Command
from odoo.tests import tagged

from .common import BesideCase


@tagged("post_install", "-at_install")
class TestSalesAndPurchases(BesideCase):
    """Deliveries, receipts and their returns are as they were."""

    def setUp(self):
        super().setUp()
        self.stock(self.filter, 10)
        job = self.new_job([(self.filter, 1)])
        job.action_issue_parts()
        self.issued = job.sudo().move_ids

    def test_a_delivery_and_its_return(self):
        order = self.new_sale(self.filter, 3)
        delivery = order.picking_ids
        self.assertEqual(delivery.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(delivery.location_dest_id, self.customers)
        self.validate(delivery)
        back = self.return_by_wizard(delivery, {self.filter: 2}, user=self.env.user)
        self.assertEqual(back.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual(back.location_dest_id, self.shelf)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.move_ids, (delivery | back).move_ids)
        self.assert_not_ours((delivery | back).move_ids)
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_a_delivery_of_kits_is_counted_by_odoo(self):
        self.stock(self.oil, 2)
        order = self.new_sale(self.kit, 2)
        self.validate(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assert_not_ours(order.picking_ids.move_ids)

    def test_an_issue_belongs_to_no_order(self):
        order = self.new_sale(self.filter, 3)
        self.assertFalse(self.issued.sale_line_id)
        self.assertFalse(self.issued.purchase_line_id)
        self.assertFalse(self.issued.picking_id.sale_id)
        self.assertNotIn(self.issued, order.picking_ids.move_ids)
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_a_receipt_and_its_return(self):
        job = self.new_job([(self.filter, 12)], days=4)
        order = self.new_purchase(self.filter, 5)
        self.assertEqual(self.state(job), "expected")
        receipt = order.picking_ids
        self.validate(receipt)
        self.assertEqual(self.state(job), "ready")
        back = self.return_by_wizard(receipt, {self.filter: 3}, user=self.env.user)
        self.assertEqual(back.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(back.location_dest_id.usage, "supplier")
        self.assertEqual(order.order_line.qty_received, 2)
        self.assert_not_ours((receipt | back).move_ids)
        self.assertEqual(self.state(job), "short")
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 11)

    def test_what_is_shipped_from_the_vendor_is_not_for_the_asset(self):
        self.filter.seller_ids = [
            Command.create({"partner_id": self.partner.id, "price": 10})
        ]
        self.filter.route_ids = self.env.ref("stock_dropshipping.route_drop_shipping")
        order = self.new_sale(self.filter, 3)
        [purchase] = order._get_purchase_orders()
        purchase.button_confirm()
        job = self.new_job([(self.filter, 10)], days=4)
        self.assertEqual(self.state(job), "short", "it never comes here")
        self.validate(purchase.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assert_not_ours(purchase.picking_ids.move_ids)
        self.assertEqual(self.on_hand(self.filter), (9, 0))
