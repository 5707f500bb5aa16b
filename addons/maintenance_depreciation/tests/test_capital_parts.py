from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CapitalCase


@tagged("post_install", "-at_install")
class TestWhichPartsAreCapital(CapitalCase):
    def is_capital(self, **values):
        part = self.new_engine(**values)
        return bool(self.issue_capital(part))

    def test_a_part_is_an_expense_unless_somebody_says_otherwise(self):
        self.assertFalse(self.is_capital(capital_treatment=False))

    def test_a_product_says_that_it_is_capital(self):
        self.assertTrue(self.is_capital())

    def test_without_a_clearing_account_all_parts_are_an_expense(self):
        self.company.capital_account_id = False
        self.assertFalse(self.is_capital())

    def test_the_threshold_asks_for_parts_that_last_longer_than_a_year(self):
        self.company.capital_threshold = 100
        self.assertTrue(self.is_capital(capital_treatment=False, part_life_months=13))
        self.assertFalse(self.is_capital(capital_treatment=False, part_life_months=12))
        self.assertFalse(self.is_capital(capital_treatment=False))
        self.assertFalse(
            self.is_capital(capital_treatment="never", part_life_months=24)
        )

    def test_the_threshold_is_for_one_piece(self):
        self.company.capital_threshold = 101
        part = self.new_engine(capital_treatment=False, part_life_months=24)
        self.assertFalse(self.issue_capital(part, 5))

    def test_a_bom_line_says_that_its_part_is_capital_in_its_assets(self):
        part = self.new_engine(capital_treatment=False)
        self.assets[0].bom_id = self.env["maintenance.bom"].create(
            {
                "name": "Truck",
                "line_ids": [
                    Command.create({"product_id": part.id, "is_capital": True})
                ],
            }
        )
        self.env.flush_all()
        self.assertTrue(self.issue_capital(part))
        self.assertFalse(self.issue_capital(part, asset=self.assets[1]))

    def test_the_age_for_replacement_is_the_expected_life(self):
        self.company.capital_threshold = 100
        part = self.new_engine(capital_treatment=False)
        line = {"product_id": part.id, "replace_after": 3, "replace_unit": "year"}
        self.assets[0].bom_id = self.env["maintenance.bom"].create(
            {"name": "Truck", "line_ids": [Command.create(line)]}
        )
        self.env.flush_all()
        self.assertTrue(self.issue_capital(part))

    def test_the_clearing_account_is_not_the_expense_account(self):
        with self.assertRaises(ValidationError):
            self.company.capital_account_id = self.expense


@tagged("post_install", "-at_install")
class TestCapitalParts(CapitalCase):
    def test_an_issue_charges_the_clearing_account(self):
        part = self.issue_capital(self.new_engine(), 2)
        self.assertEqual(part.state, "to_confirm")
        self.assertEqual((part.amount, part.quantity), (200, 2))
        self.assertEqual(self.balance_of(self.clearing), 200)
        self.assertEqual(self.balance_of(self.expense), 0)
        self.assert_clean()

    def test_declined_parts_are_an_expense(self):
        part = self.issue_capital(self.new_engine(), 2)
        part.action_decline()
        self.assertEqual(part.state, "declined")
        self.assertEqual(part.decided_by_id, self.accountant)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.expense), 200)
        self.assert_clean()

    def test_what_comes_back_of_declined_parts_gives_the_expense_back(self):
        part = self.issue_capital(self.new_engine(), 2)
        part.action_decline()
        self.bring_back(part, 1)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.expense), 100)
        with self.assertRaises(UserError):
            part.action_take_back()
        self.assert_clean()

    def test_a_decline_is_taken_back(self):
        part = self.issue_capital(self.new_engine(), 2)
        part.action_decline()
        part.action_take_back()
        self.assertEqual(part.state, "to_confirm")
        self.assertEqual(self.balance_of(self.clearing), 200)
        self.assertEqual(self.balance_of(self.expense), 0)

    def test_what_comes_back_before_a_decision_leaves_the_clearing_account(self):
        part = self.issue_capital(self.new_engine(), 2)
        self.bring_back(part, 1)
        self.assertEqual((part.state, part.amount), ("to_confirm", 100))
        self.bring_back(part, 1)
        self.assertEqual((part.state, part.amount), ("returned", 0))
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assert_clean()

    def test_periodic_closings_book_what_nobody_decided_about(self):
        part = self.issue_capital(self.new_engine("periodic"), 2)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.close()
        self.assertEqual(self.balance_of(self.clearing), 200)
        part.action_decline()
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.expense), 200)
        self.assert_clean()

    def test_a_periodic_part_that_is_decided_about_is_booked_once(self):
        part = self.issue_capital(self.new_engine("periodic"), 2)
        part.action_decline()
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.expense), 200)
        stock = self.balance_of(self.company.account_stock_valuation_id)
        self.close()
        self.assertEqual(self.balance_of(self.expense), 200)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertNotEqual(
            self.balance_of(self.company.account_stock_valuation_id), stock
        )
        self.assert_clean()

    def test_without_a_ledger_nothing_can_be_confirmed(self):
        ledger = self.env["maintenance.fixed.asset.ledger"]
        if ledger._get_ledger_name():
            self.skipTest("there is a ledger")
        part = self.issue_capital(self.new_engine())
        with self.assertRaisesRegex(UserError, "no ledger of fixed assets"):
            part.action_confirm()

    def test_the_report_tells_expense_and_capital_apart(self):
        engine = self.new_engine()
        declined, open_part = (self.issue_capital(engine) for _ in range(2))
        declined.action_decline()
        self.env.flush_all()
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)]
        )
        found = {row.move_id: row.treatment for row in rows}
        self.assertEqual(found[declined.sudo().move_id], "expense")
        self.assertEqual(found[open_part.sudo().move_id], "clearing")
        asset = self.assets[0].with_user(self.accountant).sudo()
        self.assertEqual(
            (asset.parts_cost_year, asset.capital_cost_year, asset.upkeep_cost),
            (100, 100, 100),
        )

    def test_the_reconciliation_leads_from_issues_to_expense_and_capital(self):
        engine = self.new_engine()
        declined = self.issue_capital(engine, 3)
        self.issue_capital(engine, 2)
        declined.action_decline()
        self.issue(self.new_stocked_part("average", "real_time"), 4)
        record = self.compare()
        self.assertEqual(record.issued_value, 540)
        self.assertEqual(record.expense_value, 340)
        self.assertEqual(record.clearing_value, 200)
        self.assertEqual(record.capital_value, 0)

    def test_only_accountants_decide(self):
        part = self.issue_capital(self.new_engine())
        for user in (self.reader, self.technician):
            with self.assertRaises(AccessError):
                part.with_user(user).action_decline()
        with self.assertRaises(AccessError):
            part.write({"state": "declined"})

    def test_entries_of_capital_parts_are_not_undone_by_themselves(self):
        part = self.issue_capital(self.new_engine())
        part.action_decline()
        with self.assertRaisesRegex(UserError, "Take that back"):
            part.entry_ids.button_draft()
        with self.assertRaisesRegex(UserError, "Take that back"):
            part.entry_ids._reverse_moves()
