import threading

from psycopg2.errors import SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
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
                ("stock_move", "product_id", self.part),
                ("stock_quant", "product_id", self.part),
                ("stock_picking", "parts_reference", ("last-1", "last-2")),
                ("maintenance_equipment", "id", self.asset),
            ):
                values = value if isinstance(value, tuple) else (value,)
                cr.execute(
                    f"DELETE FROM {table} WHERE {column} IN %s",
                    [values],
                )
            env = Environment(cr, SUPERUSER_ID, {})
            env["product.product"].browse(self.part).product_tmpl_id.unlink()

    def issue(self, cr, reference):
        env = Environment(cr, SUPERUSER_ID, {})
        env["maintenance.equipment"].browse(self.asset).issue_parts(
            [{"product_id": self.part, "quantity": 1}], reference
        )
        env.flush_all()

    def test_one_wins_the_other_is_told(self):
        refused = []

        def take_too():
            with self.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '20s'")
                # what this transaction sees from now on: the unit is still there
                cr.execute("SELECT 1 FROM stock_quant WHERE product_id=%s", [self.part])
                seen.set()
                try:
                    self.issue(cr, "last-2")
                except (SerializationFailure, UserError) as error:
                    refused.append(error)
                    cr.rollback()

        seen = threading.Event()
        with mute_logger("odoo.sql_db"), self.registry.cursor() as first:
            self.issue(first, "last-1")
            thread = threading.Thread(target=take_too)
            thread.start()
            seen.wait(10)
            # give the other the time to run into the lock
            thread.join(1)
            first.commit()
            thread.join(30)
        self.assertFalse(thread.is_alive())
        self.assertEqual(len(refused), 1)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT sum(quantity) FROM stock_quant WHERE product_id=%s "
                "AND location_id=%s",
                [self.part, self.shelf],
            )
            self.assertFalse(cr.fetchone()[0], "never below zero")
            # Odoo runs the second one again, on what is left
            with self.assertRaisesRegex(UserError, "has 0 of “Last”, not 1"):
                self.issue(cr, "last-2")
            cr.rollback()
