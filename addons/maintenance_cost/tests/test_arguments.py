"""Whatever a caller passes, the answer is a result or words."""

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import NO_IDS, NO_TEXTS, ArgumentsMixin
from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsMixin, ConsumptionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.new_user("accountant", "account.group_account_user")

    def test_a_reconciliation(self):
        call = (
            self.env["maintenance.reconciliation"]
            .with_user(self.accountant)
            .get_reconciliation
        )
        for value in (*NO_IDS, 99999999):
            self.assert_refused(
                "company_id: |no company with id 99999999", call, company_id=value
            )
        for name in ("date_from", "date_to"):
            for value in ("x", 7, [1], {"a": 1}, True, "2026-13-01", "0001-01-01"):
                self.assert_refused(f"{name}: ", call, **{name: value})
        drifts = self.env["maintenance.charge.drift"].with_user(self.accountant)
        for note in NO_TEXTS:
            self.assert_refused("note: ", drifts.action_accept, note)

    def test_a_method_for_one_record_is_called_for_one(self):
        two = (self.asset | self.other_asset).with_user(self.technician)
        for call in (
            two.action_view_components,
            two.action_view_peers,
            two.action_view_tree_costs,
        ):
            self.assert_refused(r"Call this for one record of “.*”, not for 2\.", call)
