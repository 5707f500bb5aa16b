from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestRuns(RegisterCase):
    """Runs, and what their end says of records that were not given."""

    def setUp(self):
        super().setUp()
        self.register.write({"retire_share": 50, "vanished_policy": "propose"})
        self.records = [
            {"external_id": str(number), "name": f"Asset {number}"}
            for number in range(4)
        ]
        self.apply(*self.records)
        self.age()

    def age(self):
        """Let what was seen so far have been seen long ago."""
        bindings = self.env["maintenance.register.binding"].search([])
        bindings.write({"last_seen": fields.Datetime.now() - timedelta(days=1)})

    def run_with(self, *records, complete=True):
        run = self.api.start_run("FLEET", is_complete_scan=complete)
        self.apply(*records, run=run)
        return run, self.api.finish_run(run)

    def proposals(self, state="open"):
        return (
            self.env["maintenance.register.proposal"]
            .with_user(self.planner)
            .search([("state", "=", state)])
        )

    def test_a_run_counts_what_became_of_its_records(self):
        run_id, answer = self.run_with(
            dict(self.records[0], name="Other"),
            self.records[1],
            {"external_id": "9", "name": "New"},
            {"external_id": "10", "name": "Bad", "cost": "much"},
            complete=False,
        )
        run = self.env["maintenance.register.run"].browse(run_id)
        self.assertEqual(answer["state"], "done")
        for name, count in (
            ("created", 1),
            ("updated", 1),
            ("unchanged", 1),
            ("rejected", 1),
            ("vanished", 0),
        ):
            self.assertEqual(answer[name], count, name)
        self.assertEqual(run.line_ids.external_id, "10")
        self.assertIn("“much” is not a number", run.line_ids.reason)
        self.assertEqual(run.user_id, self.program)
        self.assertEqual(self.register.run_count, 1)
        [message] = self.register.message_ids.filtered(lambda one: "Run of" in one.body)
        self.assertIn("Created: 1", message.body)
        self.assertEqual(self.api.finish_run(run_id), answer, "once more")

    def test_a_batch_that_is_sent_again_counts_once(self):
        run = self.api.start_run("FLEET")
        batch = [{"external_id": "9", "name": "New"}, {"external_id": "10"}]
        self.assertEqual(self.results(*batch, run=run), ["created", "rejected"])
        self.assertEqual(self.results(*batch, run=run), ["unchanged", "rejected"])
        answer = self.api.finish_run(run)
        self.assertEqual((answer["created"], answer["unchanged"]), (1, 0))
        self.assertEqual(answer["rejected"], 1)

    def test_a_record_that_goes_in_at_last_is_not_rejected_any_more(self):
        run = self.api.start_run("FLEET")
        self.apply({"external_id": "9"}, run=run)
        self.apply({"external_id": "9", "name": "New"}, run=run)
        self.assertEqual(self.api.finish_run(run)["rejected"], 0)

    def test_what_was_not_given_has_vanished(self):
        _run, answer = self.run_with(*self.records[:3])
        self.assertEqual((answer["vanished"], answer["retired"]), (1, 1))
        self.assertEqual(self.binding_of("3").state, "vanished")
        self.assertEqual(self.asset_of("3").lifecycle_state, "in_service")
        proposal = self.proposals()
        self.assertEqual(proposal.ids, answer["proposals"])
        self.assertTrue(proposal.action_accept())
        self.assertEqual(self.asset_of("3").lifecycle_state, "retired")
        self.assertEqual(proposal.decided_by_id, self.planner)

    def test_what_is_rejected_has_not_vanished(self):
        _run, answer = self.run_with(*self.records[:3], dict(self.records[3], cost="?"))
        self.assertEqual((answer["rejected"], answer["vanished"]), (1, 0))
        self.assertEqual(self.binding_of("3").state, "bound")

    def test_who_sees_a_register_sees_how_much_there_is(self):
        for user in (self.program, self.technician, self.planner):
            register = self.register.with_user(user)
            self.assertEqual(register.binding_count, 4)
            self.assertEqual(register.conflict_count, 0)

    def test_without_a_complete_scan_nothing_vanishes(self):
        _run, answer = self.run_with(*self.records[:1], complete=False)
        self.assertEqual(answer["vanished"], 0)
        self.assertFalse(self.proposals())

    def test_more_than_the_share_do_not_vanish(self):
        for seen in ([], self.records[:1]):
            self.age()
            _run, answer = self.run_with(*seen)
            self.assertEqual((answer["vanished"], answer["retired"]), (0, 0))
            self.assertIn("of 4 assets have vanished", answer["note"])
        self.assertFalse(self.proposals())
        self.assertEqual(
            set(self.env["maintenance.register.binding"].search([]).mapped("state")),
            {"bound"},
        )

    def test_the_policies_are_followed(self):
        for policy, state, count in (
            ("ignore", "bound", 0),
            ("flag", "vanished", 0),
            ("propose", "vanished", 1),
        ):
            with self.subTest(policy), self.env.cr.savepoint() as savepoint:
                self.register.vanished_policy = policy
                self.run_with(*self.records[:3])
                self.assertEqual(self.binding_of("3").state, state)
                self.assertEqual(len(self.proposals()), count)
                savepoint.rollback()

    def test_what_comes_back_is_not_proposed_any_more(self):
        self.run_with(*self.records[:3])
        proposal = self.proposals()
        self.assertEqual(self.results(self.records[3]), ["unchanged"])
        self.assertEqual(self.binding_of("3").state, "bound")
        self.assertEqual(proposal.state, "obsolete")

    def test_what_retired_there_is_proposed_after_the_run(self):
        retired = dict(self.records[0], status="retired", retirement_date="2026-03-01")
        run = self.api.start_run("FLEET")
        self.assertEqual(self.results(retired, run=run), ["unchanged"])
        self.assertFalse(self.proposals())
        self.apply(*self.records[1:], run=run)
        answer = self.api.finish_run(run, is_complete_scan=True)
        self.assertEqual(answer["retired"], 1)
        proposal = self.proposals()
        self.assertEqual(proposal.cause, "retired")
        self.assertEqual(proposal.retirement_date.isoformat(), "2026-03-01")
        proposal.action_accept()
        asset = self.asset_of("0")
        self.assertEqual(asset.lifecycle_state, "retired")
        self.assertEqual(asset.retirement_date.isoformat(), "2026-03-01")
        self.run_with(retired, *self.records[1:])
        self.assertFalse(self.proposals())

    def test_what_was_declined_is_not_proposed_again(self):
        retired = dict(self.records[0], status="retired", retirement_date="2026-03-01")
        self.run_with(retired, *self.records[1:])
        self.proposals().action_decline()
        self.run_with(retired, *self.records[1:])
        self.assertFalse(self.proposals())
        later = dict(retired, retirement_date="2026-04-01")
        self.run_with(later, *self.records[1:])
        self.assertEqual(self.proposals().retirement_date.isoformat(), "2026-04-01")
        self.assertEqual(self.asset_of("0").lifecycle_state, "in_service")

    def test_an_asset_that_is_new_and_retired_arrives_as_such(self):
        record = {
            "external_id": "9",
            "name": "Old press",
            "status": "retired",
            "in_service_date": "2010-01-01",
            "retirement_date": "2020-05-01",
        }
        self.assertEqual(self.results(record), ["created"])
        asset = self.asset_of("9")
        self.assertEqual(asset.lifecycle_state, "retired")
        self.assertEqual(asset.retirement_date.isoformat(), "2020-05-01")
        self.assertEqual(self.results(record), ["unchanged"])

    def test_who_may_not_retire_assets_decides_nothing(self):
        self.run_with(*self.records[:3])
        for user in (self.program, self.technician):
            with self.assertRaises(AccessError):
                self.proposals().with_user(user).action_accept()

    def test_a_preview_tells_what_would_vanish(self):
        run = self.register.with_user(self.program)._start_run(
            "preview", is_complete_scan=True, keeps_lines=True
        )
        self.apply(*self.records[:3], dry_run=True, run=run.id)
        answer = self.api.finish_run(run.id)
        self.assertEqual((answer["unchanged"], answer["vanished"]), (3, 1))
        self.assertEqual(
            run.line_ids.mapped("result"),
            ["unchanged", "unchanged", "unchanged", "vanished"],
        )
        self.assertEqual(self.binding_of("3").state, "bound")

    def test_a_run_that_has_ended_takes_no_records(self):
        run, _answer = self.run_with(*self.records)
        with self.assertRaisesRegex(UserError, "has ended"):
            self.apply(self.records[0], run=run)
        other = self.api.start_run("FLEET")
        self.env["maintenance.register.run"].browse(other).with_user(
            self.program
        ).action_cancel()
        with self.assertRaisesRegex(UserError, "has ended"):
            self.apply(self.records[0], run=other)

    def test_a_run_of_another_register_is_refused(self):
        self.new_register("OTHER")
        run = self.api.start_run("OTHER")
        with self.assertRaisesRegex(UserError, "no such run"):
            self.apply(self.records[0], run=run)

    def test_a_silent_register_shows(self):
        registers = self.env["maintenance.register"]
        silent = [("is_silent", "=", True), ("id", "=", self.register.id)]
        self.assertFalse(registers.search(silent))
        self.register.sudo().last_run_date = fields.Datetime.now() - timedelta(days=8)
        self.assertTrue(self.register.is_silent)
        self.assertEqual(registers.search(silent), self.register.sudo(False))
        self.register.silent_days = 0
        self.assertFalse(self.register.is_silent)
        self.assertFalse(registers.search(silent))
