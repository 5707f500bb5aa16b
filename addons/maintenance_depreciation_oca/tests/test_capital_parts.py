from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import FixedAssetCase


@tagged("post_install", "-at_install")
class TestConfirmedParts(FixedAssetCase):
    def test_a_confirmed_part_is_a_running_fixed_asset(self):
        part = self.issue_capital(self.new_engine(), 2)
        fixed = self.confirm(part)
        self.assertEqual(part.state, "confirmed")
        self.assertEqual(part.confirmed_amount, 200)
        self.assertEqual(fixed.equipment_id, self.assets[0])
        self.assertEqual(fixed.purchase_value, 200)
        self.assertEqual(fixed.state, "open")
        self.assertEqual(fixed.date_start, part.issue_date)
        self.assertEqual(len(fixed.depreciation_line_ids) > 59, True)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.machines), 200)
        self.assertEqual(self.balance_of(self.expense), 0)
        self.assert_clean()

    def test_confirming_needs_a_profile_and_proposes_the_last(self):
        engine = self.new_engine()
        part = self.issue_capital(engine)
        with self.assertRaisesRegex(UserError, "asset profile"):
            part.action_confirm()
        self.confirm(part)
        self.assertEqual(self.issue_capital(engine).asset_profile_id, self.profile)

    def test_the_profile_of_the_machine_is_proposed(self):
        self.new_fixed_asset()
        part = self.issue_capital(self.new_engine())
        self.assertEqual(part.asset_profile_id, self.profile)

    def test_only_one_fixed_asset_is_made(self):
        part = self.issue_capital(self.new_engine(), 3)
        self.profile.asset_product_item = True
        self.confirm(part)
        # nor of the credit, nor of an account with a default profile
        self.assertEqual(self.machines.asset_profile_id, self.profile)
        fixed = self.env["account.asset"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(fixed.mapped("purchase_value"), [300])

    def test_charges_make_no_fixed_asset_from_the_profile_of_their_account(self):
        profile = self.profile.copy(
            {"name": "By account", "account_asset_id": self.expense.id}
        )
        self.expense.asset_profile_id = profile
        part = self.issue_capital(self.new_engine("periodic"), 2)
        self.issue(self.new_stocked_part("average", "periodic"), 2)
        action = self.company.action_close_stock_valuation()
        self.env["account.move"].browse(action["res_id"]).action_post()
        part.action_decline()
        part.action_take_back()
        self.assertFalse(
            self.env["account.asset"].search_count([("profile_id", "=", profile.id)])
        )

    def test_the_clearing_account_makes_no_fixed_assets(self):
        with self.assertRaises(ValidationError):
            self.company.capital_account_id = self.machines

    def test_a_confirmed_part_is_taken_back_before_depreciation(self):
        part = self.issue_capital(self.new_engine(), 2)
        fixed = self.confirm(part)
        part.action_take_back()
        self.assertFalse(fixed.exists())
        self.assertEqual(part.state, "to_confirm")
        self.assertEqual(self.balance_of(self.clearing), 200)
        self.assertEqual(self.balance_of(self.machines), 0)
        self.confirm(part)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.machines), 200)

    def test_what_comes_back_of_a_confirmed_part_is_taken_back_and_confirmed_anew(self):
        part = self.issue_capital(self.new_engine(), 2)
        self.confirm(part)
        self.bring_back(part, 1)
        self.assertEqual(part.state, "undo")
        self.assertEqual(self.balance_of(self.clearing), -100)
        part.action_take_back()
        self.assertEqual((part.state, part.amount), ("to_confirm", 100))
        self.assertEqual(self.confirm(part).purchase_value, 100)
        self.assertEqual(self.balance_of(self.machines), 100)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assert_clean()

    def test_with_depreciation_posted_the_fixed_asset_is_removed(self):
        part = self.issue_capital(self.new_engine(), 2)
        fixed = self.confirm(part)
        first = fixed.depreciation_line_ids.filtered(
            lambda line: line.type == "depreciate"
        ).sorted("line_date")[0]
        self.depreciate(fixed, first.line_date)
        depreciated = self.balance_of(self.charge)
        self.assertTrue(depreciated)
        self.bring_back(part, 2)
        part.action_take_back()
        self.assertEqual(fixed.state, "removed")
        self.assertEqual(part.state, "returned")
        for account in (self.clearing, self.machines, self.depreciation):
            self.assertEqual(self.balance_of(account), 0)
        # what was depreciated is given back
        self.assertEqual(
            self.balance_of(self.gain) + self.balance_of(self.charge),
            0,
        )
        self.assert_clean()

    def test_a_periodic_part_is_booked_when_it_is_confirmed_and_not_again(self):
        part = self.issue_capital(self.new_engine("periodic"), 2)
        self.confirm(part)
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.machines), 200)
        self.close()
        self.assertEqual(self.balance_of(self.clearing), 0)
        self.assertEqual(self.balance_of(self.machines), 200)
        self.assertEqual(self.balance_of(self.expense), 0)
        self.assert_clean()

    def test_in_a_locked_period_it_is_confirmed_today(self):
        today = self.company._get_today()
        with freeze_time(f"{today - timedelta(40)} 12:00:00"):
            part = self.issue_capital(self.new_engine(), 2)
        self.company.fiscalyear_lock_date = today - timedelta(35)
        fixed = self.confirm(part)
        self.assertEqual(part.issue_date, today - timedelta(40))
        self.assertEqual(fixed.date_start, today)
        self.assertFalse(
            fixed.depreciation_line_ids.filtered(
                lambda line: line.type == "depreciate" and line.init_entry
            )
        )

    def test_the_report_and_the_reconciliation_tell_what_is_capital(self):
        engine = self.new_engine()
        confirmed, declined = self.issue_capital(engine, 3), self.issue_capital(engine)
        self.issue_capital(engine, 2)
        self.confirm(confirmed)
        declined.action_decline()
        record = self.compare()
        self.assertEqual(record.issued_value, 600)
        self.assertEqual(record.expense_value, 100)
        self.assertEqual(record.clearing_value, 200)
        self.assertEqual(record.capital_value, 300)
        totals = dict(
            self.env["maintenance.cost.report"]._read_group(
                [("equipment_id", "=", self.assets[0].id)],
                ["treatment"],
                ["cost:sum"],
            )
        )
        self.assertEqual(totals, {"expense": 100, "clearing": 200, "capital": 300})


