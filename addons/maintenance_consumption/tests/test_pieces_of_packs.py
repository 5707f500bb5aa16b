from odoo.fields import Command
from odoo.tests import tagged

from .packs import PacksCase


@tagged("post_install", "-at_install")
class TestPiecesOfPacks(PacksCase):
    """Parts that are kept in pieces and planned, issued and returned in packs."""

    def test_a_dozen_comes_back_piece_by_piece(self):
        self.bolt.standard_price = 1.0
        self.stock(self.bolt, 12)
        job = self.new_job_in(self.dozen, 1)
        job.action_issue_parts()
        self.assertEqual(self.left_on(job), (12, 12.0))
        for quantity, left in ((1, 11), (1, 10), (10, 0)):
            lines = [{"part_id": job.part_ids.id, "quantity": quantity}]
            job.action_return_parts(lines)
            self.assertEqual(self.left_on(job), (left, left))
        self.assertEqual(job.part_ids.returned_qty, 1)
        self.assertFalse(job.has_returnable_parts)

    def test_a_quick_issue_of_packs_comes_back_piece_by_piece(self):
        self.bolt.standard_price = 1.0
        self.stock(self.bolt, 12)
        asset = self.asset.with_user(self.technician)
        line = {"product_id": self.bolt.id, "quantity": 2, "uom_id": self.six.id}
        result = asset.issue_parts([line])
        [answer] = result["lines"]
        self.assertEqual((answer["quantity"], answer["uom_id"]), (12, self.unit.id))
        picking = self.env["stock.picking"].browse(result["picking_id"])
        for quantity in (1, 11):
            self.return_by_wizard(picking, {self.bolt: quantity})
        self.assertEqual(self.on_hand(self.bolt), (12, 0))
        self.assertEqual(self.asset.parts_cost, 0.0)

    def test_packs_that_a_storekeeper_adds_move_in_pieces(self):
        self.stock(self.bolt, 24)
        job = self.new_job_in(self.unit, 1)
        job.action_reserve_parts()
        picking = job.sudo().picking_ids.with_user(self.storekeeper)
        values = {"product_id": self.bolt.id, "product_uom_qty": 2}
        picking.move_ids = [Command.create(dict(values, product_uom=self.six.id))]
        picking.action_assign()
        picking.button_validate()
        self.assert_whole(job)
        self.assertEqual(self.left_on(job)[0], 13)
        self.assertEqual(job.part_ids.issued_qty, 13)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 13}])
        self.assertEqual(self.left_on(job), (0, 0))

    def test_more_than_was_asked_for_comes_back_whole(self):
        self.stock(self.bolt, 24)
        job = self.new_job_in(self.unit, 2)
        job.action_reserve_parts()
        picking = job.sudo().picking_ids
        picking.move_ids.quantity = 5
        picking.move_ids.picked = True
        picking.button_validate()
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 5}])
        self.assertEqual(self.left_on(job), (0, 0))

    def test_what_was_issued_in_packs_by_an_earlier_version_comes_back_in_pieces(self):
        self.bolt.standard_price = 1.0
        self.stock(self.bolt, 24)
        job = self.new_job_in(self.six, 4)
        job.action_issue_parts()
        move = job.sudo().move_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET product_uom = %s, product_uom_qty = 4, quantity = 4 "
            "WHERE id = %s",
            [self.six.id, move.id],
        )
        self.env.invalidate_all()
        for quantity in (1, 4, 19):
            lines = [{"part_id": job.part_ids.id, "quantity": quantity}]
            job.action_return_parts(lines)
        self.assertEqual(self.left_on(job), (0, 0))
        self.assertEqual(self.on_hand(self.bolt), (24, 0))

    def test_the_dialogs_count_pieces(self):
        self.assert_dialogs_count_pieces(24)

    def test_any_sequence_of_issues_and_returns_ends_with_nothing(self):
        self.play_each(self.get_histories(), self.play, examples=3, seed=29)
