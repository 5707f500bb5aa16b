from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MinimumsCase

START = date(2023, 1, 2)
TODAY = date(2025, 1, 2)


@tagged("post_install", "-at_install")
class TestPartMinimums(MinimumsCase):
    """Minimums learned from what nobody had planned, in force by a person's word."""

    def fail(self, *days, quantity=1, **values):
        for day in days:
            self.issue_on(START + timedelta(day), quantity, **values)

    def propose(self, today=TODAY):
        self.env["maintenance.part.minimum"]._propose(self.warehouse, today)
        self.env.invalidate_all()
        rows = self.env["maintenance.part.minimum"].with_user(self.planner)
        return rows.search([("warehouse_id", "=", self.warehouse.id)])

    def test_failures_are_learned_from(self):
        self.fail(0, 100, 200, 203, 400)
        row = self.propose()
        # 2.5 served a year are worth 250, more than the 20 of two on the shelf
        self.assertEqual((row.product_id, row.proposed_qty), (self.filter, 2))
        self.assertTrue(row.to_decide)
        self.assertFalse(row.is_applied)
        self.assertIn("on 5 days in 24 months, 5 Units", row.explanation)
        self.assertIn("keeping 2 would have served 5", row.explanation)

    def test_what_nobody_said_yes_to_is_not_kept(self):
        self.stock(self.filter, 0)
        self.fail_then_empty()
        row = self.propose()
        self.run_planner()
        self.assertFalse(self.shortages())
        row.action_accept()
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 7)])
        row.is_applied = False
        self.run_planner()
        self.assertFalse(self.shortages())

    def fail_then_empty(self):
        self.stock(self.filter, 10)
        self.fail(0, 100, 200)
        self.stock(self.filter, 0)

    def test_an_own_minimum_counts_instead_of_that_of_the_criticality(self):
        self.stock(self.filter, 0)
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 5
        table = self.env["maintenance.part.minimum"].with_user(self.planner)
        row = table.create(
            {
                "product_id": self.filter.id,
                "warehouse_id": self.warehouse.id,
                "quantity": 3,
            }
        )
        self.assertTrue(row.is_applied)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 7)])
        row.quantity = 0
        self.run_planner()
        self.assertFalse(self.shortages(), "zero: none is kept")

    def test_what_a_plan_foresaw_teaches_nothing(self):
        for number in range(3):
            job = self.new_job(maintenance_type="preventive")
            job.action_propose_parts()
            self.issue_on(START + timedelta(100 * number), job=job)
        self.assertFalse(self.propose())

    def test_a_part_planned_early_on_a_breakdown_was_foreseen(self):
        for number in range(3):
            job = self.new_job([(self.filter, 1)])
            day = START + timedelta(100 * number)
            self.issue_on(day, job=job)
            self.env.cr.execute(
                "UPDATE maintenance_request_part SET create_date = %s WHERE id = %s",
                [day - timedelta(7), job.part_ids.id],
            )
        self.assertFalse(self.propose())
        self.env.cr.execute(
            "UPDATE maintenance_request_part SET create_date = create_date + "
            "interval '1 day' WHERE id = %s",
            [job.part_ids.id],
        )
        self.assertTrue(self.propose(), "a day later it was too late to order")

    def test_what_came_back_was_not_used(self):
        moves = self.issue_on(START, 3)
        self.fail(100)
        self.return_by_wizard(moves.picking_id, {self.filter: 3})
        self.assertIn("on 1 days", self.propose().explanation)

    def test_units_are_converted(self):
        oil = self.new_product("Oil", self.litre, standard_price=1)
        self.stock(oil, 100)
        self.fail(0, 100, product=oil, quantity=0.5)
        self.assertEqual(self.propose().proposed_qty, 0.5)

    def test_the_use_of_the_old_part_is_that_of_the_new_one(self):
        self.fail(0, 100)
        new = self.new_product("New filter", standard_price=12)
        self.sell(new)
        self.filter.superseded_by_id = new
        self.assertEqual(self.propose().product_id, new.with_user(self.planner))

    def test_what_an_automatic_rule_keeps_is_left_to_it(self):
        self.fail(0, 100)
        self.new_rule()
        self.assertFalse(self.propose())

    def test_what_only_retired_assets_used_is_not_kept(self):
        self.fail(0, 100)
        self.asset.lifecycle_state = "retired"
        self.assertFalse(self.propose())

    def test_too_short_a_time_teaches_nothing(self):
        self.fail(0, 30, 60)
        self.assertFalse(self.propose(START + timedelta(89)))
        self.assertTrue(self.propose(START + timedelta(90)))

    def test_the_past_beyond_the_window_is_forgotten(self):
        self.fail(0, 400)
        self.company.parts_use_months = 12
        self.assertIn("on 1 days", self.propose().explanation)

    def test_a_part_without_a_price_is_not_proposed(self):
        self.filter.standard_price = 0
        self.filter.seller_ids.price = 0
        self.fail(0, 100)
        self.assertFalse(self.propose())

    def test_what_was_answered_is_not_asked_again(self):
        self.fail(0, 100)
        row = self.propose()
        row.action_decline()
        self.assertFalse(self.propose().to_decide)
        self.assertFalse(row.is_applied)
        self.fail(101, 102)
        self.assertTrue(self.propose().to_decide, "another proposal, another question")
        row.quantity = 7
        self.assertFalse(row.to_decide)
        self.assertTrue(row.is_applied)
        self.assertEqual(self.propose().quantity, 7, "a person's word stays")

    def test_proposals_go_and_decisions_stay(self):
        self.fail(0, 100)
        row = self.propose()
        later = TODAY + timedelta(3000)
        self.assertFalse(self.propose(later))
        row = self.propose()
        row.action_accept()
        self.assertEqual(self.propose(later), row)
        self.assertTrue(row.to_decide, "is it still wanted?")
        row.action_accept()
        self.assertEqual((row.quantity, row.is_applied), (0, True))

    def test_many_at_once(self):
        belt = self.new_product("Belt", standard_price=5)
        self.stock(belt, 100)
        self.fail(0, 100)
        self.fail(0, 100, product=belt, quantity=2)
        rows = self.propose()
        rows.action_accept()
        self.assertEqual(sorted(rows.mapped("quantity")), [1, 2])
        self.assertFalse(any(rows.mapped("to_decide")))

    def test_learning_again_changes_nothing(self):
        self.fail(0, 100)
        before = self.propose().read()
        self.assertEqual(self.propose().read(), before)

    def test_one_a_part_and_warehouse_and_never_below_zero(self):
        values = {"product_id": self.filter.id, "warehouse_id": self.warehouse.id}
        table = self.env["maintenance.part.minimum"]
        row = table.create({**values, "quantity": 1})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            table.create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            row.quantity = -1
            self.env.flush_all()

    def test_what_a_part_costs_is_not_told_to_technicians(self):
        table = self.env["maintenance.part.minimum"]
        row = table.create(
            {
                "product_id": self.filter.id,
                "warehouse_id": self.warehouse.id,
                "facts": dict.fromkeys(
                    ("uses", "months", "used", "lead_days", "cost", "served"), 1
                ),
            }
        )
        self.assertIn("costs", row.with_user(self.planner).explanation)
        [told] = row.with_user(self.technician).read()
        self.assertIn("quantity", told)
        self.assertFalse({"explanation", "facts"} & told.keys())
