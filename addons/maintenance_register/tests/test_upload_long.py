from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import maintenance_register_upload as upload_module
from .upload_common import UploadCase


@tagged("post_install", "-at_install")
class TestLongUpload(UploadCase):
    """What is too long for a person to wait for goes on in the background."""

    def setUp(self):
        super().setUp()
        for name, value in (("BATCH_ROWS", 2), ("ROWS_AT_ONCE", 2)):
            self.startPatcher(patch.object(upload_module, name, value))
        self.cron = self.env.ref("maintenance_register.ir_cron_work_on_uploads")
        self.rows = [(f"T-{n}", f"Pump {n}", f"SN-{n}", "P", n, None) for n in range(5)]

    def work(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_the_rest_goes_on_with_the_rights_of_the_person(self):
        upload = self.compare(*self.rows)
        self.assertEqual((upload.state, upload.progress), ("comparing", 40))
        self.work()
        self.assertEqual(upload.state, "compared")
        self.assertEqual(upload.created_count, 5)
        upload.action_apply()
        self.assertEqual((upload.state, upload.progress), ("applying", 40))
        self.work()
        self.assertEqual(upload.state, "done")
        self.assertTrue(all(self.get_asset(f"T-{n}") for n in range(5)))
        self.assertEqual(upload.run_id.user_id, self.manager)
        self.assertEqual(upload.run_id.created_count, 5)

    def test_a_large_file_is_read_in_the_background(self):
        with patch.object(upload_module, "BYTES_AT_ONCE", 0):
            upload = self.compare(*self.rows)
        self.assertEqual(upload.state, "reading")
        self.work()
        self.assertEqual(upload.state, "compared")

    def test_what_fails_in_the_background_is_told_on_the_upload(self):
        with patch.object(upload_module, "BYTES_AT_ONCE", 0):
            upload = self.compare(*self.rows)
        with (
            patch.object(upload_module, "MOST_TABLE_ROWS", 1),
            patch.object(upload_module, "_logger"),
        ):
            self.work()
        self.assertEqual(upload.state, "columns")
        self.assertIn("more than 1 rows", upload.problem)

    def test_applying_can_be_stopped_and_continued(self):
        upload = self.compare(*self.rows)
        self.work()
        upload.action_apply()
        upload.action_cancel()
        self.assertEqual(upload.state, "stopped")
        self.work()
        self.assertFalse(self.get_asset("T-4"), "it does not go on by itself")
        upload.action_continue()
        self.work()
        self.assertEqual(upload.state, "done")
        self.assertTrue(self.get_asset("T-4"))

    def test_what_was_stopped_can_be_compared_again(self):
        upload = self.compare(*self.rows)
        self.work()
        upload.action_apply()
        upload.action_cancel()
        run = upload.run_id
        upload.action_compare()
        self.work()
        self.assertEqual(run.state, "cancelled")
        # two rows were applied before it was stopped
        self.assertEqual((upload.created_count, upload.unchanged_count), (3, 2))

    def test_a_comparison_can_be_stopped(self):
        upload = self.compare(*self.rows)
        upload.action_cancel()
        self.assertEqual(upload.state, "columns")
        self.assertFalse(upload.batch_ids or upload.preview_run_id)
        with self.assertRaises(UserError):
            upload.action_apply()

    def test_what_was_applied_before_a_failure_stays(self):
        upload = self.compare(*self.rows)
        self.work()
        upload.action_apply()
        failing = type(upload)
        with (
            patch.object(failing, "_apply_batch", side_effect=UserError("No more.")),
            patch.object(upload_module, "_logger"),
        ):
            self.work()
        self.assertEqual((upload.state, upload.problem), ("stopped", "No more."))
        self.assertTrue(self.get_asset("T-1"))
        upload.action_continue()
        self.work()
        self.assertEqual((upload.state, upload.problem), ("done", False))
        self.assertTrue(self.get_asset("T-4"))
