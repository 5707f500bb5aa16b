from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionDecisions(BuyingCase):
    """Who approves, cancels and enters what."""

    def test_above_an_amount_a_manager_approves(self):
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30})
        belt = self.new_product("Belt")
        self.sell(belt, price=5)
        self.new_job([(self.filter, 4), (belt, 1)], days=12)
        self.run_planner()
        line = self.lines(self.filter)
        self.assertEqual(self.told(line), [("to_approve", 4, 12)])
        self.assertEqual(self.lines(belt).state, "ordered", "one does not wait")
        self.assertEqual(self.needs()[0].covered_by, "requisition")
        self.assertEqual(self.needs()[0].short_cost, 40, "is still to be spent")
        with self.assertNothingWritten():
            self.run_planner()
        with self.assertRaisesRegex(AccessError, "manager"):
            line.action_approve()
        self.assertFalse(self.bought())
        result = line.with_user(self.manager).action_approve()
        self.assertEqual(result, {"approved": line.ids, "failed": []})
        self.assertEqual(line.state, "ordered")
        self.assertEqual(line.approved_by_id, self.manager)
        self.assertEqual(self.asked(), [(4, 12)])

    def test_what_outgrows_its_approval_is_approved_anew(self):
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30})
        job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        line = self.lines()
        line.with_user(self.manager).action_approve()
        job.part_ids.quantity = 3
        self.run_planner()
        self.assertEqual(self.told(line), [("ordered", 3, 12)])
        job.part_ids.quantity = 4
        self.run_planner()
        self.assertEqual(self.told(line), [("ordered", 4, 12)], "as approved")
        job.part_ids.quantity = 5
        self.run_planner()
        self.assertEqual(self.told(line), [("to_approve", 5, 12)])
        self.assertFalse(self.bought())
        line.with_user(self.manager).action_approve()
        self.assertEqual(self.asked(), [(5, 12)])

    def test_what_grew_while_nobody_asked_for_approval_stays_ordered(self):
        job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        job.part_ids.quantity = 5
        self.run_planner()
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30})
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 5, 12)])
        job.part_ids.quantity = 6
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("to_approve", 6, 12)])

    def test_what_fails_is_told_on_the_screen(self):
        unknown = self.new_product("Unknown")
        self.new_job([(self.filter, 4), (unknown, 1)], days=12)
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30})
        self.run_planner()
        requisition = self.lines().requisition_id
        told = requisition.action_approve_and_tell()["params"]["message"]
        self.assertEqual(told.count("Unknown"), 1)
        self.assertIn(f"{self.filter.display_name}: It needs the approval", told)
        filters = self.lines(self.filter).with_user(self.manager)
        self.assertIs(filters.action_approve_and_tell(), False)
        self.assertEqual(filters.state, "ordered")

    def test_a_rush_is_approved_by_a_manager_if_the_company_wants_so(self):
        self.company.parts_approve_rush = True
        self.new_job([(self.filter, 1)], days=3)
        self.new_job([(self.filter, 1)], days=12)
        self.run_planner()
        self.assertEqual(
            self.told(self.lines()), [("to_approve", 1, 3), ("ordered", 1, 12)]
        )

    def run_planner_on(self, number):
        """Run the planner as on another day, at noon."""
        with freeze_time(f"{self.day(number)} 12:00:00"):
            self.run_planner()

    def test_what_becomes_a_rush_after_its_approval_stays_approved(self):
        """Approval is about what is spent: the day alone asks for no other."""
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 30})
        belt = self.new_product("Belt")
        self.sell(belt, price=5)
        self.new_job([(self.filter, 4), (belt, 1)], days=12)
        self.run_planner()
        by_manager, by_rules = self.lines(self.filter), self.lines(belt)
        by_manager.with_user(self.manager).action_approve()
        self.company.parts_approve_rush = True
        self.run_planner_on(8)
        for line in (by_manager, by_rules):
            self.assertTrue(line.is_rush)
            self.assertEqual((line.decision, line.state), ("approved", "ordered"))
        self.assertEqual(by_manager.approved_by_id, self.manager)
        self.assertFalse(by_rules.approved_by_id)
        # the vendor is asked for the first day on which it can come
        self.assertEqual((self.asked(), self.asked(belt)), ([(4, 15)], [(1, 15)]))

    def test_what_is_approved_and_not_ordered_yet_is_ordered_as_a_rush(self):
        self.company.parts_approve_rush = True
        self.warehouse.buy_pull_id.active = False
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        line = self.lines()
        self.assertEqual((line.state, line.is_rush), ("approved", False))
        self.warehouse.buy_pull_id.active = True
        self.run_planner_on(8)
        self.assertEqual((line.state, line.is_rush), ("ordered", True))

    def test_what_becomes_a_rush_before_it_is_approved_waits_for_a_manager(self):
        self.company.parts_approve_rush = True
        unknown = self.new_product("Unknown")
        job = self.new_job([(unknown, 1)], days=20)
        self.run_planner()
        line = self.lines(unknown)
        self.assertEqual((line.state, line.is_rush), ("draft", False))
        self.sell(unknown)
        self.run_planner_on(15)
        self.assertEqual((line.state, line.is_rush), ("to_approve", True))
        self.assertFalse(self.bought(unknown))
        # in time again, it needs nobody's approval
        job.schedule_date = self.in_days(25)
        self.run_planner_on(15)
        self.assertEqual((line.state, line.is_rush), ("ordered", False))

    def test_a_rush_that_costs_more_than_was_approved_is_approved_anew(self):
        self.company.parts_approve_rush = True
        job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        job.part_ids.quantity = 5
        self.run_planner()
        line = self.lines()
        self.assertEqual(self.told(line), [("ordered", 5, 12)], "no rush: it may")
        job.part_ids.quantity = 6
        self.run_planner_on(8)
        self.assertEqual(self.told(line), [("to_approve", 6, 12)])
        self.assertFalse(self.bought())

    def test_the_whole_requisition_at_once_and_the_bad_row_told(self):
        self.company.parts_approve_rush = True
        belt, unknown = self.new_product("Belt"), self.new_product("Unknown")
        self.sell(belt, price=5)
        self.new_job([(self.filter, 4), (belt, 1), (unknown, 1)], days=3)
        self.run_planner()
        requisition = self.lines().requisition_id
        self.assertEqual(requisition.state, "draft")
        result = requisition.with_user(self.manager).action_approve()
        self.assertEqual(
            set(result["approved"]), set((self.lines() - self.lines(unknown)).ids)
        )
        [failed] = result["failed"]
        self.assertEqual(failed["line_id"], self.lines(unknown).id)
        self.assertIn("has no vendor", failed["reason"])
        self.assertTrue(self.bought() and self.bought(belt))
        self.assertEqual(requisition.state, "open")

    def test_what_odoo_has_no_rule_for_is_told_and_the_others_are_ordered(self):
        north = self.new_warehouse("North", "NOR")
        north.buy_pull_id.active = False
        self.new_job([(self.filter, 2)], days=12)
        self.new_job([(self.filter, 2)], days=12, warehouse_id=north.id)
        self.run_planner(warehouse_ids=None)
        self.assertEqual(self.told(self.lines()), [("ordered", 2, 12)])
        line = self.lines(warehouse_id=north.id)
        self.assertEqual(line.state, "approved")
        self.assertIn("No rule has been found", line.failure_reason)
        north.buy_pull_id.active = True
        self.run_planner(warehouse_ids=None)
        self.assertEqual(line.state, "ordered")
        self.assertFalse(line.failure_reason)

    def test_a_rejection_holds_until_more_is_needed(self):
        job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        line = self.lines()
        self.assertIs(line.action_cancel(reason="We have a spare"), True)
        self.assertEqual(
            (line.state, line.cancel_reason), ("cancel", "We have a spare")
        )
        self.assertEqual(line.cancelled_by_id, self.planner)
        self.assertFalse(self.bought())
        self.run_planner()
        self.assertFalse(self.lines())
        self.assertEqual(self.shortages(), [("buy", 4, 12)], "it still lacks")
        self.assertEqual(self.needs().covered_by, "nothing")
        self.assertEqual(self.needs().shortage_id.requisition_line_id, line)
        job.part_ids.quantity = 3
        self.run_planner()
        self.assertFalse(self.lines(), "less of the same")
        job.part_ids.quantity = 5
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 5, 12)])

    def test_a_rejection_is_about_its_need_only(self):
        job = self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        self.lines().action_cancel()
        self.new_job([(self.filter, 1)], days=12)
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 1, 12)])
        job.schedule_date = self.in_days(13)
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 5, 12)])

    def test_a_rejection_of_something_overdue_holds_the_next_day_too(self):
        self.new_job([(self.filter, 4)], days=-5)
        self.run_planner()
        line = self.lines()
        line.action_cancel()
        line.sudo().share_ids.date_need = self.day(-1)
        self.run_planner()
        self.assertFalse(self.lines())

    def test_a_rejection_of_a_minimum_holds_the_next_day_too(self):
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 2
        self.run_planner()
        line = self.lines()
        self.assertEqual(line.share_ids.key, f"minimum/{self.filter.id}")
        line.action_cancel()
        line.sudo().share_ids.date_need = self.day(6)
        self.run_planner()
        self.assertFalse(self.lines())

    def test_reopening_asks_again(self):
        self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        line = self.lines()
        line.action_cancel()
        self.new_job([(self.filter, 1)], days=12)
        unknown = self.new_product("Unknown")
        self.new_job([(unknown, 1)], days=12)
        self.run_planner()
        draft = self.lines(unknown).requisition_id
        self.assertNotEqual(line.requisition_id, draft)
        line.action_reopen()
        self.assertEqual((line.state, line.requisition_id), ("draft", draft))
        self.run_planner()
        self.assertEqual(sum(self.bought().mapped("product_qty")), 5)

    def test_a_confirmed_order_is_cancelled_by_its_buyer(self):
        self.new_job([(self.filter, 4)], days=12)
        self.run_planner()
        line, order = self.lines(), self.bought().order_id
        self.confirm(self.bought())
        with self.assertRaisesRegex(UserError, order.name):
            line.action_cancel()
        self.assertEqual(line.state, "ordered")

    def test_a_planner_enters_what_nobody_needs(self):
        line = self.enter(3, days=20)
        self.assertEqual(self.told(line), [("draft", 3, 20)])
        self.assertEqual((line.vendor_id, line.cost), (self.vendor, 30))
        self.assertEqual(line.explanation, f"Entered by {self.planner.name}.")
        self.assertEqual(line.date_order_by.weekday() < 5, True)
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("draft", 3, 20)], "it stays")
        line.quantity = 4
        line.requisition_id.action_approve()
        self.assertEqual(self.asked(), [(4, 20)])
        self.run_planner()
        self.assertEqual(line.surplus_qty, 0)
        self.assertEqual(self.asked(), [(4, 20)])

    def test_what_a_planner_enters_is_on_the_way_to_the_needs(self):
        self.enter(3, days=12)
        self.new_job([(self.filter, 4)], days=14)
        self.run_planner()
        self.assertEqual(
            self.told(self.lines()), [("draft", 3, 12), ("ordered", 1, 14)]
        )

    def test_what_a_planner_changes_stays_as_changed(self):
        self.company.parts_approve_rush = True
        job = self.new_job([(self.filter, 1)], days=3)
        self.run_planner()
        line = self.lines()
        line.quantity = 5
        self.assertTrue(line.is_manual)
        job.part_ids.quantity = 2
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("to_approve", 5, 3)])

    def test_what_is_entered_is_rounded_to_packs(self):
        belt = self.new_product("Belt")
        six = self.env.ref("uom.product_uom_pack_6")
        self.sell(belt, product_uom_id=six.id, price=12)
        line = self.enter(3, days=20, product=belt)
        self.assertEqual((line.quantity, line.cost), (6, 12))

    def test_the_vendor_that_is_entered_is_asked(self):
        other = self.env["res.partner"].create({"name": "Second"})
        second = self.sell(self.filter, price=20, sequence=9, partner_id=other.id)
        line = self.enter(3, days=20)
        self.assertEqual(line.vendor_id.id, self.vendor.id)
        line.supplierinfo_id = second
        self.assertEqual((line.vendor_id.id, line.cost), (other.id, 60))
        line.action_approve()
        self.assertEqual(self.bought().partner_id.id, other.id)
        self.assertEqual(self.bought().price_unit, 20)

    def test_only_what_a_person_knows_is_entered(self):
        line = self.enter(3, days=20)
        for name, value in (("decision", "approved"), ("cost", 1), ("surplus_qty", 1)):
            with self.assertRaisesRegex(AccessError, name):
                line.write({name: value})
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            line.quantity = -1
        line.action_approve()
        with self.assertRaisesRegex(UserError, "is decided"):
            line.quantity = 4

    def test_days_that_mean_nothing_are_refused(self):
        for name in ("parts_consolidation_days", "parts_look_ahead_days"):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self.company[name] = -1
                self.env.flush_all()

    def test_one_open_draft_for_each_warehouse(self):
        self.enter(3, days=20)
        requisitions = self.env["maintenance.requisition"].with_user(self.planner)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            requisitions.create({"warehouse_id": self.warehouse.id})

    def test_what_is_ordered_stays_with_its_warehouse(self):
        north = self.new_warehouse("North", "NOR")
        line = self.enter(3, days=20)
        requisition = line.requisition_id
        requisition.warehouse_id = north
        self.assertEqual(line.warehouse_id, north)
        line.action_approve()
        with self.assertRaisesRegex(ValidationError, "are ordered"):
            requisition.warehouse_id = self.warehouse

    def test_approving_twice_orders_once(self):
        line = self.enter(3, days=20)
        line.action_approve()
        line.action_approve()
        self.assertEqual(self.asked(), [(3, 20)])

    def test_what_is_cancelled_is_reopened_before_it_is_approved(self):
        line = self.enter(3, days=20)
        line.action_cancel()
        result = line.action_approve()
        self.assertEqual(result["approved"], [])
        self.assertIn("Reopen", result["failed"][0]["reason"])
