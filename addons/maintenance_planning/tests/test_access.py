"""Who sees and does what."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestPlannerAccess(PlanningCase):
    """The planner, its minimums, and going live."""

    def test_who_may_run_the_planner(self):
        planner = self.env["maintenance.planner"]
        with self.assertRaisesRegex(AccessError, "planner"):
            planner.with_user(self.technician).run_planner()
        with self.assertRaisesRegex(UserError, "no warehouse with id 999999"):
            planner.with_user(self.planner).run_planner(warehouse_ids=[999999])

    def test_only_managers_go_live(self):
        with self.assertRaises(AccessError):
            self.env["maintenance.go.live"].with_user(self.planner).create({})

    def test_nobody_enters_what_the_planner_found(self):
        """It is read for every proposal of the list: one bad row would stop all."""
        minimum = self.env["maintenance.part.minimum"].create(
            {"product_id": self.filter.id, "warehouse_id": self.warehouse.id}
        )
        with self.assertRaises(AccessError):
            minimum.with_user(self.planner).facts = {"used": "much"}

    def test_who_may_propose_minimums(self):
        table = self.env["maintenance.part.minimum"]
        with self.assertRaises(AccessError):
            table.with_user(self.technician).propose_minimums()
        with self.assertRaisesRegex(UserError, "no warehouse with id 999999"):
            table.with_user(self.planner).propose_minimums([999999])
        waiting = table.with_user(self.planner).propose_minimums(self.warehouse.ids)
        self.assertEqual(waiting, table.search_count([("to_decide", "=", True)]))
        self.assertEqual(table.with_user(self.planner).propose_minimums([]), 0)
