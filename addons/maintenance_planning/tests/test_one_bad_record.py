from unittest.mock import patch

from odoo.tests import tagged

from .common import OneBadRecordCase


@tagged("post_install", "-at_install")
class TestOneBadRecord(OneBadRecordCase):
    """What SQL or an earlier version has written stops nothing but what it is about."""

    def test_a_job_whose_parts_cannot_be_reserved_is_told(self):
        self.stock(self.filter, 5)
        self.stock(self.belt, 5)
        jobs = self.new_job([(self.filter, 1)], days=2) | self.new_job(
            [(self.belt, 1)], days=2, name="Stuck"
        )
        issue = type(jobs)._reserve_parts

        def fail(some, *args):
            if jobs[1] in some:
                raise ZeroDivisionError("no unit")
            return issue(some, *args)

        nightly = self.env["maintenance.request"]
        with (
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 9
            ),
            patch.object(type(jobs), "_reserve_parts", fail),
        ):
            nightly._cron_reserve_parts()
        self.env.invalidate_all()
        self.assertEqual(jobs[0].part_ids.reserved_qty, 1)
        [problem] = self.told_of("failed_reservation", self.warehouse)
        self.assertRegex(problem, "Stuck.*no unit")
        self.run_planner()
        self.assertEqual(
            len(self.told_of("failed_reservation")), 1, "the planner keeps it"
        )
        with self.enough_time():
            nightly._cron_reserve_parts()
        self.assertFalse(self.told_of("failed_reservation"))

    def test_contradictory_dates_of_one_asset_keep_no_other_in_service(self):
        assets = self.new_assets(3, in_service_date="2026-01-01")
        self.spoil(assets, retirement_date="2026-02-01")
        self.spoil(assets[1], in_service_date="2026-03-01")
        assets[1].name = "Contradiction"
        self.env["maintenance.equipment"]._cron_update_lifecycle()
        self.assertEqual(
            assets.mapped("lifecycle_state"), ["retired", "in_service", "retired"]
        )
        [problem] = self.told_of("failed_life_cycle")
        self.assertIn("Contradiction", problem)

    def test_a_digest_that_cannot_be_made_is_told_and_the_others_are_sent(self):
        digests = self.env["maintenance.planner.digest"]
        digest = digests.create(
            {"user_id": self.planner.id, "told": {"rush": {"1/1": "soon"}}}
        )
        users = self.planner | self.new_user("second", "maintenance_bom.group_planner")
        send, sent = type(digests)._send_digest, []

        def fail(table, user):
            sent.append(user)
            if user == users[0]:
                raise LookupError("no such thing")
            return send(table, user)

        with (
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 9
            ),
            patch.object(type(digests), "_get_users_to_tell", lambda table: users),
            patch.object(type(digests), "_send_digest", fail),
        ):
            digests._cron_send_digests()
        self.assertEqual(sent, list(users))
        [problem] = self.told_of("failed_digest")
        self.assertIn(f"{users[0].name}: LookupError: no such thing", problem)
        # what is no day was not told
        digests._send_digest(self.planner)
        self.assertTrue(digest.checked_on)

    def test_a_minimum_that_cannot_be_learned_is_told(self):
        table = self.env["maintenance.part.minimum"].sudo()
        today = self.today
        failed = {}
        rows = [
            (part.id, today, quantity, None)
            for part, quantity in ((self.filter, 2.0), (self.belt, float("nan")))
        ]
        (self.filter | self.belt).standard_price = 3
        proposals = table._learn_minimums(self.warehouse, rows, 365, failed)
        self.assertEqual(set(proposals), {self.filter.id})
        self.assertEqual(list(failed), [self.belt])
