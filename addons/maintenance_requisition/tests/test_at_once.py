from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import get_db_name, tagged
from odoo.tests.common import BaseCase


@tagged("post_install", "-at_install")
class TestTwoApprovals(BaseCase):
    """Approvals and planner at once, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            vendor = env["res.partner"].create({"name": "Vendor of belts"})
            part = env["product.product"].create(
                {
                    "name": "Belt",
                    "type": "consu",
                    "is_storable": True,
                    "seller_ids": [Command.create({"partner_id": vendor.id})],
                }
            )
            warehouse = env["stock.warehouse"].search([], limit=1)
            warehouse.company_id.parts_live = True
            requisitions = env["maintenance.requisition"]
            requisition = requisitions._get_draft(warehouse)
            line = env["maintenance.requisition.line"].create(
                {
                    "requisition_id": requisition.id,
                    "product_id": part.id,
                    "quantity": 3,
                    "date_need": fields.Date.today(),
                    "is_manual": True,
                }
            )
            line._complete_entry()
            self.vendor, self.part, self.line = vendor.id, part.id, line.id
            self.requisition, self.warehouse = requisition.id, warehouse.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            bought = self.bought(env)
            orders = bought.order_id
            orders.button_cancel()
            bought.unlink()
            orders.unlink()
            env["maintenance.requisition"].browse(self.requisition).unlink()
            env["product.product"].browse(self.part).product_tmpl_id.unlink()
            env["res.partner"].browse(self.vendor).unlink()
            warehouse = env["stock.warehouse"].browse(self.warehouse)
            warehouse.company_id.parts_live = False

    def bought(self, env):
        return env["purchase.order.line"].search([("product_id", "=", self.part)])

    def approve(self, cr):
        env = Environment(cr, SUPERUSER_ID, {})
        return env["maintenance.requisition.line"].browse(self.line).action_approve()

    def plan(self, cr):
        env = Environment(cr, SUPERUSER_ID, {})
        requisitions = env["maintenance.requisition"]
        return requisitions.run_planner(warehouse_ids=[self.warehouse])

    def assert_ordered_once(self):
        with self.registry.cursor() as cr:
            bought = self.bought(Environment(cr, SUPERUSER_ID, {}))
            self.assertEqual(bought.mapped("product_qty"), [3])

    def test_the_second_is_told_to_wait(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.approve(first)
            with self.assertRaisesRegex(UserError, "being planned at this moment"):
                self.approve(second)
            second.rollback()
            first.commit()
        self.assert_ordered_once()

    def test_who_began_before_the_other_ended_is_run_again(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1")
            self.approve(first)
            first.commit()
            with self.assertRaises(SerializationFailure):
                self.approve(second)
            second.rollback()
            self.approve(second)
            second.commit()
        self.assert_ordered_once()

    def test_the_planner_leaves_the_warehouse_to_who_approves(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.approve(first)
            self.assertEqual(self.plan(second)["skipped"], [self.warehouse])
            second.rollback()
            first.commit()
            self.plan(second)
            second.commit()
        self.assert_ordered_once()

    def test_who_approves_waits_for_the_planner(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.plan(first)
            with self.assertRaisesRegex(UserError, "being planned at this moment"):
                self.approve(second)
            second.rollback()
            first.commit()
            self.approve(second)
            second.commit()
        self.assert_ordered_once()
