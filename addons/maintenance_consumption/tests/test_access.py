from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .aging import AgingCase
from .booking import BookingCase
from .common import OtherCompaniesCase, QuickIssueCase


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


@tagged("post_install", "-at_install")
class TestJobAccess(QuickIssueCase):
    """Who issues, returns and finishes what."""

    def test_who_may_not_move_stock_returns_nothing(self):
        self.asset.issue_parts([self.want()])
        employee = self.new_user("employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.asset.with_user(employee).return_parts([self.want()])

    def test_a_technician_issues_on_a_colleagues_job_without_changing_it(self):
        job = self.new_job([(self.filter, 2)])
        colleague = new_test_user(
            self.env, "colleague", groups="maintenance_bom.group_user"
        )
        job = job.with_user(colleague)
        job.action_reserve_parts()
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 2)
        with self.assertRaises(AccessError):
            job.name = "Other"

    def test_who_follows_a_colleagues_job_finishes_it(self):
        job = self.new_job(
            [(self.filter, 2)],
            user=self.planner,
            user_id=self.planner.id,
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        mine = job.with_user(self.technician)
        for finish in (mine.action_finish_as_planned, mine.button_finish_as_planned):
            with self.assertRaisesRegex(
                AccessError, r"“Job” is for bom_planner .* to finish\. Follow"
            ):
                finish()
        self.assertFalse(job.part_ids.issued_qty)
        mine.message_subscribe(self.technician.partner_id.ids)
        mine.action_finish_as_planned()
        self.assertTrue(job.done)
        following = job.next_request_ids
        self.assertEqual(following.part_ids.quantity, 2)
        self.assertEqual(following.user_id, self.planner)

    def test_companies_are_kept_apart(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        shelf = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", branch.id)], limit=1)
            .lot_stock_id
        )
        self.stock(self.filter, 3, shelf)
        asset = self.new_asset(company_id=False)
        self.technician.company_ids = [Command.link(branch.id)]
        here = asset.with_user(self.technician)
        there = here.with_context(allowed_company_ids=[branch.id])
        first = here.issue_parts([self.want()], "A-3")
        second = there.issue_parts([self.want()], "A-3")
        self.assertNotEqual(first["picking_id"], second["picking_id"])
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        self.assertEqual(self.on_hand(self.filter, shelf), (2, 0))
        words = "is no stock of Branch"
        with self.assertRaisesRegex(UserError, words):
            there.issue_parts([self.want(location_id=self.shelf.id)])
        theirs = self.env["maintenance.equipment"].create(
            {"name": "Theirs", "company_id": branch.id}
        )
        stranger = self.new_user("stranger", "maintenance_bom.group_user")
        with self.assertRaises(AccessError):
            theirs.with_user(stranger).issue_parts([self.want()])

    def test_jobs_and_parts_of_other_companies_stay_hidden(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        team = self.env["maintenance.team"].create(
            {"name": "Theirs", "company_id": branch.id}
        )
        job = self.env["maintenance.request"].create(
            {
                "name": "Theirs",
                "maintenance_team_id": team.id,
                "company_id": branch.id,
                "part_ids": [Command.create({"product_id": self.filter.id})],
            }
        )
        self.assertEqual(job.warehouse_id.company_id, branch)
        self.assertEqual(job.parts_state, "short", "the stock is the other company's")
        parts = self.env["maintenance.request.part"].with_user(self.technician)
        self.assertFalse(parts.search([("request_id", "=", job.id)]))
        with self.assertRaises(AccessError):
            job.part_ids.with_user(self.technician).read(["quantity"])
        with self.assertRaises(AccessError):
            job.with_user(self.technician).action_reserve_parts()


@tagged("post_install", "-at_install")
class TestChargeAccess(BookingCase):
    """Who sees charges and their entries."""

    def test_a_planner_reads_the_words_and_gets_no_entry(self):
        row = self.charge()
        self.assertTrue(row.booking_note)
        self.assertNotIn("entry_id", row.fields_get())
        for call in (row.action_open_entry, row.action_open_analytic_lines):
            with self.assertRaises(AccessError):
                call()

    def test_a_technician_sees_no_charges(self):
        user = self._create_new_internal_user(
            name="Technician", login="technician", groups="maintenance_bom.group_user"
        )
        row = self.charge()
        with self.assertRaises(AccessError):
            row.with_user(user).read(["cost"])


@tagged("post_install", "-at_install")
class TestHistoryAccess(AgingCase):
    """Who reads the parts history, and its costs."""

    def test_a_technician_reads_it_without_cost(self):
        self.stock(self.filter, 50)
        self.take(self.other_asset, date(2025, 3, 1), [(self.filter, 1)])
        row = self.history_of(self.other_asset)
        self.assertTrue(row.read(["date", "quantity", "user_id", "position"]))
        with self.assertRaises(AccessError):
            row.read(["cost"])
        with self.assertRaises(AccessError):
            row.formatted_read_group([], ["product_id"], ["cost:sum"])
        with self.assertRaises(AccessError):
            self.other_asset.with_user(self.technician).read(["parts_cost_this_year"])
        stranger = self.new_user("stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.history_of(self.other_asset, stranger)
