from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import OtherCompaniesCase


@tagged("post_install", "-at_install")
class TestOtherCompanies(OtherCompaniesCase):
    """A client may name any id in a dialog. Of what its user may not see it tells
    nothing.
    """

    def test_a_dialog_tells_nothing_of_a_job_of_another_company(self):
        job = {"request_id": self.their_job.id}
        for model, values, names in (
            ("maintenance.parts.finish", job, ("can_substitute_parts",)),
            ("maintenance.parts.missing", job, ("can_issue",)),
        ):
            self.assert_tells_nothing(model, values, names)

    def test_a_line_of_a_dialog_tells_nothing_of_a_part_of_another_company(self):
        part = {"part_id": self.their_job.part_ids.id}
        dialogs = self.env["maintenance.parts.finish"].with_user(self.technician)
        finish = dialogs.create({"request_id": self.new_job([(self.filter, 1)]).id})
        self.assert_tells_nothing(
            "maintenance.parts.finish.line",
            {**part, "finish_id": finish.id},
            ("outcome", "planned_qty", "taken_qty"),
        )
        dialogs = self.env["maintenance.parts.return"].with_user(self.technician)
        back = dialogs.create({"equipment_id": self.asset.id})
        self.assert_tells_nothing(
            "maintenance.parts.return.line",
            {**part, "return_id": back.id, "product_id": self.filter.id},
            ("issued_qty", "returned_qty"),
        )

    def test_a_quick_issue_tells_nothing_of_the_stock_of_another_company(self):
        line = {"product_id": self.filter.id, "quantity": 20}
        values = {
            "equipment_id": self.asset.id,
            "location_id": self.shelf_of_theirs.id,
            "line_ids": [Command.create(line)],
        }
        self.assert_tells_nothing("maintenance.parts.issue", values, ("lacking_text",))
        dialogs = self.env["maintenance.parts.issue"].with_user(self.technician)
        issue = dialogs.create(values)
        self.env.flush_all()
        self.env.invalidate_all()
        for name in ("allowed_lot_ids", "free_qty"):
            with self.assertRaises(AccessError):
                issue.line_ids.read([name])
