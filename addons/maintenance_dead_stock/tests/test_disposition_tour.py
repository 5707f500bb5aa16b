from odoo.tests import HttpCase, tagged

from .common import DispositionCase


@tagged("post_install", "-at_install")
class TestDispositionTour(HttpCase, DispositionCase):
    """A planner and a manager return a part to its vendor, in the browser."""

    def test_return_a_part_to_its_vendor(self):
        self.battery.name = "Tour battery"
        self.stock(self.battery, 0)
        order = self.new_rfq(self.battery, 6, confirm=True)
        self.validate(order.picking_ids)
        self.table._rebuild(self.warehouse)
        self.start_tour(
            "/odoo/dead-stock",
            "maintenance_disposition_return",
            login=self.planner.login,
        )
        one = self.dispositions.search([("product_id", "=", self.battery.id)])
        self.assertEqual((one.kind, one.quantity, one.state), ("return", 6, "draft"))
        self.start_tour(
            f"/odoo/dispositions/{one.id}",
            "maintenance_disposition_carry_out",
            login=self.manager.login,
        )
        self.assertEqual(one.state, "done")
        self.assertEqual(order.order_line.qty_received, 0)
