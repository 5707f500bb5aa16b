"""Fixtures for tests about fixed assets of OCA's `account_asset_management`."""

from odoo.addons.maintenance_depreciation.tests.common import CapitalCase


class FixedAssetCase(CapitalCase):
    """Machines that are depreciated linearly over five years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new = cls.new_account
        cls.machines = new("Machines", "215001", "asset_fixed")
        cls.depreciation = new("Depreciation of machines", "281001", "asset_fixed")
        cls.charge = new("Depreciation", "681001", "expense_depreciation")
        cls.gain = new("Gain on disposal", "775001", "income_other")
        cls.loss = new("Loss on disposal", "675001", "expense")
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Fixed assets",
                "code": "FIX",
                "type": "general",
                "company_id": cls.company.id,
            }
        )
        cls.profile = cls.env["account.asset.profile"].create(
            {
                "name": "Machines, five years",
                "company_id": cls.company.id,
                "account_asset_id": cls.machines.id,
                "account_depreciation_id": cls.depreciation.id,
                "account_expense_depreciation_id": cls.charge.id,
                "account_plus_value_id": cls.gain.id,
                "account_min_value_id": cls.loss.id,
                "journal_id": cls.journal.id,
                "method": "linear",
                "method_time": "year",
                "method_number": 5,
                "method_period": "month",
                "prorata": True,
                "open_asset": True,
            }
        )

    @classmethod
    def new_account(cls, name, code, account_type):
        return cls.env["account.account"].create(
            {"name": name, "code": code, "account_type": account_type}
        )

    def confirm(self, part):
        """The accountant confirms a capital part; the fixed asset that it becomes."""
        part.asset_profile_id = self.profile
        part.action_confirm()
        return part.account_asset_ids

    def new_fixed_asset(self, asset=None, value=6000, start="2025-01-01"):
        """A running fixed asset of a maintenance asset, from a register."""
        fixed = self.env["account.asset"].create(
            {
                "name": "Machine",
                "profile_id": self.profile.id,
                "purchase_value": value,
                "date_start": start,
                "company_id": self.company.id,
                "equipment_id": (self.assets[0] if asset is None else asset).id,
            }
        )
        fixed.compute_depreciation_board()
        fixed.validate()
        return fixed

    def depreciate(self, fixed, until):
        entry_ids, log = fixed._compute_entries(until)
        self.assertFalse(log)
        return self.env["account.move"].browse(entry_ids)

    def capital_of(self, account=None):
        """What capital parts left on the account of fixed assets."""
        return self.balance_of(account or self.machines)
