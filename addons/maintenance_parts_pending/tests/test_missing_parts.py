from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestMissingParts(PendingCase):
    """Nothing becomes pending before the technician has said that he took it."""

    def open_dialog(self, action):
        self.assertEqual(action["res_model"], "maintenance.parts.missing")
        model = self.env[action["res_model"]].with_user(self.technician)
        return Form(model.with_context(**action["context"])).save()

    def test_issue_asks_before_anything_becomes_pending(self):
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        dialog = self.open_dialog(job.button_issue_parts())
        self.assertEqual(len(dialog.line_ids), 2)
        self.assertFalse(job.pending_ids)
        self.assertEqual(self.on_hand(self.filter), (10, 0), "nothing was done yet")

    def test_what_is_there_is_issued_and_the_job_stays_open(self):
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        for button in (job.button_finish_as_planned, job.button_issue_parts):
            dialog = self.open_dialog(button())
            self.assertEqual(dialog.can_issue, button == job.button_finish_as_planned)
            if dialog.can_issue:
                dialog.action_issue_available()
        self.assertEqual(job.part_ids.mapped("issued_qty"), [10, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [0, 0])
        self.assertFalse(job.stage_id.done)
        self.assertEqual(job.parts_state, "short")
        with self.assertRaisesRegex(UserError, "None of the parts of “Job” is in"):
            dialog.action_issue_available()

    def test_taken_parts_become_pending_and_the_job_is_closed(self):
        job = self.new_job([(self.filter, 12)])
        dialog = self.open_dialog(job.button_finish_as_planned())
        answer = dialog.action_keep_pending()
        self.assertIn("2 Units of “[F-1] Filter”", answer["params"]["message"])
        self.assertEqual(job.part_ids.pending_qty, 2)
        self.assertTrue(job.stage_id.done)

    def test_taken_parts_become_pending_and_the_job_stays_open(self):
        job = self.new_job([(self.filter, 12)])
        self.open_dialog(job.button_issue_parts()).action_keep_pending()
        self.assertEqual((job.part_ids.issued_qty, job.part_ids.pending_qty), (10, 2))
        self.assertFalse(job.stage_id.done)

    def test_the_dialog_says_who_hears_of_it(self):
        job = self.new_job([(self.gasket, 1)])
        dialog = self.open_dialog(job.button_issue_parts())
        self.assertIn("No storekeeper is set", dialog.who_is_told)
        self.company.parts_storekeeper_id = self.storekeeper
        dialog = self.open_dialog(job.button_issue_parts())
        self.assertIn(self.storekeeper.name, dialog.who_is_told)

    def test_the_finish_dialog_names_what_becomes_pending(self):
        job = self.new_job([(self.filter, 12)])
        finish = (
            self.env["maintenance.parts.finish"]
            .with_user(self.technician)
            .with_context(default_request_id=job.id)
        )
        with Form(finish) as form:
            with form.line_ids.edit(0) as line:
                self.assertIn("12 to issue, of it 2 not in stock", line.outcome)
                line.used_qty = 10
                self.assertEqual(line.outcome, "10 to issue")
