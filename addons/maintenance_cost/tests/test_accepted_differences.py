from odoo.exceptions import UserError
from odoo.tests import tagged

from .reconciling import DifferenceCase


@tagged("post_install", "-at_install")
class TestAcceptedDifferences(DifferenceCase):
    """An accountant accepts a difference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls().issue_move()
        cls.move.move_line_ids.quantity = 3

    def edit(self, quantity):
        """Change the quantity of the done move: worth 10 each, booked as two."""
        self.move.move_line_ids.quantity = quantity

    def accept(self, note="Agreed with the auditor", user=None):
        self.compare(user).drift_ids.action_accept(note)

    def test_it_is_listed_apart_and_not_to_be_corrected(self):
        before = self.compare()
        self.assertEqual((before.state, before.ledger_difference), ("drifting", 10))
        self.accept()
        record = self.compare()
        self.assertFalse(record.drift_ids)
        self.assertEqual((record.drift_count, record.accepted_count), (0, 1))
        self.assertEqual((record.ledger_accepted, record.ledger_difference), (10, 0))
        self.assertEqual(record.state, "explained")
        self.assertFalse(any(record.line_ids.mapped("is_different")))
        drift = record.accepted_ids
        self.assertEqual(drift.move_id, self.move)
        self.assertEqual(drift.accepted_note, "Agreed with the auditor")
        self.assertEqual(drift.accepted_by_id, self.accountant)
        self.assertTrue(drift.accepted_on)

    def test_it_comes_back_when_its_amount_changes(self):
        self.accept()
        self.edit(4)
        record = self.compare()
        self.assertEqual(record.drift_ids.difference, 20)
        self.assertFalse(record.accepted_ids)
        self.assertEqual((record.ledger_accepted, record.ledger_difference), (0, 20))
        self.accept("Now this")
        self.assertEqual(self.compare().accepted_ids.accepted_note, "Now this")
        self.edit(3)
        self.assertEqual(
            self.compare().drift_ids.difference, 10, "the last word counts"
        )

    def test_it_comes_back_when_the_reason_changes(self):
        self.accept()
        entry = self.move.account_move_id
        entry.button_draft()
        self.assertEqual(self.compare().drift_ids.reason, "entry_draft")

    def test_others_are_still_listed(self):
        self.accept()
        other = self.issue_move()
        other.analytic_account_line_ids.sudo().unlink()
        record = self.compare()
        self.assertEqual(record.drift_ids.move_id, other)
        self.assertEqual(record.accepted_ids.move_id, self.move)
        self.assertEqual(record.state, "drifting")

    def test_it_is_taken_back(self):
        self.accept()
        self.compare().accepted_ids.action_take_back()
        self.assertEqual(self.compare().drift_ids.move_id, self.move)
        kept = self.env["maintenance.charge.acceptance"].with_context(active_test=False)
        self.assertEqual(len(kept.search([("move_id", "=", self.move.id)])), 1)

    def new_line_by_hand(self, account):
        return self.env["account.analytic.line"].create(
            {
                "name": "By hand",
                "amount": -5,
                "company_id": self.company.id,
                account.plan_id._column_name(): account.id,
                "equipment_id": self.assets[0].id,
            }
        )

    def test_a_line_by_hand_is_accepted_too(self):
        self.accept()
        line = self.new_line_by_hand(self.accounts[0])
        record = self.compare()
        self.assertEqual(record.drift_ids.analytic_line_id, line)
        self.assertEqual(record.analytic_difference, -5)
        self.accept("A fee")
        record = self.compare()
        self.assertFalse(record.drift_ids)
        self.assertEqual(
            (record.analytic_accepted, record.analytic_difference), (-5, 0)
        )
        line.unlink()
        self.assertEqual(len(self.compare().accepted_ids), 1)

    def test_a_line_by_hand_on_another_plan_makes_no_difference(self):
        self.accept()
        self.new_line_by_hand(self.site)
        self.accept("A fee")
        record = self.compare()
        self.assertEqual((record.analytic_accepted, record.analytic_difference), (0, 0))
        self.assertEqual((record.accepted_count, record.state), (2, "explained"))

    def test_the_dialog_asks_why(self):
        drifts = self.compare().drift_ids
        wizards = self.env["maintenance.charge.drift.accept"]
        wizard = wizards.with_user(self.accountant).create(
            {"drift_ids": drifts.ids, "note": "Small"}
        )
        self.assertEqual(wizard.drift_count, 1)
        wizard.action_apply()
        self.assertEqual(self.compare().accepted_ids.accepted_note, "Small")

    def test_a_reason_is_needed(self):
        for note in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "Enter a reason to accept 1"):
                self.accept(note)

    def test_an_integrator_sees_them_apart(self):
        reports = self.env["maintenance.reconciliation"].with_user(self.accountant)
        [drift] = reports.get_reconciliation(self.company.id)["drifts"]
        self.assertIs(drift["accepted_note"], False)
        drifts = self.env["maintenance.charge.drift"].with_user(self.accountant)
        self.assertIs(drifts.browse(drift["id"]).action_accept("By a program"), True)
        answer = reports.get_reconciliation(self.company.id)
        self.assertEqual(answer["drifts"], [])
        [accepted] = answer["accepted"]
        self.assertEqual(accepted["move_id"], self.move.id)
        self.assertEqual(accepted["accepted_note"], "By a program")
        self.assertEqual(accepted["accepted_by"], self.accountant.name)
        self.assertTrue(accepted["accepted_on"])
