"""What several do at once, in transactions that really commit."""

from psycopg2.errors import SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import get_db_name, tagged
from odoo.tests.common import BaseCase

from odoo.addons.maintenance_consumption.tests.at_once import PartsAtOnceCase


@tagged("post_install", "-at_install")
class TestMinimumsAtOnce(PartsAtOnceCase):
    """Minimums that several propose at once, in real transactions."""

    def test_minimums_are_proposed_by_one_at_a_time(self):
        def propose(env):
            return env["maintenance.part.minimum"].propose_minimums()

        first, second = self.at_once(propose, propose)
        self.assertEqual(first, second)
        with self.committing() as planning, self.committing() as other:
            planning["stock.warehouse"].search([])._lock_for_decision()
            with self.assertRaisesRegex(UserError, "being planned at this moment"):
                propose(other)


@tagged("post_install", "-at_install")
class TestTwoPlanners(BaseCase):
    """Two runs of one warehouse at once, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            part = env["product.product"].create(
                {"name": "Belt", "type": "consu", "is_storable": True}
            )
            self.warehouse = env["stock.warehouse"].search([], limit=1).id
            job = env["maintenance.request"].create(
                {
                    "name": "Job",
                    "warehouse_id": self.warehouse,
                    "part_ids": [(0, 0, {"product_id": part.id, "quantity": 2})],
                }
            )
            self.part, self.job = part.id, job.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            env["maintenance.request"].browse(self.job).unlink()
            env["product.product"].browse(self.part).product_tmpl_id.unlink()

    def run_planner(self, cr):
        env = Environment(cr, SUPERUSER_ID, {})
        return env["maintenance.planner"].run_planner(warehouse_ids=[self.warehouse])

    def needs(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT key FROM maintenance_part_need WHERE product_id = %s",
                [self.part],
            )
            return cr.fetchall()

    def test_the_second_leaves_the_warehouse_to_the_first(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.assertEqual(len(self.run_planner(first)["warehouses"]), 1)
            summary = self.run_planner(second)
            self.assertEqual(summary["skipped"], [self.warehouse])
            self.assertEqual(summary["warehouses"], [])
            second.rollback()
            first.commit()
        self.assertEqual(len(self.needs()), 1)

    def test_jobs_can_be_made_meanwhile(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.run_planner(first)
            second.execute("SET LOCAL lock_timeout = '2s'")
            env = Environment(second, SUPERUSER_ID, {})
            env["maintenance.request"].create(
                {"name": "Meanwhile", "warehouse_id": self.warehouse}
            )
            env.flush_all()
            second.rollback()
            first.rollback()
        self.assertFalse(self.needs())

    def test_what_began_before_the_other_ended_is_run_again(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1")
            self.run_planner(first)
            first.commit()
            try:
                self.run_planner(second)
                second.commit()
            except SerializationFailure:
                second.rollback()
                self.run_planner(second)
                second.commit()
        self.assertEqual(len(self.needs()), 1)
