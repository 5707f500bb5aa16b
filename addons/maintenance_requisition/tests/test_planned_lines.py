from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_planning.tests.common import LowStockCase

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestPlannedLines(BuyingCase):
    """What requisition lines change of what is planned, and the planner of them."""

    def test_what_waits_in_an_open_issue_is_still_ordered(self):
        self.stock(self.filter, 1)
        job = self.new_job([(self.filter, 4)], days=5)
        self.run_planner()
        line = self.lines()
        job.action_reserve_parts()
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 5)])
        self.assertEqual((line.exists().state, line.quantity), ("ordered", 3))

    def test_what_a_manual_rule_covers_is_ordered_by_a_line_alone(self):
        self.filter.route_ids = self.warehouse.buy_pull_id.route_id
        self.new_rule("manual")
        self.new_job([(self.filter, 3)], days=5)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 5)])
        self.assertEqual(self.asked(), [(3, 7)])
        self.env.invalidate_all()
        self.env["stock.rule"].run_scheduler()
        self.assertEqual(self.asked(), [(3, 7)], "and not by the rule too")

    def test_of_an_archived_warehouse_no_draft_order_is_left(self):
        north = self.new_warehouse("North", "NOR")
        self.new_warehouse("South", "SOU")
        self.new_job([(self.filter, 3)], days=3, warehouse_id=north.id)
        self.run_planner(warehouse_ids=None)
        line = self.env["maintenance.requisition.line"].search(
            [("warehouse_id", "=", north.id)]
        )
        order = line.allocation_ids.purchase_line_id.order_id
        self.assertEqual(order.state, "draft")
        keeper = self.new_user("keeper", "stock.group_stock_manager")
        north.with_user(keeper).active = False
        self.assertEqual(line.exists().state or "cancel", "cancel")
        self.assertFalse(order.order_line)
        self.run_planner(warehouse_ids=None)
        self.assertEqual(self.shortages(), [("buy", 3, 3)], "for the same job")

    def test_small_needs_are_rounded_once(self):
        gram = self.env.ref("uom.product_uom_gram")
        grease = self.new_product("Grease", self.env.ref("uom.product_uom_kgm"))
        bearing = self.new_asset(
            self.new_bom("Bearing", [self.line(grease, 3, uom_id=gram.id)])
        )
        for days in (3, 4):
            job = self.new_job(asset=bearing, days=days, maintenance_type="preventive")
            job.action_propose_parts()
        self.run_planner()
        needs = self.needs(product_id=grease.id)
        self.assertEqual(needs.mapped("short_qty"), [0.003, 0.003])
        line = self.lines(grease)
        self.assertAlmostEqual(line.needed_qty, 0.006)
        self.assertAlmostEqual(line.quantity, 0.01)
        self.assertIn("short 0.006 kg", line.explanation)

    def test_a_part_that_is_requested_keeps_a_unit_that_converts(self):
        belt = self.new_product("Belt")
        requisition = self.env["maintenance.requisition"].create(
            {"warehouse_id": self.warehouse.id}
        )
        line = self.env["maintenance.requisition.line"].create(
            {
                "requisition_id": requisition.id,
                "product_id": belt.id,
                "quantity": 5,
                "date_need": self.day(9),
            }
        )
        kilogram = self.env.ref("uom.product_uom_kgm")
        said = "“Belt” is on .* in Units, which does not convert to kg"
        with self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
            belt.uom_id = kilogram
        self.env.invalidate_all()
        line.action_cancel()
        belt.uom_id = kilogram

    def test_going_live_shows_what_would_be_ordered(self):
        self.company.parts_live = False
        unknown = self.new_product("Unknown")
        self.new_job([(self.filter, 3)], days=10)
        self.new_job([(self.filter, 2)], days=2)
        self.new_job([(self.filter, 1)], days=60)
        self.new_job([(unknown, 1)], days=10)
        dialog = self.env["maintenance.go.live"].with_user(self.manager).create({})
        dialog.action_preview()
        dialog.invalidate_recordset()
        self.assertFalse(self.env["maintenance.requisition.line"].search([]))
        self.assertEqual(dialog.due_count, 3)
        self.assertEqual(dialog.rush_count, 2, "2 days ahead, and without a vendor")
        self.assertEqual(dialog.due_cost, 50)
        self.assertEqual(dialog.later_count, 1)

    # --- coming jobs ----------------------------------------------------------------

    def row(self, job):
        rows = self.env["maintenance.job.readiness"].with_user(self.technician)
        return rows.search([("request_id", "=", job.id), ("kind", "=", "job")])

    def test_requisitions_that_are_not_ordered_yet_are_named(self):
        self.company.write({"parts_live": True, "parts_approve_rush": True})
        unknown = self.new_product("Unknown")
        job = self.new_job([(self.filter, 2), (unknown, 1)], days=3)
        other = self.new_job([(self.new_product("Other"), 1)], days=3)
        self.run_planner()
        lines = self.env["maintenance.requisition.line"].search([])
        [name] = lines.requisition_id.mapped("name")
        told = self.row(job).parts_ordered
        self.assertEqual(told.count("requisition"), 2)
        self.assertIn(f"requisition {name}, to approve", told)
        self.assertIn(f"requisition {name}, cannot be ordered", told)
        needs = self.needs(request_id=job.id)
        self.assertEqual(
            needs.with_user(self.technician).mapped("requisition_names"),
            [f"{name}, to approve", f"{name}, cannot be ordered"],
        )
        lines.filtered("vendor_id").with_user(self.manager).action_approve()
        self.env.invalidate_all()
        self.assertIn("RFQ P", self.row(job).parts_ordered)
        self.assertNotIn("to approve", self.row(job).parts_ordered)
        self.assertEqual(needs[0].requisition_names, name)
        self.assertNotIn("to approve", self.row(other).parts_ordered)

    def test_what_a_planner_entered_is_named_to_who_lacks_it(self):
        requisition = self.env["maintenance.requisition"].with_user(self.planner)
        requisition = requisition.create(
            {
                "warehouse_id": self.warehouse.id,
                "line_ids": [Command.create({"product_id": self.filter.id})],
            }
        )
        row = self.row(self.new_job([(self.filter, 2)], days=6))
        self.assertEqual(
            row.parts_ordered, f"requisition {requisition.name}, to decide"
        )


