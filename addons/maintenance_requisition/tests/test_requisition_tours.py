from odoo.tests import HttpCase, tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionTours(HttpCase, BuyingCase):
    """What a manager and a buyer click."""

    def test_approve_and_order(self):
        self.company.parts_approve_rush = True
        self.filter.name = "Tour filter"
        self.new_job([(self.filter, 2)], days=3)
        self.run_planner()
        line = self.lines()
        self.assertEqual(line.state, "to_approve")
        self.start_tour(
            "/odoo/parts-to-order",
            "maintenance_requisition_approve",
            login=self.manager.login,
        )
        self.assertEqual(line.state, "ordered")
        order = self.bought().order_id
        self.start_tour(
            f"/odoo/purchase/{order.id}",
            "maintenance_requisition_confirm",
            login=self.buyer.login,
        )
        self.assertEqual(order.state, "purchase")
