from odoo.tests import tagged

from ..hooks import post_init_hook
from .common import BillCase


@tagged("post_install", "-at_install")
class TestPostInitHook(BillCase):
    """Bills that named an asset before this addon was there charge it."""

    def test_bills_that_name_an_asset_charge_it(self):
        truck = self.assets[0]
        bill = self.new_bill(
            self.bill_line("part", truck, 1, 100),
            self.bill_line("service", truck, 1, 50),
            self.bill_line("service", None, 1, 5),
        )
        bill.action_post()
        lines = bill.invoice_line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET maintenance_charge = NULL WHERE id = ANY(%s)",
            [lines.ids],
        )
        self.env.invalidate_all()
        before = lines.mapped("write_date")
        post_init_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual(lines.mapped("maintenance_charge"), ["bill", "service", False])
        self.assertEqual(lines.mapped("write_date"), before)
        report = self.env["maintenance.cost.report"].search(
            [("bill_line_id", "in", lines.ids)]
        )
        self.assertEqual(sorted(report.mapped("cost")), [50, 100])
