"""What is done to the books of a charge: named, and nothing else is."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .reconciling import DifferenceCase


@tagged("post_install", "-at_install")
class TestDifferencesInBooks(DifferenceCase):
    """Analytic lines, journal entries and items."""

    def test_the_location_had_no_account(self):
        self.place.valuation_account_id = False
        move = self.issue_move(asset=self.assets[1])
        self.place.valuation_account_id = self.expense
        drift = self.assert_only("no_account", move)
        self.correct(drift)

    def test_the_account_was_changed_later(self):
        moves = self.env["stock.move"].search([("parts_booking", "=", "entry")])
        move = self.issue_move()
        other = self.expense.copy({"code": "620009", "name": "Parts, new"})
        self.place.valuation_account_id = other
        record = self.compare()
        self.assertEqual(set(record.drift_ids.mapped("reason")), {"account_changed"})
        self.assertEqual(record.drift_ids.move_id, moves | move)
        self.assertEqual(record.state, "explained")
        self.assertFalse(record.line_ids.filtered("is_different"))
        self.correct(record.drift_ids)
        items = self.env["account.move.line"].search(
            [("account_id", "=", other.id), ("parent_state", "=", "posted")]
        )
        self.assertEqual(
            round(100 * sum(items.mapped("balance"))),
            sum(self.charge_of(asset) for asset in self.assets)
            - 4000,  # two of ten each are periodic
        )

    def test_an_analytic_line_was_deleted(self):
        move = self.issue_move(self.periodic)
        move.analytic_account_line_ids.unlink()
        self.correct(self.assert_only("analytic_missing", move))
        self.assertEqual(move.analytic_account_line_ids.amount, -20)

    def test_an_analytic_line_was_changed(self):
        move = self.issue_move()
        move.analytic_account_line_ids.amount = -25
        drift = self.assert_only("analytic_edited", move)
        self.assertEqual(drift.difference, -5)
        self.correct(drift)

    def test_the_entry_was_reset_to_draft(self):
        move = self.issue_move()
        move.account_move_id.button_draft()
        drift = self.assert_only("entry_draft", move)
        action = drift.action_open()
        self.assertEqual(action["res_id"], move.account_move_id.id)
        move.account_move_id.action_post()
        self.assert_clean()

    def test_the_entry_was_deleted(self):
        move = self.issue_move()
        move.account_move_id.button_draft()
        move.account_move_id.unlink()
        self.correct(self.assert_only("entry_missing", move))

    def test_the_entry_was_reversed(self):
        move = self.issue_move()
        move.account_move_id._reverse_moves(cancel=True)
        self.correct(self.assert_only("entry_reversed", move))

    def test_the_entry_was_changed(self):
        move = self.issue_move()
        entry = move.account_move_id
        entry.button_draft()
        entry.line_ids = [
            Command.update(
                line.id,
                {"debit": line.debit and 17, "credit": line.credit and 17},
            )
            for line in entry.line_ids
        ]
        entry.action_post()
        drift = self.assert_only("entry_edited", move)
        self.assertEqual(drift.difference, 3)
        self.correct(drift)

    def test_the_asset_distributes_another_plan_now(self):
        move = self.issue_move(asset=self.assets[1])
        everything = self.moves_of(self.assets[1])
        self.assertIn(move, everything)
        self.assets[1].analytic_distribution = {str(self.site.id): 100}
        self.assert_clean()
        self.issue_move(asset=self.assets[1])
        self.assert_clean()
        # what is redone is distributed as on its own day
        move.analytic_account_line_ids.unlink()
        self.correct(self.assert_only("analytic_missing", move))
        self.assertEqual(
            move.analytic_account_line_ids[self.plan_column], self.accounts[1]
        )

    def test_another_account_of_the_plan_is_no_difference(self):
        self.issue_move()
        self.assets[0].analytic_distribution = {
            str(account.id): 50 for account in self.accounts
        }
        self.assert_clean()

    def test_the_asset_of_the_move_was_changed(self):
        move = self.issue_move()
        move.equipment_id = self.assets[1]
        record = self.compare()
        self.assertTrue(record.line_ids.filtered("is_different"))
        self.correct(self.assert_only("asset_changed", move))
        self.assertEqual(move.analytic_account_line_ids.equipment_id, self.assets[1])

    def test_the_journal_item_is_distributed_too(self):
        move = self.issue_move()
        item = move.account_move_id.line_ids.filtered("parts_move_id")
        item.analytic_distribution = {str(self.accounts[0].id): 100}
        drift = self.assert_only("charged_twice", move)
        self.assertEqual((drift.value, drift.analytic), (20, 40))
        self.correct(drift)
        self.assertFalse(item.analytic_distribution)

    def test_an_analytic_line_of_a_move_that_was_not_done(self):
        job = self.new_job(self.assets[0], self.perpetual, 2)
        job.action_reserve_parts()
        move = job.move_ids
        move.analytic_account_line_ids = [
            Command.create(
                {
                    "name": "Left behind",
                    "amount": -20,
                    "company_id": self.company.id,
                    self.plan_column: self.accounts[0].id,
                    "equipment_id": self.assets[0].id,
                }
            )
        ]
        job.archive_equipment_request()
        drift = self.assert_only("not_done", move)
        self.correct(drift)
        self.assertFalse(move.analytic_account_line_ids)

    def test_an_analytic_line_by_hand(self):
        line = self.env["account.analytic.line"].create(
            {
                "name": "By hand",
                "amount": -5,
                "company_id": self.company.id,
                self.plan_column: self.accounts[0].id,
                "equipment_id": self.assets[0].id,
            }
        )
        drift = self.assert_only("manual_analytic", self.env["stock.move"])
        self.assertEqual(drift.difference, -5)
        self.assertEqual(drift.action_open()["res_id"], line.id)

    def test_a_journal_item_by_hand(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.expense.id,
                            "debit": 5,
                            "equipment_id": self.assets[0].id,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company.account_stock_valuation_id.id,
                            "credit": 5,
                        }
                    ),
                ],
            }
        )
        self.assert_clean()
        entry.action_post()
        drift = self.assert_only("manual_item", self.env["stock.move"])
        self.assertEqual(drift.action_open()["res_id"], entry.id)

    def test_the_analytic_line_is_dated_in_another_period(self):
        move = self.issue_move()
        today = fields.Date.context_today(move)
        move.analytic_account_line_ids.date = today - timedelta(60)
        drift = self.assert_only("other_period", move)
        self.assertEqual(drift.difference, 0)
        self.correct(drift)
        self.assertEqual(move.analytic_account_line_ids.date, today)

    def test_a_correction_in_a_later_period_only_explains(self):
        move = self.issue_move()
        move.move_line_ids.quantity = 3
        action = self.compare().drift_ids.action_correct()
        entry = self.env["account.move"].browse(action["res_id"])
        entry.date = fields.Date.context_today(entry) - timedelta(60)
        entry.action_post()
        drift = self.assert_only("other_period", move)
        self.assertTrue(drift.is_explained)
        self.assertEqual(drift.reconciliation_id.state, "explained")
