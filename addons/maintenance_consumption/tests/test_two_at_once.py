import threading
from functools import partial
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import get_db_name, tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestTwoAtOnce(BaseCase):
    """Two people take the last unit at once, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            part = env["product.product"].create(
                {"name": "Last", "type": "consu", "is_storable": True}
            )
            shelf = env["stock.warehouse"].search([], limit=1).lot_stock_id
            env["stock.quant"]._update_available_quantity(part, shelf, 1)
            asset = env["maintenance.equipment"].create(
                {"name": "Truck", "company_id": shelf.company_id.id}
            )
            self.part, self.shelf, self.asset = part.id, shelf.id, asset.id
        self.addCleanup(self.remove)

    def remove(self):
        """Take the records out by hand: done moves cannot be deleted."""
        with self.registry.cursor() as cr:
            for table, column, value in (
                ("stock_move_line", "product_id", self.part),
                ("stock_scrap", "product_id", self.part),
                ("stock_move", "product_id", self.part),
                ("stock_quant", "product_id", self.part),
                ("maintenance_parts_pending", "product_id", self.part),
                ("maintenance_request_part", "product_id", self.part),
                ("stock_picking", "origin", ("Truck", "Last job")),
                ("maintenance_request", "equipment_id", self.asset),
                ("maintenance_equipment", "id", self.asset),
            ):
                values = value if isinstance(value, tuple) else (value,)
                cr.execute(
                    f"DELETE FROM {table} WHERE {column} IN %s",
                    [values],
                )
            env = Environment(cr, SUPERUSER_ID, {})
            env["product.product"].browse(self.part).product_tmpl_id.unlink()

    def issue(self, env, reference):
        answer = (
            env["maintenance.equipment"]
            .browse(self.asset)
            .issue_parts([{"product_id": self.part, "quantity": 1}], reference)
        )
        env.flush_all()
        return answer

    def at_once(self, take):
        """Run ``take`` in one transaction, and before that commits in another one.

        Odoo runs the second again when it runs into the first. Returns how often the
        second was run, and what it answered or the error that it ended with.
        """
        answers, runs = [], []

        def take_too(env):
            runs.append(1)
            env.cr.execute("SET LOCAL lock_timeout = '20s'")
            # what this transaction sees from now on: the unit is still there
            env.cr.execute("SELECT 1 FROM stock_quant WHERE product_id=%s", [self.part])
            seen.set()
            return take(env)

        def run():
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                try:
                    answers.append(retrying(partial(take_too, env), env))
                except UserError as error:
                    answers.append(error)
                    cr.rollback()

        seen = threading.Event()
        quiet = mute_logger("odoo.sql_db", "odoo.service.model")
        with (
            quiet,
            patch("odoo.service.model.time.sleep"),
            self.registry.cursor() as first,
        ):
            answer = take(Environment(first, SUPERUSER_ID, {}))
            thread = threading.Thread(target=run)
            thread.start()
            seen.wait(10)
            # give the other the time to run into the lock
            thread.join(1)
            first.commit()
            thread.join(30)
        self.assertFalse(thread.is_alive())
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT sum(quantity) FROM stock_quant WHERE product_id=%s "
                "AND location_id=%s",
                [self.part, self.shelf],
            )
            self.assertFalse(cr.fetchone()[0], "taken once, never below zero")
        return len(runs), answer, *answers

    def test_one_wins_the_other_is_told(self):
        names = iter(("last-1", "last-2", "last-2"))
        runs, first, second = self.at_once(lambda env: self.issue(env, next(names)))
        self.assertEqual(runs, 2)
        self.assertEqual(first["reference"], "last-1")
        self.assertIsInstance(second, UserError)
        self.assertRegex(str(second), "has 0 of “Last”, not 1")

    def test_the_same_call_at_once_moves_once_and_answers_the_same(self):
        runs, first, second = self.at_once(lambda env: self.issue(env, "same"))
        self.assertEqual(runs, 2)
        self.assertEqual(first, second)
        self.assertEqual(first["reference"], "same")

    def test_the_same_removal_at_once_scraps_once_and_answers_the_same(self):
        with self.registry.cursor() as cr:
            self.issue(Environment(cr, SUPERUSER_ID, {}), "put on")

        def take(env):
            answer = (
                env["maintenance.equipment"]
                .browse(self.asset)
                .remove_parts(
                    [{"product_id": self.part, "becomes": "scrap"}],
                    reference="taken off",
                )
            )
            env.flush_all()
            return answer

        runs, first, second = self.at_once(take)
        self.assertEqual(runs, 2)
        self.assertEqual(first, second)
        self.assertEqual(len(first["scrap_ids"]), 1)

    def test_on_a_job_what_the_other_took_becomes_pending(self):
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            jobs = iter(self.new_jobs(env).ids)
        first_job, second_job = next(jobs), next(jobs)
        order = iter((first_job, second_job, second_job))

        def take(env):
            job = env["maintenance.request"].browse(next(order))
            job.action_issue_parts()
            env.flush_all()
            return job.id

        runs, first, second = self.at_once(take)
        self.assertEqual((runs, first, second), (2, first_job, second_job))
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            parts = env["maintenance.request.part"]
            rows = [
                (part.issued_qty, part.pending_qty)
                for part in parts.search([("product_id", "=", self.part)], order="id")
            ]
            self.assertEqual(rows, [(1, 0), (0, 1)])

    def new_jobs(self, env):
        return env["maintenance.request"].create(
            [
                {
                    "name": "Last job",
                    "equipment_id": self.asset,
                    "part_ids": [Command.create({"product_id": self.part})],
                }
                for _number in range(2)
            ]
        )
