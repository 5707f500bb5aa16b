from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.at_once import AtOnceCase

from ..models.maintenance_register import MaintenanceRegister


@tagged("post_install", "-at_install")
class TestAtOnce(AtOnceCase):
    """Two programs apply the same records, and what is killed leaves nothing."""

    def setUp(self):
        super().setUp()
        with self.committing() as env:
            self.register = (
                env["maintenance.register"]
                .create({"name": "At once", "code": "ATONCE"})
                .id
            )
        self.addCleanup(self.remove)

    def remove(self):
        with self.committing() as env:
            register = env["maintenance.register"].browse(self.register)
            assets = register.binding_ids.equipment_id
            register.unlink()
            assets.unlink()

    @staticmethod
    def make_records(first, last, name="Asset"):
        return [
            {
                "external_id": f"T-{number}",
                "name": f"{name} {number}",
                "serial_no": f"ATONCE-{number}",
            }
            for number in range(first, last)
        ]

    def apply(self, *records, run=None):
        return lambda env: env["maintenance.register"].apply_batch(
            "ATONCE", list(records), run=run
        )

    def count(self):
        with self.committing() as env:
            bindings = env["maintenance.register"].browse(self.register).binding_ids
            self.assertEqual(len(bindings.equipment_id), len(bindings))
            return len(bindings)

    def test_overlapping_batches_make_each_asset_once(self):
        first, second, third = self.at_once(
            self.apply(*self.make_records(0, 10)),
            self.apply(*self.make_records(5, 15)),
            self.apply(*self.make_records(0, 15)),
        )
        self.assertEqual(first["counts"]["created"], 10)
        self.assertEqual(second["counts"]["created"], 5)
        self.assertEqual(second["counts"]["unchanged"], 5)
        self.assertEqual(third["counts"]["unchanged"], 15)
        self.assertEqual(self.count(), 15)

    def test_a_person_and_a_program_change_the_same_asset(self):
        [answer] = self.at_once(self.apply(*self.make_records(0, 1)))
        asset_id = answer["results"][0]["equipment_id"]

        def change(env):
            env["maintenance.equipment"].browse(asset_id).model = "Mine"
            return True

        person, program = self.at_once(
            change, self.apply({"external_id": "T-0", "model": "Theirs"})
        )
        self.assertTrue(person)
        self.assertEqual(program["counts"]["updated"], 1)
        with self.committing() as env:
            asset = env["maintenance.equipment"].browse(asset_id)
            self.assertEqual(asset.model, "Theirs", "the register decides")

    def test_what_is_killed_in_the_middle_is_sent_again(self):
        records = self.make_records(0, 10)
        with self.committing() as env:
            run = env["maintenance.register"].start_run("ATONCE")

        class Killed(BaseException):
            """As a worker that is killed: nobody catches it."""

        def kill(*_args):
            raise Killed

        with patch.object(MaintenanceRegister, "_note_seen", kill):
            with self.registry.cursor() as cr:
                from odoo.api import SUPERUSER_ID, Environment

                env = Environment(cr, SUPERUSER_ID, {})
                with self.assertRaises(Killed):
                    self.apply(*records, run=run)(env)
                cr.rollback()
        self.assertEqual(self.count(), 0)
        # and so is what was done, but whose answer was lost
        for created in (10, 0):
            [answer] = self.at_once(self.apply(*records, run=run))
            self.assertEqual(answer["counts"]["created"], created)
        with self.committing() as env:
            answer = env["maintenance.register"].finish_run(run)
        self.assertEqual((answer["created"], answer["unchanged"]), (10, 0))
        self.assertEqual(self.count(), 10)

    def test_a_run_ends_once(self):
        with self.committing() as env:
            run = env["maintenance.register"].start_run("ATONCE")
        first, second = self.at_once(
            *[lambda env: env["maintenance.register"].finish_run(run)] * 2
        )
        self.assertEqual(first, second)
        with self.committing() as env:
            register = env["maintenance.register"].browse(self.register)
            told = register.message_ids.filtered(lambda one: "Run of" in one.body)
            self.assertEqual(len(told), 1)

    def test_a_retirement_is_accepted_once(self):
        self.at_once(self.apply(*self.make_records(0, 1)))
        with self.committing() as env:
            binding = env["maintenance.register"].browse(self.register).binding_ids
            proposal = (
                env["maintenance.register.proposal"]
                .create({"binding_id": binding.id, "cause": "vanished"})
                .id
            )
        model = "maintenance.register.proposal"
        first, second = self.at_once(
            *[lambda env: env[model].browse(proposal).action_accept()] * 2
        )
        self.assertTrue(first)
        self.assertRegex(str(second), "decided already")
