from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.aging import AgingCase


@tagged("post_install", "-at_install")
class TestPendingHistory(AgingCase):
    """What was pending, in the history of the parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 50)

    def test_what_was_pending_was_taken_by_the_one_who_took_it(self):
        job = self.new_job([(self.filter, 60)], asset=self.other_asset)
        job.action_issue_parts()
        self.stock(self.filter, 50)
        job.pending_ids.with_user(self.manager).action_issue_now()
        rest, first = self.history_of(self.other_asset)
        self.assertEqual((first.quantity, rest.quantity), (50, 10))
        self.assertEqual(rest.user_id, self.technician)
