from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_requisition.tests.common import BuyingCase


@tagged("post_install", "-at_install")
class TestPurchaseBills(BuyingCase):
    """Vendor bills of purchase lines that name an asset (maintenance_cost)."""

    def test_the_bill_of_a_direct_purchase_names_the_asset(self):
        service = self.new_product("Inspection", type="service", is_storable=False)
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": 1,
                            "price_unit": 50,
                            "equipment_id": self.asset.id,
                        }
                    )
                    for product in (service, self.filter)
                ],
            }
        )
        self.assertIn("T-1", order.order_line[0].maintenance_for)
        order.button_confirm()
        order.order_line.filtered(
            lambda line: line.product_id == service
        ).qty_received = 1
        self.receive_line(order.order_line[1], 1)
        order.action_create_invoice()
        lines = order.invoice_ids.invoice_line_ids
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines.equipment_id.ids, self.asset.ids)
        charged = {line.product_id: line.maintenance_charge for line in lines}
        self.assertEqual(charged, {service: "service", self.filter: False})
