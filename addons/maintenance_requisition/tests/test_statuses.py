from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestStatuses(BuyingCase):
    """One status for one thing, on every screen that shows it."""

    def statuses(self):
        """{status of the shortage}, {status of the line} of the filter."""
        self.env.invalidate_all()
        shortages = self.env["maintenance.part.shortage"].with_user(self.planner)
        found = shortages.search([("product_id", "=", self.filter.id)])
        return set(found.mapped("status")), set(self.lines().mapped("status"))

    def test_a_request_for_quotation_is_not_ordered(self):
        self.new_job([(self.filter, 2)], days=8)
        self.run_planner()
        line = self.lines()
        self.assertEqual(line.state, "ordered")
        self.assertEqual(self.statuses(), ({"rfq"}, {"rfq"}))
        table = self.env["maintenance.requisition.line"].with_user(self.planner)
        for status in ("rfq", "ordered", "failed", "draft"):
            found = table.search(
                [("status", "=", status), ("product_id", "=", self.filter.id)]
            )
            self.assertEqual(found, line if status == "rfq" else table)
        line.sudo().purchase_line_ids.order_id.button_confirm()
        self.env.invalidate_all()
        self.assertEqual(line.status, "ordered")
        self.assertEqual(table.search([("status", "=", "ordered")]), line)

    def test_a_job_tells_the_request_for_the_part_that_supersedes_its_own(self):
        newest = self.new_product("Newest")
        self.sell(newest)
        self.filter.superseded_by_id = newest
        job = self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        order = self.bought(newest).order_id
        self.assertEqual(job.parts_ordered, f"RFQ {order.name}, Vendor")

    def test_who_issues_is_told_where_each_missing_part_is_ordered(self):
        newest, unsold = self.new_product("Newest"), self.new_product("Unsold")
        self.sell(newest)
        self.filter.superseded_by_id = newest
        job = self.new_job([(self.filter, 2), (unsold, 1)], days=12)
        self.run_planner()
        order, [line] = self.bought(newest).order_id, self.lines(unsold)
        requisition = f"requisition {line.requisition_id.name}, cannot be ordered"

        def told():
            return [row["supply"] for row in job._prepare_missing_lines()]

        self.assertEqual(told(), [f"RFQ {order.name}, Vendor", requisition])
        self.confirm(self.bought(newest))
        self.env.invalidate_all()
        first, second = told()
        self.assertRegex(first, rf"^{order.name}, Vendor \(.*\)$")
        self.assertEqual(second, requisition)

    def test_what_nobody_sells_is_not_approved(self):
        part = self.new_product("Unsold")
        self.new_job([(part, 2)], days=8)
        self.run_planner()
        line = self.lines(part)
        line.action_approve()
        self.assertEqual(line.status, "failed")
        found = line.search([("status", "=", "failed"), ("product_id", "=", part.id)])
        self.assertEqual(found, line)

    def test_the_order_of_a_line_opens(self):
        self.new_job([(self.filter, 2)], days=8)
        self.run_planner()
        line = self.lines()
        action = line.with_user(self.buyer).action_open_order()
        self.assertEqual(action["res_id"], line.sudo().purchase_line_ids.order_id.id)

    def test_the_age_of_derived_screens_is_told(self):
        requisition = self.env["maintenance.requisition"]
        self.env["stock.warehouse"].search([]).parts_derived_at = False
        status = requisition.with_user(self.technician).get_planning_status()
        self.assertEqual(status, {"planned_at": False, "can_plan": False})
        before = fields.Datetime.now()
        self.run_planner(warehouse_ids=None)
        status = requisition.with_user(self.planner).get_planning_status()
        self.assertTrue(status["can_plan"])
        self.assertGreaterEqual(
            fields.Datetime.to_datetime(status["planned_at"]), before
        )

    def test_each_shortage_has_a_reason_of_its_own(self):
        other = self.new_warehouse("Other", "OTH")
        self.stock(self.filter, 1, other.lot_stock_id)
        self.company.parts_live = False
        self.new_job([(self.filter, 3)], days=40)
        self.run_planner()
        shortages = self.env["maintenance.part.shortage"].with_user(self.planner)
        found = shortages.search(
            [
                ("product_id", "=", self.filter.id),
                ("warehouse_id", "=", self.warehouse.id),
            ]
        )
        texts = found.mapped("explanation")
        self.assertEqual(len(texts), len(set(texts)))
        self.assertTrue(any(text.endswith("available at Other") for text in texts))
        self.assertTrue(any(text.endswith("to buy") for text in texts))
        self.assertEqual(set(found.mapped("status")), {"open"})

    def test_what_is_ordered_and_comes_too_late_is_ordered_then_received(self):
        self.new_job([(self.filter, 2)], days=8)
        self.run_planner()
        order = self.lines().sudo().purchase_line_ids.order_id
        self.confirm(order.order_line)
        order.order_line.date_planned = self.in_days(20)
        self.run_planner()
        shortage = self.env["maintenance.part.shortage"].search(
            [("product_id", "=", self.filter.id)]
        )
        self.assertEqual(shortage.action, "expedite")
        self.assertEqual(self.statuses()[0], {"ordered"})
        self.env.cr.execute(
            "UPDATE stock_warehouse SET parts_planned_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(minutes=1), self.warehouse.id],
        )
        self.receive_line(order.order_line, 2)
        self.assertEqual(self.statuses()[0], {"received"})
        self.run_planner()
        self.assertEqual(self.statuses()[0], set())
