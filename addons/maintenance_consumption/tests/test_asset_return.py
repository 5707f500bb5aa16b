from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import QuickIssueCase


@tagged("post_install", "-at_install")
class TestAssetReturn(QuickIssueCase):
    """``return_parts()``: what was issued to an asset without a job comes back."""

    def stock_pumps(self, *names):
        pump = self.new_product("Pump", tracking="serial")
        serials = self.env["stock.lot"].create(
            [{"name": name, "product_id": pump.id} for name in names]
        )
        for serial in serials:
            self.stock(pump, 1, lot=serial)
        return pump, serials

    def open_dialog(self, **defaults):
        dialog = self.env["maintenance.parts.return"].with_user(self.technician)
        return Form(
            dialog.with_context(**{f"default_{k}": v for k, v in defaults.items()})
        )

    def test_the_latest_issue_comes_back_first(self):
        first = self.asset.issue_parts([self.want(quantity=2)])
        second = self.asset.issue_parts([self.want(quantity=3)])
        [last, before] = self.asset.return_parts([self.want(quantity=4)])[::-1]
        pickings = self.env["stock.picking"]
        returns = pickings.browse([last["picking_id"], before["picking_id"]])
        quantities = {
            picking.return_id.id: sum(picking.move_ids.mapped("quantity"))
            for picking in returns
        }
        self.assertEqual(quantities, {second["picking_id"]: 3, first["picking_id"]: 1})
        self.assertEqual(set(returns.mapped("state")), {"done"})
        self.assertEqual(returns.move_ids.equipment_id, self.asset)
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_more_than_is_there_does_not_come_back(self):
        self.asset.issue_parts([self.want(quantity=2)])
        self.asset.return_parts([self.want(quantity=1)])
        with self.assertRaisesRegex(UserError, "without a job it has 1.*Return Parts"):
            self.asset.return_parts([self.want(), self.want()])
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_what_a_job_issued_comes_back_on_the_job(self):
        job = self.new_job([(self.filter, 2)])
        job.with_user(self.technician).action_issue_parts()
        with self.assertRaisesRegex(UserError, "without a job it has 0"):
            self.asset.return_parts([self.want()])
        self.assertFalse(self.asset.has_returnable_parts)

    def test_a_pack_of_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.stock(self.filter, 30)
        self.asset.issue_parts([self.want(uom_id=dozen.id)])
        self.asset.return_parts([self.want(quantity=5)])
        self.assertEqual(self.on_hand(self.filter), (23, 0))
        self.asset.return_parts([self.want(quantity=7)])
        self.assertEqual(self.on_hand(self.filter), (30, 0))
        self.assertFalse(self.asset.has_returnable_parts)

    def test_nothing_and_less_than_nothing_are_refused(self):
        self.asset.issue_parts([self.want()])
        for lines in ([], [self.want(quantity=0)], [self.want(quantity=-1)]):
            with self.subTest(lines=lines), self.assertRaises(UserError):
                self.asset.return_parts(lines)
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_the_serial_that_is_named_comes_back(self):
        pump, serials = self.stock_pumps("P1", "P2", "P3")
        self.asset.issue_parts(
            [self.want(pump, lot_id=serial.id) for serial in serials]
        )
        self.asset.return_parts([self.want(pump, lot_id=serials[1].id)])
        there = self.env["stock.quant"].search(
            [("product_id", "=", pump.id), ("location_id", "=", self.shelf.id)]
        )
        self.assertEqual(there.filtered("quantity").lot_id, serials[1])
        with self.assertRaisesRegex(UserError, "“Pump P2”"):
            self.asset.return_parts([self.want(pump, lot_id=serials[1].id)])

    def test_half_a_serial_number_does_not_come_back(self):
        pump, serials = self.stock_pumps("P1", "P2")
        job = self.new_job([(pump, 1)]).with_user(self.technician)
        job.action_issue_parts()
        half = {"part_id": job.part_ids.id, "quantity": 0.5}
        lot_id = job.move_ids.move_line_ids.lot_id.id
        for line in (half, {**half, "lot_id": lot_id}):
            with self.assertRaisesRegex(UserError, "Pump.*whole pieces"):
                job.action_return_parts([line])
        self.asset.issue_parts([self.want(pump)])
        with self.assertRaisesRegex(UserError, "Pump.*whole pieces"):
            self.asset.return_parts([self.want(pump, quantity=0.5)])

    def test_the_dialog_shows_each_serial_once(self):
        pump, serials = self.stock_pumps("P1", "P2")
        self.asset.issue_parts(
            [self.want(pump, lot_id=serial.id) for serial in serials]
        )
        self.asset.issue_parts([self.want(quantity=3)])
        self.assertTrue(self.asset.has_returnable_parts)
        with self.open_dialog(equipment_id=self.asset.id) as form:
            self.assertEqual(len(form.line_ids), 3)
            with form.line_ids.edit(1) as line:
                self.assertEqual(line.lot_id, serials[1])
                line.quantity = 1
            with form.line_ids.edit(2) as line:
                self.assertEqual((line.issued_qty, line.returned_qty), (3, 0))
                line.quantity = 2
        result = form.record.action_apply()
        self.assertRegex(
            result["params"]["message"],
            "Returned to stock from “.*T-1.*”: 1 Units of “Pump P2”, 2 Units of",
        )
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        with self.open_dialog(equipment_id=self.asset.id) as form:
            lots = [line["lot_id"] for line in form.line_ids._records]
            self.assertEqual(lots, [serials[0].id, False])

    def test_the_dialog_of_a_job_returns_the_serial_that_is_chosen(self):
        pump, serials = self.stock_pumps("P1", "P2")
        job = self.new_job([(pump, 2)]).with_user(self.technician)
        job.action_issue_parts()
        with self.open_dialog(request_id=job.id) as form:
            self.assertEqual(len(form.line_ids), 2)
            with form.line_ids.edit(1) as line:
                line.quantity = 1
                chosen = line.lot_id
        form.record.action_apply()
        back = job.move_ids.filtered(lambda move: move.maintenance_kind == "return")
        self.assertEqual(back.move_line_ids.lot_id, chosen)
        self.assertEqual(job.part_ids.returned_qty, 1)

    def test_a_dialog_in_which_nothing_comes_back_says_so(self):
        self.asset.issue_parts([self.want()])
        with self.open_dialog(equipment_id=self.asset.id) as form:
            pass
        with self.assertRaisesRegex(UserError, "Name at least one part"):
            form.record.action_apply()
