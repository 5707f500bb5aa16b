from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.at_once import AtOnceCase


@tagged("post_install", "-at_install")
class TestDispositionsAtOnce(AtOnceCase):
    """Two managers approve at the same time, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        with self.committing() as env:
            part = env["product.product"].create(
                {"name": "Belt", "type": "consu", "is_storable": True}
            )
            warehouse = env["stock.warehouse"].search([], limit=1)
            env["stock.quant"]._update_available_quantity(
                part, warehouse.lot_stock_id, 5
            )
            dispositions = env["maintenance.disposition"].create(
                [
                    {
                        "product_id": part.id,
                        "warehouse_id": warehouse.id,
                        "quantity": 4,
                        "kind": "donate",
                    }
                    for _time in range(2)
                ]
            )
            self.part, self.ones = part.id, dispositions.ids
            self.place = warehouse.company_id.parts_donation_location_id.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.committing() as env:
            dispositions = env["maintenance.disposition"].browse(self.ones)
            dispositions.filtered(
                lambda one: one.state in ("draft", "approved")
            ).action_cancel()
            pickings = dispositions.picking_ids
            pickings.move_ids.maintenance_disposition_id = False
            pickings.unlink()
            dispositions.unlink()
            part = env["product.product"].browse(self.part)
            env["maintenance.dead.stock"].search(
                [("product_id", "=", part.id)]
            ).unlink()
            env["stock.quant"].search([("product_id", "=", part.id)]).unlink()
            company = env.company
            if not self.place and company.parts_donation_location_id:
                place = company.parts_donation_location_id
                company.parts_donation_location_id = False
                place.unlink()
            part.product_tmpl_id.unlink()

    def approve(self, number):
        def call(env):
            one = env["maintenance.disposition"].browse(self.ones[number])
            return one.action_approve()

        return call

    def test_the_same_stock_is_given_away_once(self):
        first, second = self.at_once(self.approve(0), self.approve(1))
        self.assertIs(first, True)
        self.assertIsInstance(second, UserError)
        self.assertIn("not reserved", str(second))
        with self.committing() as env:
            dispositions = env["maintenance.disposition"].browse(self.ones)
            self.assertEqual(dispositions.mapped("state"), ["approved", "draft"])

    def test_one_is_approved_once(self):
        first, second = self.at_once(self.approve(0), self.approve(0))
        self.assertIs(first, True)
        self.assertIn("is decided", str(second))
        with self.committing() as env:
            dispositions = env["maintenance.disposition"].browse(self.ones)
            self.assertEqual(len(dispositions.picking_ids), 1)