@tagged("post_install", "-at_install")
class TestBookValues(FixedAssetCase):
    def test_the_machine_and_its_capital_parts_make_the_book_value(self):
        fixed = self.new_fixed_asset(value=6000, start="2025-01-01")
        self.depreciate(fixed, "2025-06-30")
        self.confirm(self.issue_capital(self.new_engine(), 2))
        asset = self.assets[0].with_user(self.accountant).sudo()
        self.assertEqual(asset.fixed_asset_count, 2)
        self.assertEqual(asset.acquisition_value, 6200)
        self.assertEqual(asset.depreciated_value, 600)
        self.assertEqual(asset.book_value, 5600)
        self.assertEqual(
            asset.depreciation_end,
            max(asset.account_asset_ids.depreciation_line_ids.mapped("line_date")),
        )

    def test_the_book_value_of_an_earlier_day(self):
        fixed = self.new_fixed_asset(value=6000, start="2025-01-01")
        self.depreciate(fixed, "2025-06-30")
        ledger = self.env["maintenance.fixed.asset.ledger"]
        for day, value in (("2025-01-30", 6000), ("2025-03-31", 5700)):
            values = ledger._get_book_values(
                self.assets, self.company, fields.Date.to_date(day)
            )
            self.assertEqual(values[self.assets[0].id]["book_value"], value)
            self.assertNotIn(self.assets[1].id, values)

    def test_readers_of_the_books_see_it_and_planners_do_not(self):
        self.new_fixed_asset()
        planner = self._create_new_internal_user(
            name="P", login="planner_d", groups="maintenance_bom.group_planner"
        )
        self.assertNotIn(
            "book_value",
            self.assets.with_user(planner).fields_get(["book_value"]),
        )
        self.assertIn(
            "book_value", self.assets.with_user(self.reader).fields_get(["book_value"])
        )


