"""Who corrects charges that differ from the books, and how."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .reconciling import DifferenceCase


@tagged("post_install", "-at_install")
class TestDifferenceCorrection(DifferenceCase):
    """The button that corrects."""

    def test_without_an_account_nothing_can_be_booked(self):
        part = self.new_part("average", "real_time")
        self.place.valuation_account_id = False
        self.receive(part, 5, 10)
        move = self.issue_move(part)
        drifts = self.compare().drift_ids.filtered(lambda drift: drift.move_id == move)
        self.assertEqual(drifts.reason, "no_account")
        with self.assertRaisesRegex(UserError, "Maintenance has no account"):
            drifts.action_correct()

    def test_the_books_get_only_what_is_in_the_period(self):
        self.issue_move()
        record = self.compare(date_to="2000-12-31")
        self.assertEqual(record.state, "empty")
        self.assertFalse(record.line_ids)
        self.assertFalse(record.drift_ids)

    def test_what_only_a_person_can_put_right_is_opened_one_by_one(self):
        for _number in range(2):
            self.issue_move().account_move_id.button_draft()
        drifts = self.compare().drift_ids
        self.assertEqual(drifts[0].action_correct()["res_model"], "account.move")
        drifts = self.compare().drift_ids
        with self.assertRaisesRegex(UserError, "Open them one by one"):
            drifts.action_correct()

    def test_every_period_gets_a_correction_of_its_own(self):
        with freeze_time("2035-01-10 12:00:00"):
            first = self.issue_move()
        with freeze_time("2035-02-10 12:00:00"):
            second = self.issue_move()
        (first | second).move_line_ids.quantity = 3
        drifts = self.compare().drift_ids
        self.assertEqual(drifts.move_id, first | second)
        entries = self.env["account.move"].search(drifts.action_correct()["domain"])
        self.assertEqual(
            sorted(entries.mapped("date")),
            sorted((first | second).account_move_id.mapped("date")),
        )
        entries.with_user(self.accountant).action_post()
        self.assert_clean()
        for month in ("01", "02"):
            record = self.compare(
                date_from=f"2035-{month}-01", date_to=f"2035-{month}-28"
            )
            self.assertEqual((record.state, record.charge), ("reconciled", 30))

    def test_what_an_accountant_typed_on_an_item_stays(self):
        self.assets[0].analytic_distribution = False
        move = self.issue_move()
        item = move.account_move_id.line_ids.filtered("parts_move_id")
        item.analytic_distribution = {str(self.site.id): 100}
        self.assert_clean()
        move.move_line_ids.quantity = 3
        self.correct(self.assert_only("quantity_edited", move))
        self.assertTrue(item.analytic_distribution)

    def test_many_at_once(self):
        first, second = self.issue_move(), self.issue_move()
        first.analytic_account_line_ids.unlink()
        second.move_line_ids.quantity = 3
        third = self.issue_move()
        third.account_move_id._reverse_moves(cancel=True)
        drifts = self.compare().drift_ids
        self.assertEqual(drifts.move_id, first | second | third)
        self.correct(drifts)
