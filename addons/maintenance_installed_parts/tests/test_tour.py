from odoo.tests import HttpCase, tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, ConsumptionCase):
    """A technician removes an old part, in the browser."""

    def test_an_old_part_comes_off(self):
        average = self.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        motor = self.new_product("Tour motor", categ_id=average.id, standard_price=20)
        used = self.new_product("Tour motor, used", categ_id=average.id)
        motor.product_tmpl_id.used_product_id = used
        job = self.new_job()
        self.start_tour(
            f"/odoo/action-maintenance.hr_equipment_request_action/{job.id}",
            "maintenance_installed_parts_removal",
            login=self.technician.login,
        )
        self.env.invalidate_all()
        place = self.warehouse.used_parts_location_id
        self.assertEqual(self.on_hand(used, place), (1, 0))
        self.assertEqual(job.with_user(self.planner).parts_cost, -12.5)
