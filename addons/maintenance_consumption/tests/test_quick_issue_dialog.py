from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestQuickIssueDialog(ConsumptionCase):
    """Parts typed or scanned in one dialog, from the menu, an asset or a job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)
        cls.filter.barcode = "4006381333931"
        cls.gasket = cls.new_product("Gasket", default_code="G-9")

    def dialog(self, **defaults):
        context = {f"default_{name}": record.id for name, record in defaults.items()}
        issues = self.env["maintenance.parts.issue"].with_user(self.technician)
        return Form(issues.with_context(**context))

    def scan(self, dialog, *codes):
        for code in codes:
            dialog.scan = code
            self.assertFalse(dialog.scan, "free for the next code")

    def lines_of(self, dialog):
        return [
            (line["product_id"], line["lot_id"], line["quantity"])
            for line in dialog.line_ids._records
        ]

    def test_an_asset_and_parts_by_their_codes(self):
        dialog = self.dialog()
        self.scan(dialog, "T-1", "4006381333931", "G-9", "4006381333931")
        self.assertEqual(dialog.equipment_id, self.asset)
        self.assertEqual(dialog.location_id, self.shelf)
        self.assertEqual(
            self.lines_of(dialog),
            [(self.filter.id, False, 2), (self.gasket.id, False, 1)],
        )
        self.scan(dialog, "T-2")
        self.assertEqual(dialog.equipment_id, self.other_asset, "chosen anew")

    def test_a_scanner_needs_no_field(self):
        dialog = self.dialog(equipment_id=self.asset)
        for _time in range(3):
            dialog._barcode_scanned = "4006381333931"
        self.assertEqual(self.lines_of(dialog), [(self.filter.id, False, 3)])

    def test_a_code_that_stands_for_nothing_changes_nothing(self):
        dialog = self.dialog(equipment_id=self.asset)
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            self.scan(dialog, "NONE")
        self.assertIn("“NONE” is no part, no lot or serial number", logs.output[0])
        self.assertFalse(self.lines_of(dialog))

    def test_an_asset_that_has_left_is_not_taken(self):
        self.asset.action_retire()
        dialog = self.dialog()
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            self.scan(dialog, "T-1")
        self.assertRegex(logs.output[0], "“.*T-1.*” has left")
        self.assertFalse(dialog.equipment_id)
        self.scan(dialog, "T-2")
        self.assertEqual(dialog.equipment_id, self.other_asset)

    def test_a_pack_counts_as_a_pack(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create(
            {"product_id": self.gasket.id, "uom_id": dozen.id, "barcode": "PACK-12"}
        )
        dialog = self.dialog(equipment_id=self.asset)
        self.scan(dialog, "PACK-12", "G-9")
        units = [line["uom_id"] for line in dialog.line_ids._records]
        self.assertEqual(units, [dozen.id, self.unit.id])

    def test_a_serial_number_names_the_part_once(self):
        motor = self.new_product("Motor", tracking="serial")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": motor.id} for name in ("M-1", "M-2")]
        )
        for lot in lots:
            self.stock(motor, 1, lot=lot)
        dialog = self.dialog(equipment_id=self.asset)
        self.scan(dialog, "M-2")
        with self.assertLogs("odoo.tests.form.onchange", "WARNING"):
            self.scan(dialog, "M-2")
        self.assertEqual(self.lines_of(dialog), [(motor.id, lots[1].id, 1)])
        dialog.save().action_issue()
        self.assertEqual(self.on_hand(motor), (1, 0))
        quant = self.env["stock.quant"].search(
            [("product_id", "=", motor.id), ("location_id", "=", self.shelf.id)]
        )
        self.assertEqual(quant.filtered("quantity").lot_id, lots[0])

    def test_only_the_lots_of_the_part_at_the_place_are_offered(self):
        oil = self.new_product("Oil", tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": oil.id} for name in ("L1", "L2", "L3")]
        )
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(oil, 5, lot=lots[0])
        self.stock(oil, 3, van, lot=lots[1])
        issue = self.env["maintenance.parts.issue"].create(
            {
                "equipment_id": self.asset.id,
                "line_ids": [(0, 0, {"product_id": oil.id})],
            }
        )
        line = issue.line_ids
        self.assertEqual((line.allowed_lot_ids, line.free_qty), (lots[0], 5))
        issue.location_id = van
        self.assertEqual((line.allowed_lot_ids, line.free_qty), (lots[1], 3))
        line.lot_id = lots[0]
        self.assertEqual(line.free_qty, 0)

    def test_an_asset_gets_what_is_there(self):
        dialog = self.dialog(equipment_id=self.asset)
        self.scan(dialog, "F-1", "F-1")
        self.assertFalse(dialog.lacking_text)
        action = dialog.save().action_issue()
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("2 Units of “[F-1] Filter”", action["params"]["message"])
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        move = self.env["stock.move"].search([("equipment_id", "=", self.asset.id)])
        self.assertFalse(move.maintenance_request_id)

    def test_what_is_there_is_there_once(self):
        dialog = self.dialog(equipment_id=self.asset)
        for _line in range(2):
            with dialog.line_ids.new() as line:
                line.product_id = self.filter
                line.quantity = 6
                self.assertEqual(line.free_qty, 10)
        self.assertIn("Filter", dialog.lacking_text)

    def test_what_an_asset_lacks_is_refused(self):
        dialog = self.dialog(equipment_id=self.asset)
        self.scan(dialog, "F-1", "G-9")
        self.assertEqual(dialog.lacking_text, "[G-9] Gasket")
        with self.assertRaisesRegex(UserError, "has 0 of “.*Gasket”, not 1"):
            with self.cr.savepoint():
                dialog.save().action_issue()
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_a_job_gets_unlisted_parts(self):
        self.stock(self.gasket, 1)
        job = self.new_job()
        dialog = self.dialog(request_id=job)
        self.assertEqual(dialog.equipment_id, self.asset)
        self.scan(dialog, "F-1", "F-1", "G-9")
        action = dialog.save().action_issue()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(job.part_ids.mapped("is_unlisted"), [True, True])
        self.assertEqual(job.part_ids.mapped("quantity"), [2, 1])
        self.assertEqual(job.part_ids.mapped("issued_qty"), [2, 1])
        moves = job.sudo().move_ids
        self.assertEqual(moves.equipment_id, self.asset)
        self.assertEqual(moves.parts_user_id, self.technician)
        self.assertEqual(len(moves.picking_id), 1)

    def test_a_planned_part_is_taken_before_the_plan_grows(self):
        job = self.new_job([(self.filter, 3)])
        job.action_reserve_parts()
        part = job.part_ids
        for taken, planned, reserved in ((2, 3, 1), (2, 4, 0)):
            dialog = self.dialog(request_id=job)
            with dialog.line_ids.new() as line:
                line.product_id = self.filter
                line.quantity = taken
            dialog.save().action_issue()
            self.assertEqual((part.quantity, part.reserved_qty), (planned, reserved))
        self.assertEqual(part.issued_qty, 4)
        self.assertEqual(self.on_hand(self.filter), (6, 0))
        self.assertEqual(len(job.part_ids), 1)

    def test_a_unit_that_does_not_convert_is_refused(self):
        issue = self.env["maintenance.parts.issue"].create(
            {
                "equipment_id": self.asset.id,
                "line_ids": [
                    (0, 0, {"product_id": self.filter.id, "uom_id": self.hour.id})
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "cannot be (moved|planned) in Hours"):
            issue.action_issue()

    def test_nothing_is_issued_without_an_asset_or_a_part(self):
        dialog = self.dialog(equipment_id=self.asset)
        with self.assertRaisesRegex(UserError, "at least one part"):
            dialog.save().action_issue()
        issue = self.env["maintenance.parts.issue"].create({})
        with self.assertRaisesRegex(UserError, "Choose the asset"):
            issue.action_issue()