@tagged("post_install", "-at_install")
class TestLowStockOfLines(LowStockCase):
    """What requisitions bring is on the way; what a person has rejected is not."""

    def test_what_the_run_itself_orders_is_on_the_way(self):
        self.company.parts_live = True
        row = self.low()
        order = self.env["purchase.order.line"].search(
            [("product_id", "=", self.filter.id)]
        )
        self.assertEqual(order.product_qty, 2)
        expected = self.company._get_local_day(order.date_planned)
        told = (row.state, row.missing_qty, row.incoming_qty, row.date_expected)
        self.assertEqual(told, ("coming", 2, 2, expected))
        before = row.read()
        self.assertEqual(self.low().read(), before, "again, when it follows the needs")
        order.product_qty = 3
        row = self.low()
        self.assertEqual((row.state, row.incoming_qty), ("coming", 3), "fixed: once")

    def test_what_waits_for_an_approval_is_not_on_the_way(self):
        self.company.write(
            {
                "parts_live": True,
                "parts_approve_amount": True,
                "parts_approve_above": 5,
            }
        )
        row = self.low()
        self.assertEqual((row.state, row.incoming_qty), ("low", 0))

    def test_what_was_refused_for_a_job_is_not_taken_from_what_is_kept(self):
        self.company.write({"parts_live": True, "parts_minimum_vital": 0})
        self.new_job([(self.filter, 3)], days=5)
        self.run_planner()
        line = self.env["maintenance.requisition.line"].search(
            [("product_id", "=", self.filter.id)]
        )
        line.with_user(self.planner).action_cancel(reason="There is one elsewhere")
        self.company.parts_minimum_vital = 2
        self.stock(self.filter, 2)
        self.assertFalse(self.low())
        self.assertFalse(line.search([("state", "=", "ordered")]), "nor is it bought")
