"""Parts and the lock dates of the books, as a technician meets them."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .lock_dates import NOON, TODAY, LockDateCase

REFUSING = ("fiscalyear_lock_date", "hard_lock_date")
OTHERS = ("tax_lock_date", "sale_lock_date", "purchase_lock_date")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestLockDates(LockDateCase):
    def assert_nothing_moved(self, job):
        self.env.invalidate_all()
        self.assertFalse(
            job.sudo().move_ids.filtered(lambda move: move.state == "done")
        )
        self.assertEqual(self.part.qty_available, 20)
        self.assertEqual(self.charge_of(self.assets[0]), 0)
        self.assertFalse(self.moves_of(self.assets[0]).account_move_id)
        self.assertFalse(self.moves_of(self.assets[0]).analytic_account_line_ids)

    def assert_refused(self, call):
        with self.assertRaises(ValidationError) as error, self.cr.savepoint():
            call()
        words = str(error.exception)
        self.assertIn(f"The books of {self.company.name} are locked up to", words)
        self.assertIn("Nothing was moved", words)
        self.assertIn("02/10/2035", words)

    def test_today_is_locked_for_good_or_for_the_year(self):
        for name in REFUSING:
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.lock(name, TODAY)
                job = self.job_of()
                job.action_reserve_parts()
                self.assert_refused(job.action_issue_parts)
                self.assert_nothing_moved(job)
                self.assert_refused(job.action_finish_as_planned)
                self.assertFalse(job.done)
                self.assert_nothing_moved(job)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_other_lock_dates_are_about_invoices(self):
        for name in OTHERS:
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.lock(name, TODAY)
                job = self.job_of()
                job.action_issue_parts()
                move = job.sudo().move_ids
                self.assertEqual(move.account_move_id.date, TODAY)
                self.assertEqual(move.analytic_account_line_ids.date, TODAY)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_late_job_of_a_locked_period_gets_its_parts_and_is_booked_today(self):
        for name in REFUSING:
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.lock(name, TODAY - timedelta(1))
                job = self.job_of(days=-5)
                job.action_reserve_parts()
                self.assertEqual(job.picking_ids.scheduled_date.day, 5)
                job.action_issue_parts()
                self.assertEqual(job.sudo().move_ids.account_move_id.date, TODAY)
                self.assert_reconciled("real_time")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_parts_do_not_come_back_while_it_is_locked(self):
        job = self.job_of()
        job.action_issue_parts()
        self.lock("fiscalyear_lock_date", TODAY)
        line = {"part_id": job.part_ids.id, "quantity": 1}
        self.assert_refused(lambda: job.action_return_parts([line]))
        self.assertEqual(self.part.qty_available, 18)

    def test_without_a_job_neither(self):
        self.lock("hard_lock_date", TODAY)
        asset = self.assets[0].with_user(self.technician)
        lines = [{"product_id": self.part.id, "quantity": 1}]
        self.assert_refused(lambda: asset.issue_parts(lines, "R-1"))
        self.assertFalse(
            self.env["stock.picking"].search([("parts_reference", "=", "R-1")])
        )

    def test_periodic_parts_too(self):
        self.part.categ_id = self.categories["average", "periodic"]
        self.lock("fiscalyear_lock_date", TODAY)
        job = self.job_of()
        self.assert_refused(job.action_issue_parts)
        self.assert_nothing_moved(job)

    def test_an_issue_is_not_dated_back_into_a_locked_period(self):
        job = self.job_of()
        job.action_issue_parts()
        self.lock("fiscalyear_lock_date", TODAY - timedelta(5))
        picking = job.sudo().picking_ids
        self.assertFalse(picking._is_date_in_lock_period())
        with (
            self.assertRaisesRegex(ValidationError, "cannot be dated 02/04/2035"),
            self.cr.savepoint(),
        ):
            picking.date_done = fields.Datetime.now() - timedelta(6)
        picking.date_done = fields.Datetime.now() - timedelta(3)
        # the moment of the move is not what counts
        self.assertEqual(picking.move_ids.account_move_id.date, TODAY)
        self.lock("fiscalyear_lock_date", TODAY)
        self.assertTrue(picking._is_date_in_lock_period())

    def test_where_odoo_does_not_refuse_it_is_booked_on_the_first_open_day(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "stock_account.skip_lock_date_check", "1"
        )
        self.lock("fiscalyear_lock_date", TODAY + timedelta(3))
        job = self.job_of()
        job.action_issue_parts()
        move = job.sudo().move_ids
        opens = TODAY + timedelta(4)
        self.assertEqual(move.account_move_id.date, opens)
        self.assertEqual(move.analytic_account_line_ids.date, opens)
        note = job.sudo().picking_ids.message_ids[0].body
        self.assertIn("is dated 02/14/2035, the first open day", note)

    def test_the_day_is_that_of_the_company(self):
        self.lock("fiscalyear_lock_date", TODAY)
        # ten to one at night of the next day in Brussels
        with freeze_time("2035-02-10 23:50:00"):
            job = self.job_of()
            job.action_issue_parts()
        move = job.sudo().move_ids
        self.assertEqual(move.account_move_id.date, TODAY + timedelta(1))
        self.assert_reconciled("real_time")

    def test_a_delivery_to_a_customer_is_told_by_odoo(self):
        self.lock("fiscalyear_lock_date", TODAY)
        move = self._make_out_move
        with (
            self.assertRaisesRegex(ValidationError, "You cannot modify the scheduled"),
            self.cr.savepoint(),
        ):
            move(self.part, 1, create_picking=True)
