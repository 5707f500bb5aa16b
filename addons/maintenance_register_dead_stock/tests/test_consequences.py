from odoo.tests import tagged

from odoo.addons.maintenance_dead_stock.tests.common import DeadStockCase


@tagged("post_install", "-at_install")
class TestConsequences(DeadStockCase):
    """Who accepts a retirement that a register proposes sees first what it means."""

    def test_dead_parts_and_jobs_are_shown_and_follow(self):
        self.stock(self.battery, 3)
        laptop = self.new_laptops(1, code="LT-1")
        self.rebuild()
        job = self.new_job(asset=laptop, days=9)
        register = self.env["maintenance.register"].create(
            {"name": "IT", "code": "IT", "vanished_policy": "propose"}
        )
        register.apply_batch(
            "IT", [{"external_id": "1", "code": "LT-1", "name": "Laptop"}]
        )
        proposal = (
            self.env["maintenance.register.proposal"]
            .create({"binding_id": register.binding_ids.id, "cause": "vanished"})
            .with_user(self.planner)
        )
        impact = proposal.get_consequences()
        self.assertEqual(impact["equipment_ids"], laptop.ids)
        [part] = impact["parts"]
        self.assertEqual(
            (part["product_id"], part["status_after"]), (self.battery.id, "dead")
        )
        self.assertEqual(impact["jobs"][0]["request_id"], job.id)
        self.assertIn(
            "1 parts become dead or surplus, 1 of them", proposal.consequences
        )
        self.assertIn("Battery 2019: 3 ", proposal.consequences)
        proposal.action_accept()
        self.assertEqual(laptop.lifecycle_state, "retired")
        self.assertTrue(job.is_cancelled_by_retirement)
        self.assertFalse(proposal.consequences)
