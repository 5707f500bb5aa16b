"""What several do at once, in transactions that really commit."""

import threading
from datetime import date

from psycopg2.errors import SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import get_db_name, tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from odoo.addons.maintenance_consumption.tests.at_once import PartsAtOnceCase

from .common import TODAY


@tagged("post_install", "-at_install")
class TestAgeJobsAtOnce(BaseCase):
    """Two runs open the job of one asset, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            part = env["product.product"].create({"name": "Cell", "type": "consu"})
            line = {"product_id": part.id, "replace_after": 36}
            bom = env["maintenance.bom"].create(
                {"name": "Torch", "line_ids": [Command.create(line)]}
            )
            asset = env["maintenance.equipment"].create(
                {"name": "Torch", "bom_id": bom.id, "in_service_date": "2022-03-20"}
            )
            self.ids = asset.id, bom.id, part.id
        self.addCleanup(self.remove)

    def remove(self):
        asset_id, bom_id, part_id = self.ids
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            asset = env["maintenance.equipment"].browse(asset_id)
            asset.maintenance_ids.unlink()
            asset.unlink()
            env["maintenance.bom"].browse(bom_id).unlink()
            env["product.product"].browse(part_id).product_tmpl_id.unlink()

    def open_jobs(self, cr):
        env = Environment(cr, SUPERUSER_ID, {})
        result = env["maintenance.equipment"].browse(self.ids[0])._open_age_jobs(TODAY)
        env.flush_all()
        return len(result["opened"])

    def test_only_one_opens_it(self):
        opened, seen = [], threading.Event()

        def open_too():
            with self.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '20s'")
                # what this transaction sees from now on: there is no job yet
                cr.execute("SELECT count(*) FROM maintenance_request_part")
                seen.set()
                try:
                    opened.append(self.open_jobs(cr))
                except SerializationFailure:
                    # Odoo would run it again
                    cr.rollback()

        with mute_logger("odoo.sql_db"), self.registry.cursor() as first:
            self.assertEqual(self.open_jobs(first), 1)
            thread = threading.Thread(target=open_too)
            thread.start()
            seen.wait(10)
            # give the other the time to run into the key
            thread.join(2)
            first.commit()
            thread.join(30)
        self.assertFalse(thread.is_alive())
        self.assertFalse(sum(opened))
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            asset = env["maintenance.equipment"].browse(self.ids[0])
            self.assertEqual(len(asset.maintenance_ids), 1)
            self.assertEqual(self.open_jobs(cr), 0)


@tagged("post_install", "-at_install")
class TestReplacementsAtOnce(PartsAtOnceCase):
    """Replacements that several write at once, in real transactions."""

    def setUp(self):
        super().setUp()
        with self.committing() as env:
            bom = env["maintenance.bom"].create(
                {
                    "name": "Truck",
                    "line_ids": [Command.create({"product_id": self.part})],
                }
            )
            self.bom = bom.id
            env["maintenance.equipment"].browse(self.asset).bom_id = bom
        self.addCleanup(self.remove_bom)

    def remove_bom(self):
        with self.committing() as env:
            for name in "maintenance.part.question", "maintenance.part.replacement":
                env[name].search([("equipment_id", "=", self.asset)]).unlink()
            env["maintenance.equipment"].browse(self.asset).bom_id = False
            env["maintenance.bom"].browse(self.bom).unlink()

    def test_the_same_replacement_is_recorded_once(self):
        line = {"product_id": self.part, "date": "2025-03-01"}

        def record(env):
            asset = env["maintenance.equipment"].browse(self.asset)
            return asset.record_replacements([line])[0]

        first, second, third = self.at_once(record, record, record)
        self.assertTrue(first["replacement_id"])
        self.assertEqual((second, third), (first, first))

    def age_of_part(self, env):
        """The row of the part in the list of ages."""
        return env["maintenance.part.age"].search([("equipment_id", "=", self.asset)])

    def set_replace_after(self):
        with self.committing() as env:
            env["maintenance.bom"].browse(self.bom).line_ids.replace_after = 36

    def test_who_asks_later_at_the_same_time_asks_once(self):
        self.set_replace_after()

        def ask_later(env):
            return self.age_of_part(env).action_ask_later()

        def ask_on(env):
            return self.age_of_part(env).write({"ask_on": "2031-01-01"})

        self.assertEqual(self.at_once(ask_later, ask_on), [True, True])
        with self.committing() as env:
            questions = env["maintenance.part.question"].search(
                [("equipment_id", "=", self.asset)]
            )
            self.assertEqual(questions.mapped("ask_on"), [date(2031, 1, 1)])

    def test_the_same_answer_of_two_is_recorded_once(self):
        self.set_replace_after()

        def answer(env):
            return self.age_of_part(env).write({"last_replaced_on": "2025-03-01"})

        self.assertEqual(self.at_once(answer, answer), [True, True])
        with self.committing() as env:
            replacements = env["maintenance.part.replacement"]
            domain = [("equipment_id", "=", self.asset)]
            self.assertEqual(replacements.search_count(domain), 1)
