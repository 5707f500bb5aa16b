"""Charges, analytic lines and journal items side by side, for a company and period."""

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .reconciling import DifferenceCase


@tagged("post_install", "-at_install")
class TestReconciliation(DifferenceCase):
    def line_of(self, record, asset):
        return record.line_ids.filtered(lambda line: line.equipment_id == asset)

    def test_perpetual_and_periodic_parts_of_one_asset(self):
        self.issue_move(self.perpetual, 3)
        record = self.compare()
        line = self.line_of(record, self.assets[0])
        # two of each before, and three more
        self.assertEqual((line.charge, line.analytic), (70, 70))
        self.assertEqual((line.ledger, line.ledger_difference), (50, 0))
        self.assertTrue(line.is_ledger_compared)
        self.assertEqual(line.left_to_closing, 20)
        self.assertIn("Periodic: the next closing books", line.note)
        self.assertEqual(record.state, "reconciled")
        self.assertEqual((record.charge, record.ledger), (110, 70))

    def test_of_periodic_parts_the_ledger_says_nothing_yet(self):
        self.moves_of(self.assets[1]).filtered(
            lambda move: move.product_id == self.perpetual
        ).equipment_id = self.assets[0]
        self.compare().drift_ids.action_correct()
        record = self.compare()
        line = self.line_of(record, self.assets[1])
        self.assertEqual((line.charge, line.ledger), (20, 0))
        self.assertFalse(line.is_ledger_compared)
        self.assertEqual(line.left_to_closing, 20)
        self.assertEqual(record.state, "reconciled")

    def test_what_is_no_distribution_is_refused_and_stops_no_comparison(self):
        technician = new_test_user(self.env, "mover", "maintenance_bom.group_user")
        move = self.issue_move()
        for value in ({"a": 1}, {str(10**20): 100}, {"7": "all"}, [1], "x", 7):
            with self.subTest(value=value):
                with self.assertRaises(ValidationError):
                    move.with_user(technician).parts_distribution = value
                # as it was before it was refused
                move.parts_distribution = value
                self.env.flush_all()
                line = self.line_of(self.compare(), self.assets[0])
                self.assertEqual(line.charge, 60)

    def test_an_asset_without_distribution_is_compared_without_analytics(self):
        bare = self.assets[0].copy({"name": "Bare", "analytic_distribution": False})
        self.issue_move(asset=bare)
        record = self.compare()
        line = self.line_of(record, bare)
        self.assertFalse(line.is_analytic_compared)
        self.assertIn("No analytic plan is distributed in full", line.note)
        self.assertEqual(line.without_analytic, line.charge)
        self.assertEqual((line.charge, line.ledger), (20, 20))
        self.assertEqual(record.state, "reconciled")
        self.assertIn("set “Analytic Distribution” on the assets", record.not_compared)

    def test_a_distribution_taken_off_the_asset_counts_from_then_on(self):
        self.assets[0].analytic_distribution = False
        self.issue_move()
        record = self.compare()
        line = self.line_of(record, self.assets[0])
        self.assertEqual(
            (line.charge, line.analytic, line.without_analytic), (60, 40, 20)
        )
        self.assertEqual((record.state, line.analytic_difference), ("reconciled", 0))

    def test_a_plan_that_is_not_distributed_in_full_is_not_compared(self):
        self.assets[0].analytic_distribution = {
            str(self.accounts[0].id): 100,
            str(self.site.id): 40,
        }
        self.issue_move()
        self.assert_clean()

    def test_two_plans_in_full_are_both_compared(self):
        both = f"{self.accounts[0].id},{self.site.id}"
        self.assets[0].analytic_distribution = {both: 100}
        self.assert_clean()
        move = self.issue_move()
        self.assert_clean()
        move.analytic_account_line_ids[self.other_plan._column_name()] = False
        self.assertEqual(self.found(), [("analytic_edited", move)])

    def test_what_counts_is_the_day_that_odoo_booked(self):
        self.company.partner_id.tz = "Europe/Brussels"
        for zone in ("Europe/Brussels", "UTC", "America/New_York", "Asia/Tokyo"):
            user = new_test_user(
                self.env,
                f"night {zone}",
                groups="maintenance_bom.group_user",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
                tz=zone,
            )
            for part in (self.perpetual, self.periodic):
                with self.subTest(zone=zone, part=part.name):
                    # in Brussels it is half past midnight of the first
                    with freeze_time("2035-01-31 23:30:00"):
                        job = self.new_job(self.assets[0], part, 1)
                        job.with_user(user).with_context(tz=zone).action_issue_parts()
                    months = [
                        self.compare(date_from=first, date_to=last)
                        for first, last in (
                            ("2035-01-01", "2035-01-31"),
                            ("2035-02-01", "2035-02-28"),
                        )
                    ]
                    for month in months:
                        self.assertFalse(month.line_ids.filtered("is_different"))
                        self.assertLessEqual(
                            set(month.drift_ids.mapped("reason")),
                            {"moved_other_period"},
                        )
                    self.assertEqual(sum(month.charge for month in months) % 10, 0)
                    move = job.move_ids
                    booked = move.account_move_id.date or fields.Date.to_date(
                        "2035-02-01"
                    )
                    self.assertEqual(move.analytic_account_line_ids.date, booked)

    def test_a_reader_of_the_books_can_follow_every_button(self):
        move = self.issue_move()
        move.analytic_account_line_ids.amount = -21
        record = self.compare(user=self.reader)
        record.read(), record.line_ids.read(), record.drift_ids.read()
        line = self.line_of(record, self.assets[0])
        moves = self.search(line.action_view_charges())
        self.assertIn(move, moves)
        self.assertEqual(moves.equipment_id, self.assets[0])
        moves.with_user(self.reader).read(
            ["reference", "value", "account_move_id", "maintenance_request_id"]
        )
        lines = self.search(line.action_view_analytic_lines())
        self.assertAlmostEqual(-sum(lines.mapped("amount")), line.analytic)
        items = self.search(line.action_view_items())
        self.assertAlmostEqual(sum(items.mapped("balance")), line.ledger)
        self.search(record.action_view_lines()).read()
        self.search(record.action_view_drifts()).read()
        action = record.drift_ids.action_open()
        self.env[action["res_model"]].browse(action["res_id"]).with_user(
            self.reader
        ).read(["display_name"])

    def search(self, action):
        return (
            self.env[action["res_model"]]
            .with_user(self.reader)
            .search(action["domain"])
        )

    def test_the_menu_compares_this_month(self):
        self.issue_move()
        action = (
            self.env["maintenance.reconciliation"]
            .with_user(self.accountant)
            .action_open()
        )
        record = self.env["maintenance.reconciliation"].browse(action["res_id"])
        self.assertEqual(record.company_id, self.company)
        self.assertEqual(record.state, "reconciled")
        self.assertEqual(record.date_from.day, 1)

    def test_a_period_that_ends_before_it_begins(self):
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.compare(date_from="2035-02-01", date_to="2035-01-31")

    def test_the_answer_is_plain(self):
        move = self.issue_move(asset=self.assets[1])
        move.analytic_account_line_ids.unlink()
        answer = (
            self.env["maintenance.reconciliation"]
            .with_user(self.accountant)
            .get_reconciliation(date_from="2000-01-01", date_to="2100-12-31")
        )
        self.assertEqual(answer["state"], "drifting")
        self.assertEqual(
            [(row["equipment"], row["charge"]) for row in answer["lines"]],
            [("Truck 1", 60), ("Truck 0", 40)],
        )
        [drift] = answer["drifts"]
        self.assertEqual(drift["move_id"], move.id)
        self.assertEqual((drift["analytic"], drift["difference"]), (0, 20))
