import threading
from unittest.mock import patch

from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import get_db_name, tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.models import locking

from ..models.locking import lock_alone, lock_rows, one_at_a_time
from .at_once import AtOnceCase


@tagged("post_install", "-at_install")
class TestLocking(AtOnceCase):
    """Who comes second sees what the first did, or is told so."""

    def setUp(self):
        super().setUp()
        with self.committing() as env:
            self.asset = env["maintenance.equipment"].create({"name": "Lathe"}).id
        self.addCleanup(self.remove)

    def remove(self):
        with self.committing() as env:
            self.lathe(env).unlink()

    def lathe(self, env):
        return env["maintenance.equipment"].browse(self.asset)

    def test_who_began_before_the_other_ended_is_run_again(self):
        with self.committing() as late, self.committing() as first:
            late.cr.execute("SELECT 1")
            lock_alone(self.lathe(first))
            first.cr.commit()
            with self.assertRaises(SerializationFailure):
                lock_alone(self.lathe(late))
            late.cr.rollback()
            lock_alone(self.lathe(late))

    def test_who_comes_while_the_other_is_at_work_waits(self):
        order, begun = [], threading.Event()

        def come_second():
            with self.committing() as env:
                begun.set()
                self.lathe(env).action_report_condition("worn")
                order.append("second")

        with self.committing() as first:
            lock_alone(self.lathe(first))
            thread = threading.Thread(target=come_second)
            thread.start()
            begun.wait(10)
            # the other may have come to the lock by now, or comes to it later
            thread.join(0.2)
            order.append("first")
            with mute_logger("odoo.sql_db"):
                first.cr.commit()
                thread.join(20)
        self.assertEqual(order, ["first", "second"])

    def test_what_nobody_locked_is_not_waited_for(self):
        with self.committing() as first, self.committing() as second:
            second.cr.execute("SET LOCAL lock_timeout = '2s'")
            other = first["maintenance.equipment"].create({"name": "Mill"})
            first.cr.commit()
            lock_alone(self.lathe(first))
            # others refer to it and read it
            second["maintenance.equipment.condition"].create(
                {
                    "equipment_id": self.asset,
                    "condition": "good",
                    "date": "2025-03-01",
                }
            )
            second.flush_all()
            lock_alone(other.with_env(second))
            second.cr.rollback()
            other.unlink()

    def test_nobody_has_changed_what_is_locked(self):
        with self.committing() as env:
            before = self.lathe(env).read(["write_date", "write_uid", "message_ids"])
            lock_alone(self.lathe(env))
            lock_rows(self.lathe(env))
            env.invalidate_all()
            after = self.lathe(env).read(["write_date", "write_uid", "message_ids"])
        self.assertEqual(before, after)

    def test_what_is_no_id_is_left_to_the_method(self):
        with self.committing() as env:
            assets = env["maintenance.equipment"]
            lock_alone(assets, assets.browse([True, "x", 10**12]), assets.new({}))
            lock_rows(assets.browse(["x"]))

    def test_rows_that_are_left_as_they_were_stop_nobody(self):
        with self.committing() as late, self.committing() as first:
            late.cr.execute("SELECT 1")
            lock_rows(self.lathe(first))
            first.cr.commit()
            lock_rows(self.lathe(late))

    # --- in words ---------------------------------------------------------------------

    def call_method(self, error, tries=5):
        """Call a method that fails with ``error`` so often; return how often it ran."""
        calls = []

        @one_at_a_time
        def change(asset):
            calls.append(1)
            if len(calls) <= tries:
                raise error("somebody was faster")
            return True

        [answer] = self.at_once(lambda env: change(self.lathe(env)))
        return len(calls), answer

    def test_a_call_that_failed_five_times_ends_with_a_message(self):
        for error in (
            ConcurrencyError,
            DeadlockDetected,
            LockNotAvailable,
            SerializationFailure,
        ):
            # PostgreSQL fills in the code that Odoo logs
            with patch("odoo.service.model.errorcodes.lookup", str):
                calls, answer = self.call_method(error)
                self.assertEqual(calls, 5)
                self.assertIsInstance(answer, UserError)
                self.assertEqual(
                    str(answer),
                    "Somebody else is changing “Lathe” at this moment. Try again.",
                )
                self.assertEqual(self.call_method(error, tries=4), (5, True))

    def test_a_method_in_a_method_counts_once(self):
        outer = []

        @one_at_a_time
        def change(asset):
            outer.append(1)
            asset.action_report_condition("worn")
            raise ConcurrencyError("somebody was faster")

        [answer] = self.at_once(lambda env: change(self.lathe(env)))
        self.assertRegex(str(answer), "Somebody else is changing “Lathe”")
        self.assertEqual(len(outer), 5)

    def test_who_waits_begins_anew_at_once_if_nothing_is_lost_by_it(self):
        """Without a rest in between, and without one of the five tries."""
        with self.committing() as env:
            begin = patch.object(
                locking, "lock_alone", side_effect=[SerializationFailure(), None]
            )
            with (
                begin as lock,
                patch.object(type(env.cr), "rollback", autospec=True) as rollback,
            ):
                env.cr.execute("SELECT 1")
                with self.assertRaises(SerializationFailure):
                    self.lathe(env).action_report_condition("worn")
                rollback.assert_not_called()
                lock.side_effect = [SerializationFailure(), None]
            env.cr.rollback()
            with begin as lock:
                self.lathe(env).action_report_condition("worn")
                self.assertEqual(lock.call_count, 2)

    def test_who_waits_for_too_long_is_told_in_words(self):
        busy = patch.object(locking, "lock_alone", side_effect=SerializationFailure())
        with self.committing() as env, busy, patch.object(locking, "LONGEST_WAIT", -1):
            with self.assertRaisesRegex(UserError, "Somebody else is changing “Lathe”"):
                self.lathe(env).action_report_condition("worn")

    # --- what checks and acts ---------------------------------------------------------

    def test_a_code_is_given_once(self):
        with self.committing() as env:
            category = env["maintenance.equipment.category"].create(
                {"name": "Lathes", "code_prefix": "LA-"}
            )
            self.lathe(env).category_id = category
            category_id, asset = category.id, self.lathe(env)
            asset.code = False
        self.addCleanup(self.remove_category, category_id)
        answers = self.at_once(*[lambda env: self.lathe(env).action_assign_codes()] * 3)
        self.assertEqual(answers, [True] * 3)
        with self.committing() as env:
            sequence = env["maintenance.equipment.category"].browse(category_id)
            self.assertTrue(self.lathe(env).code)
            self.assertTrue(sequence.code_sequence_id)

    def remove_category(self, category_id):
        with self.committing() as env:
            self.lathe(env).category_id = False
            env["maintenance.equipment.category"].browse(category_id).unlink()

    def test_an_asset_retires_once(self):
        first, second = self.at_once(*[lambda env: self.lathe(env).action_retire()] * 2)
        self.assertTrue(first)
        self.assertRegex(str(second), "“Lathe” retired on")

    def test_a_suggested_bom_is_created_once(self):
        with self.committing() as env:
            dialog = env["maintenance.bom.suggest"].create({})
            dialog.line_ids = [
                (5,),
                (0, 0, {"equipment_ids": [self.asset], "new_bom_name": "Lathe L1"}),
            ]
        answers = self.at_once(*[lambda env: dialog.with_env(env).action_apply()] * 2)
        self.assertEqual(answers[1], {"type": "ir.actions.act_window_close"})
        with self.committing() as env:
            boms = env["maintenance.bom"].search([("name", "=", "Lathe L1")])
            self.assertEqual(self.lathe(env).bom_id, boms)
            self.assertEqual(len(boms), 1)
            self.lathe(env).bom_id = False
            boms.unlink()


