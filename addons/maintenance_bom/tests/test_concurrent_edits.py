from psycopg2.errors import SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import get_db_name
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger


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
