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


@tagged("post_install", "-at_install")
class TestRushTour(HttpCase, BuyingCase):
    """A buyer expedites a rush line, in the browser."""

    def test_expedite_a_rush_line(self):
        belt = self.new_product("Tour belt")
        self.sell(belt, price=10.0)
        forklift = self.new_asset(self.bom, name="Tour forklift", code="TOUR-7")
        job = self.new_job(
            [(belt, 2)], asset=forklift, days=2, user_id=self.technician.id
        )
        self.run_planner()
        order = self.bought(belt).order_id
        self.start_tour(
            f"/odoo/action-purchase.purchase_rfq/{order.id}",
            "maintenance_requisition_expedite",
            login=self.buyer.login,
        )
        self.env.invalidate_all()
        self.assertEqual(self.lines(belt).state, "received")
        row = self.env["maintenance.rush.report"].with_user(self.planner).search([])
        self.assertEqual((row.quantity, row.price, row.premium), (2, 15, 10))
        notice = self.env["mail.message"].search(
            [
                ("model", "=", job._name),
                ("res_id", "=", job.id),
                ("body", "ilike", "belt"),
            ]
        )
        self.assertEqual(notice.notified_partner_ids, self.technician.partner_id)
