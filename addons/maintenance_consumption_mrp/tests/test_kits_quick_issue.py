from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import KitCase


@tagged("post_install", "-at_install")
class TestKitsQuickIssue(KitCase):
    def issue_lines(self, *lines, reference=None):
        return self.asset.with_user(self.technician).issue_parts(
            list(lines), reference=reference
        )

    def test_a_kit_is_issued_as_what_is_in_it(self):
        self.stock(self.filter, 10)
        self.stock(self.oil, 10)
        lines = [
            {"product_id": self.kit.id, "quantity": 2},
            {"product_id": self.filter.id, "quantity": 1},
        ]
        result = self.issue_lines(*lines, reference="K-1")
        self.assertCountEqual(
            [(line["product_id"], line["quantity"]) for line in result["lines"]],
            [(self.filter.id, 4), (self.oil.id, 1), (self.filter.id, 1)],
        )
        moves = self.env["stock.picking"].browse(result["picking_id"]).move_ids
        self.assertEqual(set(moves.mapped("state")), {"done"})
        self.assertEqual(moves.equipment_id, self.asset)
        self.assertEqual(self.issue_lines(*lines, reference="K-1"), result)
        self.assertEqual(self.on_hand(self.filter), (5, 0))

    def test_the_unit_of_the_kit_counts(self):
        self.stock(self.filter, 24)
        self.stock(self.oil, 6)
        dozen = self.env.ref("uom.product_uom_dozen")
        self.issue_lines({"product_id": self.kit.id, "quantity": 1, "uom_id": dozen.id})
        self.assertEqual(self.on_hand(self.filter), (0, 0))
        self.assertEqual(self.on_hand(self.oil), (0, 0))

    def test_nothing_moves_when_a_component_is_not_there(self):
        self.stock(self.filter, 10)
        with self.assertRaisesRegex(UserError, "Oil"), self.cr.savepoint():
            self.issue_lines({"product_id": self.kit.id, "quantity": 1})
        self.assertEqual(self.on_hand(self.filter), (10, 0))
