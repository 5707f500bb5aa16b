from odoo.tests import tagged

from odoo.addons.maintenance_requisition.tests.common import BuyingCase


@tagged("post_install", "-at_install")
class TestPurchaseRequests(BuyingCase):
    """Parts that are bought by purchase request are on the way by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter.purchase_request = True
        cls.approver = cls.new_user(
            "approver",
            "purchase_request.group_purchase_request_manager,"
            "purchase.group_purchase_user",
        )

    def plan(self, quantity=4, days=12):
        """The job, and the requested line of its part."""
        job = self.new_job([(self.filter, quantity)], days=days)
        self.run_planner()
        return job, self.requested()

    def requested(self, product=None):
        """The lines of purchase requests, as who decides about them sees them."""
        table = self.env["purchase.request.line"].with_user(self.approver)
        return table.search(
            [
                ("product_id", "=", (product or self.filter).id),
                ("cancelled", "=", False),
            ],
            order="id",
        )

    def make_order(self, requested, quantity=None):
        """The purchase line that is made of a requested line."""
        requested.request_id.button_to_approve()
        requested.request_id.button_approved()
        wizard = (
            self.env["purchase.request.line.make.purchase.order"]
            .with_user(self.approver)
            .with_context(active_model=requested._name, active_ids=requested.ids)
            .create({"supplier_id": self.vendor.id})
        )
        if quantity:
            wizard.item_ids.product_qty = quantity
        wizard.make_purchase_order()
        self.env.invalidate_all()
        return self.bought()

    def assert_settled(self):
        """Another run writes and requests nothing."""
        names = ["product_qty", "date_required", "request_state"]
        before = self.requested().read(names)
        with self.assertNothingWritten():
            self.run_planner()
        self.assertEqual(self.requested().read(names), before)

    def test_an_approved_line_is_requested_and_on_the_way(self):
        _job, requested = self.plan()
        line = self.lines()
        self.assertEqual(self.told(line), [("ordered", 4, 12)])
        self.assertEqual((requested.product_qty, requested.request_state), (4, "draft"))
        self.assertEqual(requested.date_required, self.day(12))
        self.assertEqual(requested.maintenance_requisition_line_id.id, line.id)
        self.assertEqual(requested.request_id.origin, line.requisition_id.name)
        self.assertFalse(self.bought(), "no request for quotation")
        self.assertEqual((line.ordered_qty, line.failure_reason), (4, False))
        self.assertEqual(line.order_names, requested.request_id.name)
        need = self.needs()
        self.assertEqual((need.covered_by, need.date_expected), ("rfq", self.day(12)))
        self.assert_settled()

    def test_parts_without_purchase_requests_are_bought_on_orders(self):
        belt = self.new_product("Belt")
        self.sell(belt)
        self.new_job([(belt, 1), (self.filter, 1)], days=12)
        self.run_planner()
        self.assertEqual(self.asked(belt), [(1, 12)])
        self.assertFalse(self.requested(belt))
        self.assertEqual(self.requested().product_qty, 1)

    def test_who_sells_it_is_left_to_those_who_decide(self):
        self.filter.seller_ids.unlink()
        _job, requested = self.plan(days=16)
        self.assertEqual(requested.product_qty, 4)
        self.assertFalse(self.lines().failure_reason)

    def test_a_draft_follows_the_need(self):
        job, _requested = self.plan()
        job.part_ids.quantity = 6
        job.schedule_date = self.in_days(13)
        self.run_planner()
        requested = self.requested()
        self.assertEqual(requested.product_qty, 6)
        self.assertEqual(requested.date_required, self.day(13))
        self.assertEqual(self.told(self.lines()), [("ordered", 6, 13)])
        self.assert_settled()
        request = requested.request_id
        job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertFalse(self.requested())
        self.assertFalse(request.exists(), "nothing is left of it")
        self.assertEqual(self.lines(state="cancel").mapped("state"), ["cancel"])

    def test_another_price_of_the_vendor_changes_the_cost_and_not_the_request(self):
        _job, requested = self.plan()
        self.filter.seller_ids.price = 12
        self.run_planner()
        self.assertEqual(self.exceptions(), [])
        self.assertEqual(self.requested(), requested)
        self.assertEqual(self.lines().cost, 48)
        self.assert_settled()

    def test_what_waits_for_approval_is_left_alone_and_counts(self):
        for state in ("to_approve", "approved"):
            with self.subTest(state=state):
                job, requested = self.plan()
                requested.request_id.button_to_approve()
                if state == "approved":
                    requested.request_id.button_approved()
                self.assert_settled()
                job.part_ids.quantity += 1
                self.run_planner()
                self.assertEqual(requested.product_qty, 4)
                self.assertEqual(
                    sum((self.requested() - requested).mapped("product_qty")), 1
                )
                (self.requested() - requested).request_id.sudo().unlink()
                requested.request_id.sudo().state = "draft"
                job.sudo().archive_equipment_request()
                self.run_planner()
                self.assertFalse(self.requested())

    def test_what_somebody_has_changed_is_left_alone(self):
        job, requested = self.plan()
        requested.sudo().product_qty = 5
        job.part_ids.quantity = 5
        self.run_planner()
        self.assertEqual(self.requested().mapped("product_qty"), [5])
        self.assert_settled()

    def test_the_order_is_followed_to_the_receipt(self):
        job, requested = self.plan()
        bought = self.make_order(requested)
        line = self.lines()
        self.assertEqual(line.purchase_line_ids.ids, bought.ids)
        self.assertEqual((line.state, line.ordered_qty), ("ordered", 4))
        self.assertIn(self.asset.display_name, bought.maintenance_for)
        self.assert_settled()
        self.confirm(bought)
        self.assertEqual(bought.sudo().maintenance_allocation_ids.state, "ordered")
        self.assert_settled()
        self.receive_line(bought, 3)
        self.assertEqual((line.state, line.received_qty), ("ordered", 3))
        self.receive_line(bought, 1)
        self.assertEqual((line.state, line.received_qty), ("received", 4))
        self.assert_settled()
        self.assertEqual(self.needs().covered_by, "stock")
        self.assertTrue(job)

    def test_what_is_not_ordered_after_all_stays_on_the_way(self):
        _job, requested = self.plan()
        bought = self.make_order(requested, quantity=3)
        line = self.lines()
        self.assertEqual(bought.product_qty, 4, "a request is ordered whole")
        self.assertEqual(line.ordered_qty, 4)
        self.assert_settled()
        bought.order_id.button_cancel()
        self.env.invalidate_all()
        self.assertEqual((line.state, line.ordered_qty), ("ordered", 4))
        self.assert_settled()

    def test_a_rejected_request_brings_the_need_back(self):
        _job, requested = self.plan()
        name = requested.request_id.name
        requested.request_id.button_to_approve()
        requested.request_id.button_rejected()
        line = self.lines(state="cancel")
        self.assertEqual(line.cancel_reason, f"{name} is rejected")
        self.assertEqual(line.cancelled_by_id, self.approver)
        for _again in range(2):
            self.run_planner()
            self.assertEqual(self.needs().covered_by, "nothing")
            self.assertEqual(self.shortages(), [("buy", 4, 12)])
            self.assertFalse(self.requested(), "it is not asked for the same again")
        line.with_user(self.planner).action_reopen()
        self.run_planner()
        self.assertEqual(self.requested().product_qty, 4)
        self.assertEqual(self.needs().covered_by, "rfq")

    def test_a_request_that_is_a_draft_again_is_on_the_way_again(self):
        _job, requested = self.plan()
        requested.request_id.button_to_approve()
        requested.request_id.button_rejected()
        requested.request_id.button_draft()
        self.run_planner()
        self.assertEqual(self.lines().state, "ordered")
        self.assertEqual(len(self.requested()), 1)
        self.assertEqual(self.needs().covered_by, "rfq")

    def test_a_planner_takes_back_what_nobody_has_decided_yet(self):
        _job, requested = self.plan()
        line = self.lines()
        line.action_cancel(reason="No")
        self.assertFalse(self.requested())
        self.assertEqual(line.state, "cancel")
        self.assertFalse(requested.exists())
