from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestQuickIssue(PendingCase):
    """What lacks of a quick issue is kept on a job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gasket.default_code = "G-9"

    def dialog(self, **defaults):
        context = {f"default_{name}": record.id for name, record in defaults.items()}
        issues = self.env["maintenance.parts.issue"].with_user(self.technician)
        return Form(issues.with_context(**context))

    def scan(self, dialog, *codes):
        for code in codes:
            dialog.scan = code
            self.assertFalse(dialog.scan, "free for the next code")

    def test_what_an_asset_lacks_is_refused_or_kept_on_a_job(self):
        dialog = self.dialog(equipment_id=self.asset)
        self.scan(dialog, "F-1", "G-9")
        self.assertEqual(dialog.lacking_text, "[G-9] Gasket")
        issue = dialog.save()
        with self.assertRaisesRegex(UserError, "has 0 of “.*Gasket”, not 1"):
            with self.cr.savepoint():
                issue.action_issue()
        self.assertEqual(self.on_hand(self.filter), (10, 0))
        action = issue.action_open_job()
        job = self.env["maintenance.request"].browse(action["res_id"])
        self.assertEqual(job.equipment_id, self.asset)
        self.assertEqual(job.maintenance_type, "corrective")
        self.assertEqual(job.user_id, self.technician)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [1, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [0, 1])

    def test_a_job_gets_unlisted_parts(self):
        job = self.new_job()
        dialog = self.dialog(request_id=job)
        self.assertEqual(dialog.equipment_id, self.asset)
        self.scan(dialog, "F-1", "F-1", "G-9")
        action = dialog.save().action_issue()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(job.part_ids.mapped("is_unlisted"), [True, True])
        self.assertEqual(job.part_ids.mapped("quantity"), [2, 1])
        self.assertEqual(job.part_ids.mapped("issued_qty"), [2, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [0, 1])
        states = self.env["maintenance.parts.pending"].search(
            [("request_id", "=", job.id)]
        )
        self.assertEqual(states.mapped("state"), ["open"], "what was there never was")

    def test_a_job_is_opened_for_parts_only(self):
        motor = self.new_product("Motor", tracking="serial")
        lot = self.env["stock.lot"].create({"name": "M1", "product_id": motor.id})
        serial = {"product_id": motor.id, "lot_id": lot.id}
        filters = {"product_id": self.filter.id}
        for lines, words in (
            ([{**filters, "quantity": -5}], "say how much of .*above zero"),
            ([{**filters, "lot_id": lot.id}], "M1 is a lot of “Motor”, not of"),
            ([{**serial, "quantity": 2}], "M1 is one piece of “Motor”, not 2"),
            ([{**filters, "uom_id": self.hour.id}], "cannot be moved in"),
            ([serial, serial], "serial number M1 of .* is one piece: name it once"),
        ):
            issue = self.env["maintenance.parts.issue"].create(
                {
                    "equipment_id": self.asset.id,
                    "line_ids": [Command.create(line) for line in lines],
                }
            )
            with self.assertRaisesRegex(UserError, words):
                issue.action_open_job()