class TestConcurrentEdits(BaseCase):
    """Two people edit nested BOMs at once, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            parts = env["product.product"].create(
                [{"name": name, "type": "consu"} for name in ("Seal", "Bolt")]
            )
            seal, bolt = parts
            pump = env["maintenance.bom"].create(
                {"name": "Pump", "line_ids": [Command.create({"product_id": seal.id})]}
            )
            engine = env["maintenance.bom"].create(
                {
                    "name": "Engine",
                    "line_ids": [Command.create({"product_id": seal.id})],
                }
            )
            other = env["maintenance.bom"].create({"name": "Other"})
            self.parts, self.bolt = parts.ids, bolt.id
            self.pump, self.engine, self.other = pump.id, engine.id, other.id
            engine.line_ids = [Command.create({"child_bom_id": pump.id})]
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            env["maintenance.bom"].browse([self.engine, self.pump, self.other]).unlink()
            env["product.product"].browse(self.parts).unlink()

    def bom_at(self, cr, bom_id):
        """The BOM as this transaction sees it from now on."""
        bom = Environment(cr, SUPERUSER_ID, {})["maintenance.bom"].browse(bom_id)
        bom.line_ids.mapped("quantity")
        return bom

    def add_bolt(self, bom):
        bom.line_ids = [Command.create({"product_id": self.bolt})]
        bom.env.flush_all()

    def add_pump(self, bom):
        bom.line_ids = [Command.create({"child_bom_id": self.pump})]
        bom.env.flush_all()

    def paths(self, bom_id):
        with self.registry.cursor() as cr:
            return len(self.bom_at(cr, bom_id).component_ids)

    def test_an_edit_that_has_not_seen_the_other_is_run_again(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            pump = self.bom_at(first, self.pump)
            engine = self.bom_at(second, self.engine)
            self.add_bolt(pump)
            first.commit()
            # without the conflict, the second pump of the engine would lack its bolt
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.add_pump(engine)
            second.rollback()
            self.add_pump(self.bom_at(second, self.engine))
            second.commit()
        self.assertEqual(
            self.paths(self.engine), 5, "a seal, and two pumps of two parts"
        )

    def test_the_other_way_round(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            engine = self.bom_at(first, self.engine)
            pump = self.bom_at(second, self.pump)
            self.add_pump(engine)
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.add_bolt(pump)
            second.rollback()
        self.assertEqual(self.paths(self.engine), 3)

    def test_boms_that_have_nothing_in_common_do_not_wait_for_each_other(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            other = self.bom_at(first, self.other)
            engine = self.bom_at(second, self.engine)
            self.add_bolt(other)
            self.add_bolt(engine)
            first.commit()
            second.commit()
        self.assertEqual((self.paths(self.other), self.paths(self.engine)), (1, 3))
