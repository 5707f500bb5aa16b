from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.common import (
    ConsumptionCase,
    OtherCompaniesCase,
)


@tagged("post_install", "-at_install")
class TestOtherCompanies(OtherCompaniesCase):
    """A client may name any id in a dialog. Of what its user may not see it tells
    nothing.
    """

    def test_a_dialog_tells_nothing_of_a_job_of_another_company(self):
        self.their_job.equipment_id.warranty_date = "2199-01-01"
        job = {"request_id": self.their_job.id}
        reason = {"method": "button_issue_parts", "reason": "urgent"}
        for model, values, names in (
            ("maintenance.parts.finish", job, ("asks_reason", "warranty_warning")),
            ("maintenance.parts.warranty", {**job, **reason}, ("warning",)),
        ):
            self.assert_tells_nothing(model, values, names)


@tagged("post_install", "-at_install")
class TestRemovalAccess(ConsumptionCase):
    """Who removes parts from assets."""

    def test_who_is_no_user_of_asset_parts_removes_nothing(self):
        pump = self.new_product("Pump")
        line = {"product_id": pump.id, "becomes": "stock", "unit_value": 1000}
        for login, group in (
            ("employee", "base.group_user"),
            (
                "storekeeper",
                "stock.group_stock_user,maintenance.group_equipment_manager",
            ),
        ):
            user = self.new_user(login, group)
            with self.assertRaises(AccessError):
                self.asset.with_user(user).remove_parts([line])
        self.assertEqual(
            self.on_hand(pump, self.warehouse.used_parts_location_id), (0, 0)
        )
