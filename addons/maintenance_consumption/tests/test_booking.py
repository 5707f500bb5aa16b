from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .booking import BookingCase


@tagged("post_install", "-at_install")
class TestBooking(BookingCase):
    """From a charge to its journal entry, or to why there is none yet."""

    def test_perpetual_it_has_an_entry(self):
        row = self.charge()
        entry = row.move_id.sudo().account_move_id
        self.assertEqual(self.seen(row), ("booked", entry))
        self.assertIn(entry.name, row.booking_note)
        action = row.with_user(self.biller).action_open_entry()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (entry._name, entry.id)
        )

    def test_an_entry_that_was_reset_does_not_count(self):
        row = self.charge()
        entry = row.move_id.sudo().account_move_id
        entry.button_draft()
        self.assertEqual(self.seen(row), ("entry_draft", entry))
        entry.button_cancel()
        self.assertEqual(self.seen(row), ("entry_cancelled", entry))

    def test_periodic_it_waits_for_the_closing_that_then_books_it(self):
        row = self.charge(valuation="periodic")
        self.assertEqual(self.seen(row), ("awaits_closing", row.env["account.move"]))
        self.assertIn("There was none yet", row.booking_note)
        row.move_id.sudo().date -= timedelta(days=1)
        closing = self._close()
        self.assertEqual(self.seen(row), ("closed", closing))
        self.assertIn(closing.name, row.booking_note)
        later = self.charge(valuation="periodic")
        self.assertEqual(self.seen(later)[0], "awaits_closing")
        self.assertIn("The last one was on", later.booking_note)

    def test_periodic_a_closing_for_an_earlier_day_leaves_it_to_the_next(self):
        early = self.charge(valuation="periodic")
        early.move_id.sudo().date -= timedelta(days=9)
        late = self.charge(valuation="periodic")
        late.move_id.sudo().date -= timedelta(days=2)
        first = self._close(at_date=fields.Date.today() - timedelta(days=5))
        self.assertEqual(self.seen(early), ("closed", first))
        self.assertEqual(self.seen(late)[0], "awaits_closing")
        # dated back into what is closed already
        late.move_id.sudo().date -= timedelta(days=5)
        second = self._close()
        self.assertEqual(self.seen(early), ("closed", first))
        self.assertEqual(self.seen(late), ("closed", second))

    def test_periodic_a_closing_that_is_not_posted_does_not_count(self):
        row = self.charge(valuation="periodic")
        closing = self._close(auto_post=False)
        self.assertEqual(self.seen(row), ("entry_draft", closing))
        closing.button_cancel()
        self.assertEqual(self.seen(row), ("entry_cancelled", closing))

    def test_without_an_expense_account_it_says_where_to_set_it(self):
        self.place.valuation_account_id = False
        for valuation in ("periodic", "real_time"):
            row = self.charge(valuation=valuation)
            self.assertEqual(self.seen(row)[0], "no_account")
            self.assertIn("Asset Parts", row.booking_note)

    def test_an_account_that_came_later_books_nothing_by_itself(self):
        self.place.valuation_account_id = False
        row = self.charge()
        self.place.valuation_account_id = self.expense
        self.assertEqual(self.seen(row)[0], "not_booked_then")

    def test_a_part_without_a_value(self):
        part = self.new_part("average", "periodic", standard_price=0)
        self.env["stock.quant"]._update_available_quantity(part, self.stock_location, 5)
        job = self.new_job(self.assets[0], part, 2)
        job.action_issue_parts()
        self.assertEqual(self.seen(self.row_of(job))[0], "no_value")

    def test_a_part_that_is_not_kept_in_stock(self):
        row = self.charge(is_storable=False)
        self.assertEqual(self.seen(row)[0], "billed")

    def test_its_analytic_lines(self):
        self.biller.group_ids += self.env.ref("analytic.group_analytic_accounting")
        row = self.charge().with_user(self.biller)
        action = row.action_open_analytic_lines()
        lines = self.env["account.analytic.line"].search(action["domain"])
        self.assertEqual(lines, row.sudo().move_id.analytic_account_line_ids)
        self.assertEqual(sum(lines.mapped("amount")), -20)

    def test_rows_are_found_by_id(self):
        row = self.charge()
        again = row.browse(row.id)
        self.env.invalidate_all()
        self.assertEqual(again.cost, 20)
        self.assertEqual(again.exists(), row)
        self.assertFalse(row.browse(row.id + 1).exists(), "a bill line with that id")
        self.assertEqual(row.search([("id", "in", [row.id, 7])]), row)

    def test_without_an_entry_the_day_is_the_one_of_the_company(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        row = self.charge(valuation="periodic")
        row.move_id.sudo().date = "2025-04-01 03:00:00"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(str(row.date), "2025-03-31")
