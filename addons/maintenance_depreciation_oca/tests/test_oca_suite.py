"""The tests of `account_asset_management` itself pass with our addons installed."""

from odoo.addons.account_asset_management.tests.test_account_asset_management import (
    TestAssetManagement,  # noqa: F401
)
from odoo.addons.account_asset_management.tests.test_asset_management_xls import (
    TestAssetManagementXls,  # noqa: F401
)
