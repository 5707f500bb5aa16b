from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestPendingAccess(PendingCase):
    """Who sees and changes what is pending."""

    def test_other_companies_do_not_see_it(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="stock.group_stock_user",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        pending = job.pending_ids.with_user(stranger)
        self.assertFalse(pending.search([("request_id", "=", job.id)]))
        for method in ("action_issue_now", "action_drop"):
            with self.assertRaises(AccessError):
                getattr(pending, method)()

    def test_nobody_writes_on_it_but_through_its_methods(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        for user in (self.technician, self.storekeeper, self.manager):
            pending = job.pending_ids.with_user(user)
            for change in (
                lambda pending=pending: pending.write({"state": "issued"}),
                lambda pending=pending: pending.unlink(),
                lambda pending=pending: pending.copy(),
            ):
                with self.assertRaises(AccessError):
                    change()
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            job.pending_ids.with_user(employee).action_drop()
