from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestCopiedTransfers(BuyingCase):
    """Copies that a person makes of transfers are in draft and bring nothing."""

    def test_a_draft_copy_of_a_receipt_is_not_ordered(self):
        self.new_job([(self.filter, 4)], days=9)
        self.run_planner()
        line = self.env["maintenance.requisition.line"].search(
            [("product_id", "=", self.filter.id)]
        )
        if line.state != "ordered":
            line.sudo().action_approve()
        order = line.sudo().allocation_ids.purchase_line_id.order_id
        order.button_confirm()
        self.validate(order.picking_ids)
        self.assertEqual(line.state, "received")
        order.picking_ids.copy()
        self.env.invalidate_all()
        self.assertEqual(line.state, "received")
        self.assertEqual(line.received_qty, 4)
        coming = order.order_line._get_parts_came_and_coming()
        self.assertEqual(coming, (4, 0))
