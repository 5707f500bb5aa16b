from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestExplained(PlanningCase):
    """What lacks is told with numbers that add up to it."""

    def setUp(self):
        super().setUp()
        self.van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.filter, 5)
        self.new_job([(self.filter, 7)], days=12)
        job = self.new_job([(self.filter, 1)], days=12)
        # one of them takes its parts from the van
        job.sudo().stock_location_id = self.van

    def assertExplained(self, short, told):
        """The only shortage is ``short``, told so, and the numbers add up to it."""
        self.run_planner()
        shortages = self.env["maintenance.part.shortage"].with_user(self.planner)
        row = shortages.search([("product_id", "=", self.filter.id)])
        self.assertEqual(row.quantity, short)
        self.assertIn(f"{told} → short {short} Units", row.explanation)
        facts = row.facts
        self.assertEqual(facts["on_hand"] - facts["kept"] - facts["needed"], -short)

    def test_what_lies_in_a_van_is_told_as_kept(self):
        self.stock(self.filter, 3, self.van)
        self.assertExplained(2, "on hand 8, kept elsewhere 2, needed 8")

    def test_what_a_van_owes_is_told_as_missing_there(self):
        self.take_from_van(2)
        self.assertExplained(3, "on hand 3, of that missing elsewhere 2, needed 8")

    def take_from_van(self, quantity):
        """Deliver from the van what Odoo does not know to be there."""
        values = {
            "location_id": self.van.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        move = self.env["stock.move"].create(
            {
                **values,
                "product_id": self.filter.id,
                "product_uom_qty": quantity,
                "picking_id": self.env["stock.picking"]
                .create({**values, "picking_type_id": self.warehouse.out_type_id.id})
                .id,
            }
        )
        move.picking_id.action_confirm()
        self.validate(move.picking_id)
        self.assertEqual(self.on_hand(self.filter, self.van)[0], -quantity)
