from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.booking import BookingCase

from .common import BillCase


@tagged("post_install", "-at_install")
class TestBooking(BookingCase, BillCase):
    """How bills and labour are booked."""

    def test_a_bill_is_its_own_entry(self):
        bill = self.new_bill(self.bill_line("part", self.assets[0]))
        bill.action_post()
        row = self.env["maintenance.cost.report"].with_user(self.planner)
        row = row.search([("equipment_id", "=", self.assets[0].id)])
        self.assertEqual(self.seen(row), ("booked", bill))
        self.assertEqual(row.reference, bill.name)

    def test_labour_is_imputed_and_cannot_be_opened(self):
        job = self.new_job(self.assets[0], self.products["part"], 1)
        self.env["maintenance.request.labour"].create(
            {"request_id": job.id, "hours": 1}
        )
        row = self.row_of(job)
        self.assertEqual(self.seen(row)[0], "imputed")
        with self.assertRaisesRegex(UserError, "It is not booked"):
            row.with_user(self.biller).action_open_entry()
