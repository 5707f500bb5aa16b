from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import ArgumentsMixin
from odoo.addons.maintenance_consumption.tests.common import HUGE, OtherCompaniesCase


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsMixin, OtherCompaniesCase):
    """Records that are none, or of another company."""

    def test_ids_that_are_none(self):
        for model, method in (
            ("maintenance.request.part", "action_drop_pending"),
            ("maintenance.parts.missing", "action_keep_pending"),
            ("maintenance.parts.issue", "action_open_job"),
            ("maintenance.parts.pending", "action_drop"),
        ):
            for record_id in ("x", [1], 1.5, True, False, 0, -1, HUGE):
                records = self.env[model].with_user(self.technician)
                self.assert_refused(
                    "ids: “.*” is not an id",
                    getattr(records.browse([record_id]), method),
                )

    def test_a_dialog_tells_nothing_of_a_job_of_another_company(self):
        self.assert_tells_nothing(
            "maintenance.parts.missing",
            {"request_id": self.their_job.id},
            ("who_is_told",),
        )
