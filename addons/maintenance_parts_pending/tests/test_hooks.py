from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import PendingCase


@tagged("post_install", "-at_install")
class TestUninstallHook(PendingCase):
    """Uninstalling takes along what Odoo leaves behind."""

    def test_nobody_is_asked_for_a_receipt_any_more(self):
        self.company.parts_storekeeper_id = self.storekeeper
        job = self.new_job([(self.gasket, 1)])
        job.action_issue_parts()
        self.assertTrue(self.activities_of(job))
        uninstall_hook(self.env)
        self.assertFalse(self.activities_of(job))
