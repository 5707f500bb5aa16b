from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestUninstallHook(ConsumptionCase):
    """Uninstalling takes along what Odoo leaves behind."""

    def test_what_odoo_leaves_behind_is_taken_along(self):
        issue_type = self.warehouse.parts_issue_type_id
        sequence = issue_type.sequence_id
        uninstall_hook(self.env)
        self.assertFalse(issue_type.exists() or sequence.exists())

    def test_the_type_of_past_transfers_is_archived(self):
        self.stock(self.filter, 1)
        self.new_job([(self.filter, 1)]).action_issue_parts()
        issue_type = self.warehouse.parts_issue_type_id
        self.assertTrue(issue_type.active)
        uninstall_hook(self.env)
        self.assertFalse(issue_type.active)
        self.assertTrue(issue_type.sequence_id)