@tagged("post_install", "-at_install")
class TestRetirement(FixedAssetCase):
    def proposed(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            asset: asset.removal_reason
            for asset in self.env["account.asset"].search(
                [("removal_reason", "!=", False)]
            )
        }

    def test_a_retired_asset_proposes_the_removal_and_nothing_happens_by_itself(self):
        fixed = self.new_fixed_asset()
        self.assertEqual(self.proposed(), {})
        self.assets[0].action_retire()
        self.assertEqual(self.proposed(), {fixed: "retired"})
        self.assertEqual(fixed.state, "open")
        fixed.is_kept = True
        self.assertEqual(self.proposed(), {})

    def test_a_fixed_asset_removed_first_proposes_the_retirement(self):
        fixed = self.new_fixed_asset(value=600, start=self.company._get_today())
        self.remove(fixed)
        found = self.env["maintenance.equipment"].search(
            [("is_removed_in_books", "=", True)]
        )
        self.assertEqual(found & self.assets, self.assets[0])
        self.assertNotEqual(self.assets[0].lifecycle_state, "retired")
        self.assets[0].action_retire()
        self.env.invalidate_all()
        self.assertFalse(self.assets[0].is_removed_in_books)

    def remove(self, fixed):
        wizard = self.env["account.asset.remove"].with_context(
            **fixed.remove()["context"]
        )
        action = wizard.create({"date_remove": self.company._get_today()}).remove()
        entry = self.env["account.move"].search(action["domain"])
        entry._post()
        self.assertEqual(sum(entry.line_ids.mapped("balance")), 0)

    def test_a_replaced_capital_part_is_proposed_for_removal(self):
        engine = self.new_engine()
        old = self.confirm(self.issue_capital(engine))
        other_asset = self.confirm(self.issue_capital(engine, asset=self.assets[1]))
        self.assertEqual(self.proposed(), {})
        new = self.issue_capital(engine)
        self.assertEqual(self.proposed(), {})
        self.confirm(new)
        self.assertEqual(self.proposed(), {old: "replaced"})
        self.remove(old)
        self.assertEqual(self.proposed(), {})
        self.assertEqual(other_asset.state, "open")

    def test_assets_without_a_fixed_asset_are_found(self):
        self.company.capital_threshold = 1000
        self.assets.cost = 5000
        self.new_fixed_asset()
        found = self.env["maintenance.equipment"].search(
            [("is_missing_in_books", "=", True)]
        )
        self.assertEqual(found & self.assets, self.assets[1])


@tagged("post_install", "-at_install")
class TestVendorBills(FixedAssetCase):
    def new_bill(self, quantity, **values):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2025-03-14",
                "date": "2025-03-14",
                "invoice_line_ids": [
                    fields.Command.create(
                        {
                            "name": "Laptop",
                            "quantity": quantity,
                            "price_unit": 1500,
                            "account_id": self.machines.id,
                            "asset_profile_id": self.profile.id,
                            "tax_ids": [],
                            **values,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return self.env["account.asset"].search(
            [("account_move_line_ids.move_id", "=", bill.id)]
        )

    def test_a_bill_that_names_the_asset_links_its_fixed_asset(self):
        fixed = self.new_bill(1, equipment_id=self.assets[1].id)
        self.assertEqual(fixed.equipment_id, self.assets[1])

    def test_each_unit_becomes_a_maintenance_asset(self):
        self.profile.asset_product_item = True
        fixed = self.new_bill(3)
        self.assertEqual(len(fixed), 3)
        action = fixed.action_make_equipment()
        made = self.env["maintenance.equipment"].search(action["domain"])
        self.assertEqual(len(made), 3)
        self.assertEqual(made.account_asset_ids, fixed)
        self.assertEqual(set(made.mapped("cost")), {1500})
        self.assertEqual(made.partner_id, self.vendor)
        # again changes nothing
        fixed.action_make_equipment()
        self.assertEqual(made.account_asset_ids, fixed)

    def test_one_fixed_asset_for_several_units_is_refused_with_the_remedy(self):
        fixed = self.new_bill(3)
        with self.assertRaisesRegex(UserError, "by product item"):
            fixed.action_make_equipment()
