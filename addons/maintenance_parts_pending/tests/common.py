"""Fixtures for tests about pending parts."""

from unittest.mock import patch

from odoo.tests import new_test_user

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


class PendingCase(ConsumptionCase):
    """Parts that are taken although stock does not show them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gasket = cls.new_product("Gasket")
        cls.stock(cls.filter, 10)
        cls.storekeeper = new_test_user(
            cls.env, "storekeeper", groups="base.group_user,stock.group_stock_user"
        )

    def pending_of(self, job, state="open"):
        """{product: quantity} pending on a job."""
        found = self.env["maintenance.parts.pending"].search(
            [("request_id", "=", job.id), ("state", "=", state)]
        )
        return {pending.product_id: pending.quantity for pending in found}

    def messages_of(self, job):
        self.env.flush_all()
        return " ".join(job.sudo().message_ids.mapped("body"))

    def activities_of(self, job):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", job._name),
                ("res_id", "=", job.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref(
                        "maintenance_parts_pending.mail_activity_parts_pending"
                    ).id,
                ),
            ]
        )

    def issue_nightly(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 9
        ):
            self.env["maintenance.request"]._cron_reserve_parts()

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "maintenance_consumption.ir_cron_reserve_parts"
            ).method_direct_trigger()
        self.env.invalidate_all()
