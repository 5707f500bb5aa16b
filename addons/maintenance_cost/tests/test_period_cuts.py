"""One date decides the period of a charge, in every book; what differs is named."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import PeriodCase

OCTOBER = ("2035-10-01", "2035-10-31")
NOVEMBER = ("2035-11-01", "2035-11-30")


@tagged("post_install", "-at_install")
class TestPeriodCuts(PeriodCase):
    def assert_counts_in(self, days, other, amount=10):
        for month, expected in ((days, amount), (other, 0)):
            self.assertEqual(self.report_of(month), expected)
            record = self.period(month)
            self.assertEqual((record.charge, record.ledger), (expected, expected))
            self.assertEqual((record.analytic, record.analytic_difference)[1], 0)
            self.assertEqual(self.account_of(month), expected)

    def test_a_perpetual_issue_dated_back_counts_when_it_was_booked(self):
        for name in ("date_done", "date"):
            with self.subTest(name), self.cr.savepoint() as savepoint:
                move = self.issue_on("2035-11-05", self.perpetual)
                record = move.picking_id if name == "date_done" else move
                record[name] = fields.Datetime.to_datetime("2035-10-20 12:00:00")
                self.assert_counts_in(NOVEMBER, OCTOBER)
                for month in (OCTOBER, NOVEMBER):
                    drift = self.period(month).drift_ids
                    self.assertEqual(drift.reason, "moved_other_period")
                    self.assertIn("10/20/2035", drift.explanation)
                    self.assertIn("11/05/2035", drift.explanation)
                    self.assertTrue(drift.is_explained)
                whole = self.period((OCTOBER[0], NOVEMBER[1]))
                self.assertEqual(whole.state, "reconciled", "no month cuts it")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_periodic_issue_dated_back_counts_when_it_moved(self):
        move = self.issue_on("2035-11-05", self.periodic)
        move.picking_id.date_done = fields.Datetime.to_datetime("2035-10-20 12:00:00")
        for month, expected in ((OCTOBER, 10), (NOVEMBER, 0)):
            record = self.period(month)
            self.assertFalse(record.drift_ids)
            self.assertEqual((record.charge, record.analytic), (expected, expected))
            self.assertEqual(record.left_to_closing, expected)
            self.assertEqual(self.report_of(month), expected)

    def test_analytic_lines_of_a_locked_period_stay(self):
        move = self.issue_on("2035-11-05", self.periodic)
        self.company.sudo().fiscalyear_lock_date = "2035-10-31"
        # Odoo locks the transfer, and not the move
        move.date = fields.Datetime.to_datetime("2035-10-20 12:00:00")
        self.assertEqual(str(move.analytic_account_line_ids.date), "2035-11-05")
        drift = self.period(OCTOBER).drift_ids
        self.assertEqual(drift.reason, "other_period")
        with self.assertRaisesRegex(UserError, "are locked for"), self.cr.savepoint():
            drift.action_correct()
        self.assertEqual(str(move.analytic_account_line_ids.date), "2035-11-05")

    def test_near_midnight_west_of_utc_the_report_follows_the_entry(self):
        user = new_test_user(
            self.env,
            "west",
            groups="maintenance_bom.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            tz="America/New_York",
        )
        for zone in ("America/New_York", "Europe/Brussels", "UTC"):
            with self.subTest(zone), self.cr.savepoint() as savepoint:
                self.company.partner_id.tz = zone
                # half past ten in the evening of the 31st in New York
                move = self.issue_on(
                    "2035-11-01", self.perpetual, hour="02:30:00", user=user
                )
                entry_month = (
                    OCTOBER if move.account_move_id.date.month == 10 else NOVEMBER
                )
                other = NOVEMBER if entry_month == OCTOBER else OCTOBER
                self.assert_counts_in(entry_month, other)
                savepoint.rollback()
                self.env.invalidate_all()

    # --- closings -------------------------------------------------------------------

    def test_closings_posted_late_leave_nothing_out(self):
        first = self.issue_on("2035-10-10", self.periodic)
        early_november = self.issue_on("2035-11-03", self.periodic)
        october = self.close("2035-10-31", "2035-11-05 09:00:00")
        with self.posted_at("2035-11-05 09:00:00"):
            late_november = self.issue_on("2035-11-20", self.periodic)
            november = self.close("2035-11-30", "2035-12-02 09:00:00")
        self.assertEqual(
            (self.account_of(OCTOBER), self.account_of(NOVEMBER)), (10, 20)
        )
        for month, charge in ((OCTOBER, 10), (NOVEMBER, 20)):
            record = self.period(month)
            self.assertEqual((record.charge, record.ledger), (charge, charge))
            self.assertEqual((record.left_to_closing, record.state), (0, "reconciled"))
            self.assertFalse(record.not_compared)
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)]
        )
        booked_by = {row.move_id: row.entry_id for row in rows}
        self.assertEqual(booked_by[first], october)
        self.assertEqual(booked_by[early_november], november)
        self.assertEqual(booked_by[late_november], november)

    def test_a_charge_dated_back_into_a_closed_month_is_booked_by_the_next(self):
        self.issue_on("2035-10-10", self.periodic)
        self.close("2035-10-31", "2035-10-31 20:00:00")
        move = self.issue_on("2035-11-05", self.periodic)
        move.picking_id.date_done = fields.Datetime.to_datetime("2035-10-20 12:00:00")
        record = self.period(OCTOBER)
        self.assertEqual((record.charge, record.ledger), (20, 10))
        self.assertEqual(record.left_to_closing, 10)
        self.assertIn("not in the ledger yet", record.not_compared)
        with self.posted_at("2035-10-31 20:00:00"):
            self.close("2035-11-30", "2035-11-30 20:00:00")
        self.assertEqual(
            (self.account_of(OCTOBER), self.account_of(NOVEMBER)), (10, 10)
        )
        october, november = self.period(OCTOBER), self.period(NOVEMBER)
        self.assertEqual((october.charge, october.other_period), (20, 10))
        self.assertEqual((november.charge, november.other_period), (0, -10))
        self.assertFalse(any((october | november).line_ids.mapped("is_different")))

    def test_two_drafts_of_closings_book_a_charge_once(self):
        self.issue_on("2035-10-10", self.periodic)
        first = self.close("2035-10-31", "2035-10-31 20:00:00", auto_post=False)
        self.issue_on("2035-11-05", self.periodic)
        second = self.close("2035-11-30", "2035-11-30 20:00:00", auto_post=False)
        self.assertEqual(self.period(OCTOBER).left_to_closing, 10)
        (first | second).action_post()
        self.assertEqual(
            (self.account_of(OCTOBER), self.account_of(NOVEMBER)), (10, 10)
        )

    def test_what_is_changed_after_the_closing_is_booked_by_the_next(self):
        move = self.issue_on("2035-10-10", self.periodic, 2)
        self.close("2035-10-31", "2035-10-31 20:00:00")
        move.move_line_ids.quantity = 3
        record = self.period(OCTOBER)
        self.assertEqual((record.charge, record.ledger), (30, 20))
        self.assertEqual((record.left_to_closing, record.state), (10, "reconciled"))
        self.close("2035-11-30", "2035-11-30 20:00:00")
        self.assertEqual(self.account_of(), 30)

    def test_a_reversed_closing_is_booked_by_the_next(self):
        self.issue_on("2035-10-10", self.periodic)
        closing = self.close("2035-10-31", "2035-10-31 20:00:00")
        closing._reverse_moves([{"date": "2035-11-01"}], cancel=True)
        self.assertEqual(self.account_of(), 0)
        self.close("2035-11-30", "2035-11-30 20:00:00")
        self.assertEqual(self.account_of(), 10)

    def test_parts_that_left_without_an_account_are_closed_since_the_last_closing(self):
        self.place.valuation_account_id = False
        self.issue_on("2035-10-10", self.periodic)
        self.place.valuation_account_id = self.expense
        move = self.issue_on("2035-10-12", self.periodic)
        with self.posted_at("2035-10-11 12:00:00"):
            self.close("2035-10-31", "2035-10-31 20:00:00")
        self.assertEqual(self.account_of(), 10)
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.expense.id)]
        )
        self.assertEqual(items.parts_move_id, move)
        self.assertEqual(items.equipment_id, self.assets[0])
        record = self.period(OCTOBER)
        self.assertEqual((record.without_ledger, record.state), (10, "reconciled"))

    def test_corrections_are_booked_when_the_books_are_open_again(self):
        move = self.issue_on("2035-10-10", self.perpetual, 2)
        self.company.sudo().fiscalyear_lock_date = "2035-10-31"
        move.analytic_account_line_ids.unlink()
        drift = self.period(OCTOBER).drift_ids
        self.assertEqual(drift.reason, "analytic_missing")
        with (
            self.assertRaisesRegex(UserError, "accept the difference"),
            self.cr.savepoint(),
        ):
            drift.action_correct()
        self.assertFalse(move.analytic_account_line_ids)
        # what the ledger lacks goes to the first open day
        move.move_line_ids.quantity = 3
        drift = self.period(OCTOBER).drift_ids
        self.assertEqual(drift.reason, "quantity_edited")
        with freeze_time("2035-11-10 12:00:00"):
            lines = move.analytic_account_line_ids.read(["amount", "date"])
            action = drift.action_correct()
            entry = self.env["account.move"].browse(action["res_id"])
            entry.with_user(self.accountant).action_post()
        self.assertGreater(entry.date, fields.Date.to_date("2035-10-31"))
        self.assertEqual(move.analytic_account_line_ids.read(["amount", "date"]), lines)
        record = self.period(OCTOBER)
        self.assertEqual((record.charge, record.ledger), (30, 20))
        self.assertEqual((record.other_period, record.state), (10, "explained"))
