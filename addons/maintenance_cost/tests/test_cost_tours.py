from odoo.tests import HttpCase, tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

from .common import BillCase


@tagged("post_install", "-at_install")
class TestCostTours(HttpCase, ConsumptionCase):
    """What a technician enters that costs, in the browser."""

    def play(self, tour, job):
        self.start_tour(
            f"/odoo/action-maintenance.hr_equipment_request_action/{job.id}",
            tour,
            login=self.technician.login,
        )
        self.env.invalidate_all()

    def test_hours_on_a_job(self):
        self.company.maintenance_labour_rate = 40
        job = self.new_job()
        self.play("maintenance_cost_labour", job)
        labour = job.labour_ids
        self.assertEqual((labour.hours, labour.user_id), (1.5, self.technician))
        self.assertEqual(labour.sudo().amount, 60)


@tagged("post_install", "-at_install")
class TestBillTour(HttpCase, BillCase):
    """A vendor bill that names an asset, in the browser."""

    def test_a_bill_names_the_asset(self):
        asset = self.assets[0]
        asset.name = "Tour pump"
        bill = self.new_bill(self.bill_line("service", None, 1, 80))
        self.start_tour(
            f"/odoo/action-account.action_move_in_invoice_type/{bill.id}",
            "maintenance_cost_bill",
            login=self.biller.login,
        )
        self.assertEqual(bill.invoice_line_ids.equipment_id, asset)
        self.assertEqual(self.costs_of(asset), (0, 8000))
        self.assert_bills_reconciled()
