from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.common import OtherCompaniesCase


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
