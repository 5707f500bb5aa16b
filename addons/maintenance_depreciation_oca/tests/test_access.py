from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import FixedAssetCase


@tagged("post_install", "-at_install")
class TestAccess(FixedAssetCase):
    def new_user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups=groups,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_who_reads_the_books_reads_what_becomes_of_capital_parts(self):
        part = self.issue_capital(self.new_engine())
        self.confirm(part)
        [row] = part.with_user(self.reader).read(
            ["asset_profile_id", "account_asset_ids", "state"]
        )
        self.assertEqual(row["state"], "confirmed")
        self.assertEqual(row["account_asset_ids"], part.account_asset_ids.ids)
        fixed = part.account_asset_ids.with_user(self.reader)
        self.assertEqual(fixed.removal_reason, False)
        with self.assertRaises(AccessError):
            fixed.name = "Mine"
        with self.assertRaises(AccessError):
            part.with_user(self.reader).action_take_back()

    def test_an_accounting_manager_decides(self):
        manager = self.new_user("boss", "base.group_user,account.group_account_manager")
        part = self.issue_capital(self.new_engine(), 2).with_user(manager)
        fixed = self.confirm(part)
        self.depreciate(
            fixed, min(fixed.sudo().depreciation_line_ids[1:].mapped("line_date"))
        )
        part.action_take_back()
        self.assertEqual(part.state, "to_confirm")
        self.assertEqual(self.balance_of(self.clearing), 200)

    def test_who_bills_sees_and_does_not_decide(self):
        biller = self.new_user(
            "biller_b", "base.group_user,account.group_account_invoice"
        )
        part = self.issue_capital(self.new_engine()).with_user(biller)
        self.assertEqual(part.read(["state"])[0]["state"], "to_confirm")
        with self.assertRaises(AccessError):
            part.action_confirm()

    def test_technicians_see_no_fixed_assets(self):
        fixed = self.new_fixed_asset()
        with self.assertRaises(AccessError):
            fixed.with_user(self.technician).read(["purchase_value"])
        with self.assertRaises(AccessError):
            self.assets.with_user(self.technician).read(["account_asset_ids"])
