from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DispositionCase


@tagged("post_install", "-at_install")
class TestDispositionPlaces(DispositionCase):
    """From where parts are taken: shelves, steps of a warehouse, batches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelves = cls.env["stock.location"].create(
            [
                {"name": f"Shelf {name}", "location_id": cls.shelf.id}
                for name in ("A", "B")
            ]
        )

    def on_shelves(self, *quantities, part=None):
        """A part of which so many lie on each of the shelves."""
        part = part or self.new_product("Belt", standard_price=10)
        for shelf, quantity in zip(self.shelves, quantities, strict=False):
            self.stock(part, quantity, location=shelf)
        self.new_bom("Press", [self.line(part)])
        self.table._rebuild(self.warehouse)
        return part

    def quants_of(self, part):
        """{place: quantity} inside the warehouse."""
        quants = self.env["stock.quant"].search(
            [("product_id", "=", part.id), ("location_id.usage", "=", "internal")]
        )
        return {quant.location_id: quant.quantity for quant in quants if quant.quantity}

    def carry_out(self, one):
        one.with_user(self.planner).action_done()
        self.assertEqual(one.state, "done")

    def test_scrap_is_taken_from_the_shelves(self):
        part = self.on_shelves(3, 2)
        one = self.approve("scrap", 4, product_id=part.id)
        self.assertEqual(sum(one.scrap_ids.mapped("scrap_qty")), 4)
        self.carry_out(one)
        self.assertEqual((one.done_qty, one.book_value), (4, 40))
        left = self.quants_of(part)
        self.assertEqual(sum(left.values()), 1)
        self.assertGreater(min(left.values()), 0, "no place went below zero")

    def test_scrap_follows_the_parts_to_another_shelf(self):
        part = self.on_shelves(3)
        one = self.approve("scrap", 3, product_id=part.id)
        self.move(part, 3, self.shelves[0], self.shelves[1])
        with self.assertRaisesRegex(UserError, "only 0.*not reserved"):
            self.approve("donate", 1, product_id=part.id)
        self.carry_out(one)
        self.assertFalse(self.quants_of(part))

    def move(self, part, quantity, source, target):
        move = self.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "product_uom": part.uom_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "picking_type_id": self.warehouse.int_type_id.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()

    def test_serial_numbers_to_scrap_need_not_be_chosen(self):
        part = self.new_product("Pump", tracking="serial", standard_price=100)
        lots = self.env["stock.lot"].create(
            [{"name": f"P{number}", "product_id": part.id} for number in range(3)]
        )
        for lot in lots:
            self.stock(part, 1, lot=lot)
        self.new_bom("Press", [self.line(part)])
        self.table._rebuild(self.warehouse)
        one = self.approve("scrap", 2, product_id=part.id)
        self.assertEqual(len(one.scrap_ids.lot_id), 2)
        again = self.approve("scrap", 1, product_id=part.id)
        self.assertFalse(one.scrap_ids.lot_id & again.scrap_ids.lot_id)
        self.carry_out(one)
        self.carry_out(again)
        self.assertEqual(self.on_hand(part), (0, 0))

    def test_scrap_takes_nothing_that_a_job_reserved_since_it_was_approved(self):
        one = self.approve("scrap", 12)
        job = self.new_job([(self.battery, 5)])
        job.action_reserve_parts()
        with self.assertRaisesRegex(UserError, "not all of.*12"):
            one.with_user(self.planner).action_done()
        self.assertEqual(sum(job.part_ids.move_ids.mapped("quantity")), 5)
        self.assertEqual(self.on_hand(self.battery)[0], 14)

    def test_scrap_that_somebody_deletes_is_decided_anew(self):
        one = self.approve("scrap", 4)
        one.scrap_ids.sudo().unlink()
        self.assertEqual(one.state, "draft")

    def test_a_batch_to_scrap_is_not_given_away_with_others(self):
        part = self.new_product("Oil", tracking="lot", standard_price=10)
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": part.id})
        self.stock(part, 5, lot=lot)
        self.new_bom("Press", [self.line(part)])
        self.table._rebuild(self.warehouse)
        self.approve("scrap", 3, product_id=part.id, lot_id=lot.id)
        with self.assertRaisesRegex(UserError, "2.*not reserved"):
            self.approve("donate", 4, product_id=part.id)

    def test_the_chosen_serial_number_stays_chosen(self):
        part = self.new_product("Pump", tracking="serial", standard_price=100)
        lots = self.env["stock.lot"].create(
            [{"name": f"P{number}", "product_id": part.id} for number in range(2)]
        )
        for lot in lots:
            self.stock(part, 1, lot=lot)
        self.new_bom("Press", [self.line(part)])
        self.table._rebuild(self.warehouse)
        one = self.approve("donate", 1, product_id=part.id, lot_id=lots[1].id)
        one.picking_ids.sudo().do_unreserve()
        one.picking_ids.sudo().action_assign()
        self.assertEqual(one.sudo().move_ids.move_line_ids.lot_id, lots[1])

    def test_a_return_from_another_place_than_it_was_received_at(self):
        part = self.on_shelves()
        order = self.new_rfq(part, 6, confirm=True)
        self.validate(order.picking_ids)
        self.move(part, 6, self.shelf, self.shelves[1])
        self.table._rebuild(self.warehouse)
        one = self.approve("return", 6, product_id=part.id)
        self.assertEqual(one.sudo().move_ids.state, "assigned")
        self.carry_out(one)
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertFalse(self.quants_of(part))

    def test_a_return_of_what_was_received_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        part = self.on_shelves()
        order = self.new_rfq(part, 6, confirm=True)
        receipt = order.picking_ids
        self.validate(receipt)
        self.validate(receipt.move_ids.move_dest_ids.picking_id)
        self.assertEqual(self.on_hand(part), (6, 0))
        self.table._rebuild(self.warehouse)
        one = self.approve("return", 6, product_id=part.id)
        self.assertEqual(one.sudo().move_ids.state, "assigned")
        self.carry_out(one)
        self.assertEqual(order.order_line.qty_received, 0)

    def test_two_returns_of_one_receipt_are_both_reserved(self):
        part = self.on_shelves()
        order = self.new_rfq(part, 6, confirm=True)
        self.validate(order.picking_ids)
        self.table._rebuild(self.warehouse)
        ones = [self.approve("return", 3, product_id=part.id) for _time in range(2)]
        for one in ones:
            self.assertTrue(one.sudo().move_ids.origin_returned_move_id)
            self.assertEqual(one.sudo().move_ids.mapped("quantity"), [3])
        self.assertEqual(self.on_hand(part), (6, 6))

    def test_pieces_of_a_receipt_in_dozens_go_back(self):
        part = self.on_shelves()
        dozen = self.env.ref("uom.product_uom_dozen")
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.vendor.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.shelf.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom": dozen.id,
                            "product_uom_qty": 1,
                            "location_id": self.env.ref(
                                "stock.stock_location_suppliers"
                            ).id,
                            "location_dest_id": self.shelf.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        self.validate(receipt)
        self.assertEqual(self.on_hand(part), (12, 0))
        self.table._rebuild(self.warehouse)
        one = self.approve("return", 5, product_id=part.id)
        self.assertTrue(one.sudo().move_ids.origin_returned_move_id)
        self.assertEqual(self.on_hand(part), (12, 5))
        self.carry_out(one)
        self.assertEqual((one.done_qty, self.on_hand(part)), (5, (7, 0)))

    def test_steps_inside_the_warehouse_do_not_count_as_leaving(self):
        north = self.new_warehouse("North", "NOR")
        self.warehouse.delivery_steps = "pick_ship"
        north.resupply_wh_ids = self.warehouse
        one = self.approve("transfer", 3, dest_warehouse_id=north.id)
        first = one.sudo().move_ids.filtered(
            lambda move: move.location_id == self.shelf
        )
        self.assertTrue(first)
        first.picked = True
        first.picking_id._action_done()
        expected = 3 if first.location_dest_id.usage == "transit" else 0
        self.assertEqual((one.state, one.done_qty), ("approved", expected))
        self.carry_out(one)
        self.assertEqual(one.done_qty, 3)
        self.assertEqual(self.on_hand(self.battery, north.lot_stock_id), (3, 0))

    def test_what_belongs_to_others_is_not_given_away(self):
        self.env["stock.quant"]._update_available_quantity(
            self.battery,
            self.shelf,
            6,
            owner_id=self.vendor,
            in_date=self.in_days(-900),
        )
        with self.assertRaisesRegex(UserError, "14.*not reserved"):
            self.approve("scrap", 15)
        given = self.approve("donate", 10)
        self.assertFalse(given.sudo().move_ids.move_line_ids.owner_id)
        self.assertEqual(given.sudo().move_ids.quantity, 10)
        one = self.approve("scrap", 4)
        self.assertFalse(one.scrap_ids.owner_id)
        for each in (given, one):
            self.carry_out(each)
        self.assertEqual(self.on_hand(self.battery), (6, 0))

    def test_the_rest_of_a_part_delivery_closes_when_it_is_needed_again(self):
        one = self.approve("donate", 10)
        move = one.sudo().move_ids
        move.quantity = 4
        move.picked = True
        move.picking_id._action_done()
        self.rebuild()
        one.invalidate_recordset()
        self.assertEqual((one.state, one.done_qty), ("approved", 4))
        self.assertFalse(one.is_needed_again)
        self.new_laptops(5)
        self.rebuild()
        one.invalidate_recordset()
        self.assertTrue(one.is_needed_again)
        self.assertIn(one, self.dispositions.search([("is_needed_again", "=", True)]))
        one.with_user(self.planner).action_close_needed()
        self.assertEqual((one.state, one.done_qty), ("done", 4))
        self.assertEqual(self.on_hand(self.battery), (10, 0))

    def test_what_may_come_back_of_an_issue_is_as_before(self):
        """Parts that came back without naming their issue count for it, as they do
        without this addon: only the returns of receipts are counted otherwise.
        """
        issue = self.issue(self.battery, 3).sudo()
        back = issue.picking_id.copy(
            {
                "location_id": issue.location_dest_id.id,
                "location_dest_id": issue.location_id.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.battery.id,
                            "product_uom_qty": 2,
                            "equipment_id": self.asset.id,
                            "location_id": issue.location_dest_id.id,
                            "location_dest_id": issue.location_id.id,
                        }
                    )
                ],
            }
        )
        back.action_confirm()
        self.validate(back)
        self.assertEqual(back.move_ids.maintenance_kind, "return")
        self.assertEqual(issue._get_returnable_qty(), 1)
