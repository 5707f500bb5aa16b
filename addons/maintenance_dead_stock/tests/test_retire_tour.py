from odoo.tests import HttpCase, tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestRetireTour(HttpCase, DeadStockCase):
    """A planner looks at what a retirement means, and retires a batch."""

    def test_preview_and_retire_a_batch(self):
        battery = self.new_product("Tour battery", standard_price=12.5)
        self.sell(battery)
        self.stock(battery, 14)
        laptops = self.new_assets(10, self.new_bom("Tour laptop", [self.line(battery)]))
        job = self.new_job(asset=laptops[0], name="Tour inspection")
        self.new_rfq(battery, 2)
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Tour laptops",
                "res_model": "maintenance.equipment",
                "view_mode": "list,form",
                "domain": [("id", "in", laptops.ids)],
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}",
            "maintenance_dead_stock_retire",
            login=self.planner.login,
        )
        self.env.invalidate_all()
        self.assertEqual(set(laptops.mapped("lifecycle_state")), {"retired"})
        self.assertTrue(job.archive)
        case = self.env["maintenance.disposition"].search(
            [("product_id", "=", battery.id)]
        )
        self.assertEqual((case.quantity, case.kind), (14, "scrap"))
