from odoo.tests import tagged
from odoo.tools import format_date

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestPurpose(BuyingCase):
    """What is bought and received says what for, on screen and on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.storekeeper = cls.new_user("storekeeper", "stock.group_stock_user")

    def told_day(self, days, lang="en_US"):
        day = self.day(days)
        pattern = "EEEE d MMMM"
        if day.year != self.today.year:
            pattern += " y"
        return format_date(self.env, day, lang_code=lang, date_format=pattern)

    def wanted(self, *jobs, confirm=True):
        """The purchase line of the jobs (asset, quantity, days), all in one lot."""
        for asset, quantity, days in jobs:
            self.new_job([(self.filter, quantity)], asset=asset, days=days)
        self.run_planner()
        line = self.bought()
        if confirm:
            self.confirm(line)
        return line

    def receipts(self, line):
        return line.sudo().move_ids.with_user(self.storekeeper).sorted("id")

    def assertReceived(self, line, quantities):
        """The shares of a purchase line have received so much, the first first."""
        shares = line.sudo().maintenance_allocation_ids.line_id.share_ids
        received = shares.sorted("date_need").mapped("received_qty")
        self.assertEqual(received, quantities)
        self.assertEqual(line.qty_received, sum(quantities))

    def html(self, report, records, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.storekeeper)
        text = reports.sudo()._render_qweb_html(report, records.ids)[0].decode()
        return " ".join(text.split())

    def test_one_who_takes_all_is_named_with_his_day(self):
        line = self.wanted((self.asset, 2, 12))
        told = f"{self.asset.display_name}, {self.told_day(12)}"
        self.assertEqual(line.maintenance_for, told)
        self.assertEqual(self.receipts(line).maintenance_for, told)
        self.assertTrue(line.order_id.is_for_maintenance)
        self.assertTrue(self.receipts(line).picking_id.has_maintenance_purpose)

    def test_three_are_named_with_their_quantities_and_the_rest_is_counted(self):
        assets = [self.new_asset(self.bom, code=f"F-{n}") for n in range(5)]
        line = self.wanted(
            *((asset, n + 1, 12 + n) for n, asset in enumerate(assets)), confirm=False
        )
        first = [
            f"{n + 1} × {asset.display_name}, {self.told_day(12 + n)}"
            for n, asset in enumerate(assets[:3])
        ]
        self.assertEqual(line.maintenance_for, "; ".join([*first, "and 2 more"]))

    def test_who_takes_less_than_a_pack_is_told_with_his_quantity(self):
        pack = self.env["uom.uom"].create(
            {
                "name": "Pack of 5",
                "relative_factor": 5,
                "relative_uom_id": self.filter.uom_id.id,
            }
        )
        self.filter.seller_ids.product_uom_id = pack
        line = self.wanted((self.asset, 3, 12))
        told = f"3 × {self.asset.display_name}, {self.told_day(12)}"
        self.assertEqual(line.maintenance_for, told)
        self.assertEqual(self.receipts(line).maintenance_for, told)

    def test_each_of_several_receipts_says_for_whom_it_is(self):
        line = self.wanted((self.other_asset, 3, 13), (self.asset, 2, 12))
        early = f"{self.asset.display_name}, {self.told_day(12)}"
        late = f"{self.other_asset.display_name}, {self.told_day(13)}"
        self.assertEqual(
            self.receipts(line).maintenance_for, f"2 × {early}; 3 × {late}"
        )
        self.receive_line(line, 3)
        self.assertEqual(
            self.receipts(line).mapped("maintenance_for"),
            [f"2 × {early}; 1 × {late}", late],
        )
        self.assertReceived(line, [2, 1])

    def test_what_went_back_to_the_vendor_is_for_nobody(self):
        line = self.wanted((self.asset, 2, 12), (self.other_asset, 3, 13))
        self.receive_line(line, 5)
        receipt = line.sudo().move_ids.picking_id
        self.return_by_wizard(receipt, {self.filter: 4}, user=self.storekeeper)
        self.env.invalidate_all()
        first, back = self.receipts(line)
        self.assertEqual(line.qty_received, 1)
        self.assertEqual(
            first.maintenance_for, f"{self.asset.display_name}, {self.told_day(12)}"
        )
        self.assertFalse(back.maintenance_for)

    def test_what_comes_again_after_a_return_is_for_those_who_wait(self):
        line = self.wanted((self.asset, 2, 12), (self.other_asset, 3, 13))
        self.receive_line(line, 5)
        receipt = line.sudo().move_ids.picking_id
        back = self.return_by_wizard(receipt, {self.filter: 4}, user=self.storekeeper)
        again = self.new_return(back, {self.filter: 4}, user=self.storekeeper)
        again.action_create_returns()
        self.assertComesAgain(line)

    def test_what_is_exchanged_is_for_those_who_wait(self):
        line = self.wanted((self.asset, 2, 12), (self.other_asset, 3, 13))
        self.receive_line(line, 5)
        receipt = line.sudo().move_ids.picking_id
        exchange = self.new_return(receipt, {self.filter: 4}, user=self.storekeeper)
        exchange.action_create_exchanges()
        _first, back, _again = self.receipts(line)
        self.validate(back.picking_id)
        self.assertComesAgain(line)

    def assertComesAgain(self, line):
        """Of five for two assets four have gone back and come again."""
        early = f"{self.asset.display_name}, {self.told_day(12)}"
        late = f"{self.other_asset.display_name}, {self.told_day(13)}"
        again = self.receipts(line)[2]
        self.env.invalidate_all()
        for received in ([1, 0], [2, 3]):
            self.assertReceived(line, received)
            # what is still to come is told as what has come
            self.assertEqual(
                self.receipts(line).mapped("maintenance_for"),
                [early, False, f"1 × {early}; 3 × {late}"],
            )
            if again.state != "done":
                self.validate(again.picking_id)
                self.env.invalidate_all()

    def test_a_transfer_says_what_for(self):
        hub = self.new_warehouse("Hub", "HUB")
        self.filter.seller_ids.unlink()
        self.stock(self.filter, 9, hub.lot_stock_id)
        self.new_job([(self.filter, 2)], days=3)
        self.run_planner()
        move = self.lines().sudo().move_ids.with_user(self.storekeeper)
        self.assertEqual(move.product_uom_qty, 2)
        self.assertEqual(
            move.maintenance_for, f"{self.asset.display_name}, {self.told_day(3)}"
        )

    def test_what_is_bought_for_one_asset_says_so_with_the_day_of_the_job(self):
        job = self.new_job(days=9)
        order = self.new_rfq(self.filter, 2)
        line = order.order_line.with_user(self.buyer)
        line.equipment_id = self.other_asset
        self.assertEqual(line.maintenance_for, self.other_asset.display_name)
        line.maintenance_request_id = job
        told = f"{self.asset.display_name}, {self.told_day(9)}"
        self.assertEqual(line.maintenance_for, told)
        order.button_confirm()
        self.assertEqual(self.receipts(line).maintenance_for, told)

    def test_what_is_for_no_asset_says_nothing(self):
        order = self.new_rfq(self.filter, 2, confirm=True)
        self.assertFalse(order.order_line.maintenance_for)
        self.assertFalse(order.picking_ids.move_ids.maintenance_for)
        self.assertFalse(order.is_for_maintenance)
        self.assertFalse(order.picking_ids.has_maintenance_purpose)
        for report in ("stock.report_picking", "stock.report_deliveryslip"):
            self.assertNotIn(
                "maintenance_purpose", self.html(report, order.picking_ids)
            )

    def test_it_is_on_the_receipt_and_the_vendor_is_not_told(self):
        line = self.wanted((self.asset, 2, 12), (self.other_asset, 3, 13))
        receipt = self.receipts(line).picking_id
        told = line.maintenance_for
        self.assertIn(told, self.html("stock.report_picking", receipt))
        self.assertIn(told, self.html("stock.report_deliveryslip", receipt))
        self.receive_line(line, 5)
        self.assertIn(told, self.html("stock.report_deliveryslip", receipt))
        order = line.order_id
        for report in (
            "purchase.report_purchaseorder",
            "purchase.report_purchasequotation",
        ):
            html = self.html(report, order)
            self.assertIn(order.name, html)
            self.assertNotIn(self.asset.name, html)

    def test_it_is_in_the_language_of_the_document(self):
        self.env["res.lang"]._activate_lang("de_DE")
        line = self.wanted((self.asset, 2, 12))
        self.vendor.lang = "de_DE"
        german = self.told_day(12, "de_DE")
        self.assertNotEqual(german, self.told_day(12))
        receipt = self.receipts(line).picking_id
        slip = self.html("stock.report_deliveryslip", receipt)
        self.assertIn(german, slip)
        self.assertIn(self.told_day(12), self.html("stock.report_picking", receipt))
