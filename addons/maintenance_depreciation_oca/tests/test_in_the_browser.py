from odoo.tests import HttpCase, tagged

from .common import FixedAssetCase


@tagged("post_install", "-at_install")
class TestInTheBrowser(HttpCase, FixedAssetCase):
    """A technician issues a capital part, the accountant confirms it."""

    def test_the_accountant_confirms_and_finds_the_fixed_asset(self):
        engine = self.new_engine(name="Tour engine")
        part = self.issue_capital(engine, 2)
        self.start_tour(
            "/odoo/action-maintenance_depreciation.maintenance_capital_part_action",
            "maintenance_depreciation_confirm",
            login=self.accountant.login,
        )
        self.env.invalidate_all()
        self.assertEqual(part.state, "confirmed")
        self.assertEqual(part.account_asset_ids.purchase_value, 200)
        self.assertEqual(self.balance_of(self.clearing), 0)
