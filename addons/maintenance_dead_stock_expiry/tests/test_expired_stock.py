from odoo.tests import tagged

from odoo.addons.maintenance_dead_stock.tests.common import DeadStockCase


@tagged("post_install", "-at_install")
class TestExpiredStock(DeadStockCase):
    """Batches that have expired cover no need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.glue = cls.new_product(
            "Glue", tracking="lot", use_expiration_date=True, standard_price=3
        )
        cls.press = cls.new_bom("Press", [cls.line(cls.glue, 2)])
        cls.new_assets(2, cls.press)

    def new_lot(self, name, days, quantity):
        lot = self.env["stock.lot"].create(
            {"name": name, "product_id": self.glue.id, "company_id": self.company.id}
        )
        dates = dict.fromkeys(("expiration_date", "removal_date"), self.in_days(days))
        lot.write(dates)
        self.stock(self.glue, quantity, lot=lot)
        return lot

    def test_what_has_expired_is_surplus_though_assets_need_the_part(self):
        """What is fitted in two presses is kept of what can be used."""
        self.new_lot("OLD", -1, 3)
        self.new_lot("FRESH", 50, 5)
        self.rebuild()
        row = self.row(self.glue)
        self.assertEqual((row.on_hand, row.expired_qty, row.remaining_need), (8, 3, 4))
        self.assertEqual((row.surplus_qty, row.surplus_value), (4, 12))
        self.assertEqual(row.status, "surplus")
        self.assertIn("Expired: 3", row.explanation)
        self.assertIn("On hand 8 Units − needed 4 Units → surplus 4", row.explanation)

    def test_what_has_expired_covers_no_need(self):
        self.new_lot("OLD", -1, 3)
        self.new_lot("FRESH", 50, 1)
        self.rebuild()
        row = self.row(self.glue)
        self.assertEqual((row.surplus_qty, row.expired_qty), (3, 3))
        self.assertIn("Nothing else is surplus", row.explanation)

    def test_of_a_part_that_lacks_only_what_has_expired_is_surplus(self):
        self.new_lot("OLD", -1, 3)
        self.new_job([(self.glue, 2)], days=3)
        self.run_planner()
        row = self.row(self.glue)
        self.assertTrue(row.is_lacking)
        self.assertEqual(row.surplus_qty, 3)
        self.assertIn("nothing else is surplus", row.explanation)

    def test_what_does_not_expire_is_as_before(self):
        self.stock(self.battery, 14)
        self.new_laptops(2)
        row = self.rebuild()
        self.assertEqual((row.expired_qty, row.surplus_qty), (0, 12))

    def test_what_expired_is_scrapped_first(self):
        self.new_lot("FRESH", 50, 5)
        old = self.new_lot("OLD", -1, 3)
        self.rebuild()
        action = self.row(self.glue).action_dispose()
        case = self.env["maintenance.disposition"].browse(action["res_id"])
        self.assertEqual((case.quantity, case.kind), (4, False))
        case = case.with_user(self.manager)
        case.write({"quantity": 3, "kind": "scrap"})
        case.action_approve()
        case.action_done()
        self.assertEqual(case.state, "done")
        self.assertEqual(case.scrap_ids.sudo().lot_id, old)

    def test_a_scrap_is_proposed_if_all_of_the_surplus_has_expired(self):
        self.new_lot("OLD", -1, 3)
        self.rebuild()
        action = self.row(self.glue).action_dispose()
        case = self.env["maintenance.disposition"].browse(action["res_id"])
        self.assertEqual((case.quantity, case.kind), (3, "scrap"))
