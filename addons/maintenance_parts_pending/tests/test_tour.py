from odoo.tests import HttpCase, tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, ConsumptionCase):
    """What a technician says that he took, in the browser."""

    def test_used_as_planned_finish(self):
        part, gasket = self.new_product("Tour filter"), self.new_product("Tour gasket")
        self.stock(part, 5)
        job = self.new_job([(part, 2), (gasket, 1)])
        self.start_tour(
            f"/odoo/action-maintenance.hr_equipment_request_action/{job.id}",
            "maintenance_parts_pending_finish",
            login=self.technician.login,
        )
        self.env.invalidate_all()
        self.assertTrue(job.done)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [2, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [0, 1])
