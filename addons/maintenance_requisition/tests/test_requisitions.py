from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitions(BuyingCase):
    """From what lacks to the draft request for quotation, as the roles see it."""

    def test_what_is_to_be_decided_soon_becomes_a_draft_rfq(self):
        self.stock(self.filter, 2)
        job = self.new_job([(self.filter, 7)], days=12)
        self.run_planner()
        line = self.lines()
        self.assertEqual(self.told(line), [("ordered", 5, 12)])
        self.assertEqual((line.action, line.vendor_id), ("buy", self.vendor))
        self.assertEqual((line.price_unit, line.cost), (10, 50))
        self.assertEqual(line.currency_id, self.company.currency_id)
        self.assertFalse(line.is_rush)
        self.assertLessEqual(line.date_order_by, self.day(5))
        self.assertEqual(line.date_planned, self.day(12))
        self.assertIn("on hand 2, needed 7 → short 5", line.explanation)
        [share] = line.share_ids
        self.assertEqual(share.equipment_id.id, self.asset.id)
        self.assertEqual((share.request_id.id, share.quantity), (job.id, 5))
        self.assertEqual(line.need_ids, self.needs())
        self.assertEqual(self.asked(), [(5, 12)])
        bought = self.bought()
        self.assertEqual(bought.price_unit, 10)
        self.assertEqual(bought.order_id.state, "draft")
        self.assertEqual(bought.order_id.origin, line.requisition_id.name)
        self.assertEqual(line.purchase_line_ids.ids, bought.ids)
        self.assertEqual(bought.maintenance_requisition_line_ids.ids, line.ids)

    def test_running_again_writes_nothing(self):
        self.new_job([(self.filter, 7)], days=12)
        self.run_planner()
        line = self.lines()
        with self.assertNothingWritten():
            again = self.run_planner()
        self.assertEqual(
            (again["created"], again["changed"], again["removed"]), (0, 0, 0)
        )
        self.assertEqual(self.lines(), line)
        self.assertEqual(self.asked(), [(7, 12)])

    def test_the_need_is_covered_by_the_rfq_and_the_shortage_stays_visible(self):
        self.new_job([(self.filter, 7)], days=12)
        self.run_planner()
        need = self.needs()
        self.assertEqual((need.covered_by, need.short_qty), ("rfq", 0))
        self.assertEqual((need.date_expected, need.short_cost), (self.day(12), 0))
        self.assertEqual(self.shortages(), [("buy", 7, 12)])
        self.assertEqual(need.shortage_id.requisition_line_id, self.lines())

    def test_what_is_far_away_waits(self):
        self.new_job([(self.filter, 2)], days=40)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 2, 40)])
        self.assertFalse(self.lines())
        self.assertEqual(self.needs().covered_by, "nothing")
        self.company.parts_look_ahead_days = 40
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 2, 40)])

    def test_what_is_wanted_within_a_week_is_ordered_at_once(self):
        for days, quantity in ((12, 2), (14, 3), (20, 1)):
            self.new_job([(self.filter, quantity)], days=days)
        self.run_planner()
        line = self.lines()
        self.assertEqual(self.told(line), [("ordered", 5, 12)])
        self.assertEqual(line.share_ids.mapped("quantity"), [2, 3])

    def test_without_consolidation_each_day_is_by_itself(self):
        self.company.parts_consolidation_days = 0
        for days, quantity in ((11, 2), (12, 3), (12, 1)):
            self.new_job([(self.filter, quantity)], days=days)
        self.run_planner()
        self.assertEqual(
            self.told(self.lines()), [("ordered", 2, 11), ("ordered", 4, 12)]
        )
        self.assertEqual(self.asked(), [(2, 11), (4, 12)])
        self.assertEqual(len(self.bought().order_id), 1)

    def test_a_rush_is_marked_and_expected_when_it_can_be_there(self):
        self.new_job([(self.filter, 1)], days=3)
        self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        rush, rest = self.lines().sorted("date_need")
        self.assertTrue(rush.is_rush)
        self.assertFalse(rest.is_rush)
        self.assertEqual(
            (rush.date_need, rush.date_planned), (self.day(3), self.day(7))
        )
        self.assertEqual(self.asked(), [(1, 7), (4, 12)])
        self.assertEqual(self.needs()[0].date_expected, self.day(7))

    def test_safety_days_are_before_the_need(self):
        self.company.parts_safety_days = 3
        self.new_job([(self.filter, 1)], days=14)
        self.run_planner()
        self.assertEqual(self.lines().date_planned, self.day(11))
        self.assertEqual(self.asked(), [(1, 11)])

    def test_who_has_no_vendor_is_told_and_nobody_else_waits(self):
        unknown = self.new_product("Unknown")
        self.new_job([(unknown, 1), (self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.told(self.lines(self.filter)), [("ordered", 2, 12)])
        line = self.lines(unknown)
        self.assertEqual(self.told(line), [("draft", 1, 12)])
        self.assertIn("“Unknown” has no vendor: ask purchasing", line.failure_reason)
        self.assertFalse(self.bought(unknown))
        self.assertEqual(line.requisition_id.state, "draft")
        self.run_planner()
        self.assertEqual(self.lines(unknown), line)
        self.sell(unknown)
        self.run_planner()
        self.assertEqual(self.told(line), [("ordered", 1, 12)])
        self.assertFalse(line.failure_reason)
        self.assertEqual(line.requisition_id.state, "open")

    def test_before_going_live_there_are_shortages_only(self):
        self.company.parts_live = False
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 12)])
        self.assertFalse(self.lines())
        self.assertFalse(self.bought())
        line = self.enter(3, days=12)
        with self.assertRaisesRegex(UserError, "is not live"):
            line.action_approve()

    def test_companies_are_never_mixed(self):
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("stranger", "maintenance_bom.group_planner", other)
        for model in (
            "maintenance.requisition",
            "maintenance.requisition.line",
            "maintenance.requisition.share",
            "maintenance.requisition.allocation",
        ):
            self.assertTrue(self.env[model].with_user(self.planner).search([]))
            self.assertFalse(self.env[model].with_user(stranger).search([]))

    def test_others_who_work_with_orders_need_no_rights_on_requisitions(self):
        keeper = self.new_user("keeper", "stock.group_stock_user")
        accountant = self.new_user("accountant", "account.group_account_invoice")
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        bought = self.bought()
        self.confirm(bought)
        self.env.invalidate_all()
        order = bought.order_id.with_user(accountant)
        self.assertTrue(order.is_for_maintenance)
        self.assertTrue(order.order_line.read())
        self.env.invalidate_all()
        receipt = bought.sudo().move_ids.picking_id.with_user(keeper)
        receipt.move_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.env.flush_all()
        self.assertEqual(self.lines().state, "received")
        self.assertEqual(self.lines().requisition_id.state, "done")

    def test_the_laptop_story_to_its_receipt(self):
        """12 laptops; about a month ahead the batteries of three are ordered."""
        battery = self.new_product("Battery")
        self.sell(battery, days=14, price=60)
        bom = self.new_bom(
            "Laptop",
            [
                self.line(
                    battery, replace_after=36, replace_unit="month", notice_days=30
                )
            ],
        )
        laptops = self.new_assets(12, bom)
        near = self.today.replace(year=self.today.year - 3)
        for laptop in laptops:
            laptop.in_service_date = self.today
        due = laptops[:3]
        for laptop, days in zip(due, (20, 22, 24), strict=True):
            laptop.in_service_date = near.fromordinal(near.toordinal() + days)
        self.run_planner()
        line = self.lines(battery)
        self.assertEqual([(line.state, line.quantity)], [("ordered", 3)])
        self.assertEqual(
            line.share_ids.equipment_id.ids, due.ids, "for these three laptops"
        )
        bought = self.bought(battery)
        self.confirm(bought)
        self.receive_line(bought, 2)
        self.assertEqual((line.state, line.received_qty), ("ordered", 2))
        self.assertEqual(line.share_ids.mapped("received_qty"), [1, 1, 0])
        self.receive_line(bought, 1)
        self.assertEqual((line.state, line.received_qty), ("received", 3))
        self.assertEqual(line.requisition_id.state, "done")
        self.run_planner()
        self.assertEqual(
            self.needs(product_id=battery.id).mapped("covered_by"), ["stock"] * 3
        )
        self.assertEqual(len(self.bought(battery)), 1)
