"""Whatever a caller passes, the answer is a result or words."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import NO_TEXTS, ArgumentsMixin

from .common import HUGE, ConsumptionCase, LinesMixin


@tagged("post_install", "-at_install")
class TestArguments(LinesMixin, ArgumentsMixin, ConsumptionCase):
    """Values that no method can use are refused by the name of their argument."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 20)
        cls.own = cls.asset.with_user(cls.technician)
        cls.line = {"product_id": cls.filter.id, "quantity": 1}

    def test_lines_of_an_issue(self):
        self.check_line(
            self.own.issue_parts,
            self.line,
            numbers=["quantity"],
            ids=["product_id", "uom_id", "lot_id", "location_id"],
            texts=["position"],
        )
        self.assert_refused(
            "Line 1.*no Lot/Serial with id 99999999",
            self.own.issue_parts,
            [{**self.line, "lot_id": 99999999}],
        )
        self.assertEqual(self.on_hand(self.filter), (20, 0))

    def test_lines_of_a_return(self):
        job = self.new_job([(self.filter, 4)])
        job.action_issue_parts()
        line = {"part_id": job.part_ids.id, "quantity": 1}
        self.check_line(
            job.action_return_parts, line, numbers=["quantity"], ids=["part_id"]
        )
        for value in ("no", 2, [], 0.5):
            self.assert_refused(
                "Line 1: still_needed: ",
                job.action_return_parts,
                [{**line, "still_needed": value}],
            )
        self.assertEqual(job.part_ids.returned_qty, 0)

    def test_a_warranty_reason(self):
        """What becomes of it is for the addon that knows the warranty of assets."""
        job = self.new_job([(self.filter, 1)])
        reason = {"warranty_reason": "urgent"}
        self.assertTrue(self.own.issue_parts([self.line], **reason)["picking_id"])
        self.assertIs(job.action_issue_available_parts(**reason), True)
        self.assertIs(job.action_issue_parts(**reason), True)
        self.assertIs(job.action_finish_as_planned(**reason), True)
        self.assertEqual(job.part_ids.issued_qty, 1)

    def test_a_method_for_one_record_is_called_for_one(self):
        two = (self.asset | self.other_asset).with_user(self.technician)
        jobs = self.new_job() | self.new_job()
        for call, args in (
            (two.issue_parts, [[self.line]]),
            (two[:0].issue_parts, [[self.line]]),
            (two.action_view_costs, []),
            (jobs.action_return_parts, [[{}]]),
            (jobs[:0].action_return_parts, [[{}]]),
            (jobs.action_view_pickings, []),
            (jobs.button_propose_parts, []),
        ):
            self.assert_refused(
                r"Call this for one record of “.*”, not for [02]\.", call, *args
            )

    def test_ids_that_are_none(self):
        for model, method, args in (
            ("maintenance.equipment", "issue_parts", [[self.line]]),
            ("maintenance.request", "action_propose_parts", []),
            ("maintenance.request", "action_return_parts", [[{}]]),
            ("maintenance.request", "action_issue_available_parts", []),
            ("maintenance.parts.missing", "action_issue_available", []),
            ("maintenance.parts.propose", "action_apply", []),
            ("maintenance.parts.issue", "on_barcode_scanned", ["F-1"]),
            ("stock.return.picking", "action_create_exchanges", []),
            ("product.product", "action_view_parts_used", []),
        ):
            for record_id in ("x", [1], 1.5, True, False, 0, -1, HUGE):
                records = self.env[model].with_user(self.technician)
                self.assert_refused(
                    "ids: “.*” is not an id",
                    getattr(records.browse([record_id]), method),
                    *args,
                )

    def test_one_record_many_times_is_one(self):
        job = self.new_job()
        many = job.browse(job.ids * 3)
        many.action_propose_parts()
        self.assertEqual(len(job.part_ids), 1)
        many.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 2)
        own = self.own.browse(self.own.ids * 3)
        self.assertTrue(own.issue_parts([self.line])["picking_id"])

    # --- references -----------------------------------------------------------------

    def test_a_blank_reference_is_none(self):
        for reference in ("", "   ", False, None, "", "\t"):
            with self.subTest(reference=reference):
                result = self.own.issue_parts([self.line], reference=reference)
                self.assertIs(result["reference"], False)
        self.assertEqual(self.on_hand(self.filter), (14, 0))

    def test_spaces_around_a_reference_do_not_count(self):
        first = self.own.issue_parts([self.line], reference="R-1")
        self.assertEqual(self.own.issue_parts([self.line], reference=" R-1 "), first)

    def test_a_long_reference_is_refused(self):
        for reference in (*NO_TEXTS, "x" * 201):
            self.assert_refused(
                "reference: ", self.own.issue_parts, [self.line], reference=reference
            )
        longest = "€" * 200
        self.assertEqual(
            self.own.issue_parts([self.line], reference=longest)["reference"], longest
        )

    @mute_logger("odoo.sql_db")
    def test_no_way_around_the_length_of_a_reference(self):
        issue = self.own.issue_parts([self.line])
        picking = self.env["stock.picking"].browse(issue["picking_id"])
        for reference in ("x" * 12_000, ""):
            with (
                self.assertRaisesRegex(Exception, "parts_reference_length"),
                self.cr.savepoint(),
            ):
                picking.parts_reference = reference
                picking.flush_recordset()
            self.env.invalidate_all()

    # --- returns --------------------------------------------------------------------

    def test_lines_of_one_part_come_back_together(self):
        job = self.new_job([(self.filter, 6)])
        job.action_issue_parts()
        part = job.part_ids
        line = {"part_id": part.id, "quantity": 2}
        job.action_return_parts([line, {**line, "still_needed": False}])
        self.assertEqual((part.returned_qty, part.unneeded_qty), (4, 2))
        self.assert_refused(
            "cannot give back 4 of .* it has 2", job.action_return_parts, [line, line]
        )
        self.assertEqual(self.on_hand(self.filter), (18, 0))

    def test_nothing_and_less_do_not_come_back(self):
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        for quantity in (0, -1, None, 1e-9):
            self.assert_refused(
                "Line 1: say how much of .*Filter” comes back .*above zero",
                job.action_return_parts,
                [{"part_id": job.part_ids.id, "quantity": quantity}],
            )

    def new_dialog(self, model, job, lines):
        """A dialog of ``job`` as an RPC client may create it."""
        name = {"return": "return_id", "issue": "issue_id", "finish": "finish_id"}
        dialog = (
            self.env[f"maintenance.parts.{model}"]
            .with_user(self.technician)
            .create({"request_id": job.id, "line_ids": False})
        )
        dialog.line_ids.unlink()
        self.env[f"maintenance.parts.{model}.line"].with_user(self.technician).create(
            [{name[model]: dialog.id, **line} for line in lines]
        )
        return dialog

    def test_the_return_dialog_refuses_what_the_method_refuses(self):
        job = self.new_job([(self.filter, 4)])
        job.action_issue_parts()
        part = job.part_ids
        for quantities, words in (
            ([-1], "above zero"),
            ([0], "at least one part"),
            ([3, 3], "cannot give back 6"),
        ):
            lines = [{"part_id": part.id, "quantity": one} for one in quantities]
            dialog = self.new_dialog("return", job, lines)
            self.assert_refused(words, dialog.action_apply)
        lines = [{"part_id": part.id, "quantity": one} for one in (1, 2)]
        self.new_dialog("return", job, lines).action_apply()
        self.assertEqual(part.returned_qty, 3)

    # --- quick issue ----------------------------------------------------------------

    def test_a_quick_issue_on_a_job_is_checked_as_one_without(self):
        job = self.new_job()
        motor = self.new_product("Motor", tracking="serial")
        lot = self.env["stock.lot"].create({"name": "M1", "product_id": motor.id})
        self.stock(motor, 1, lot=lot)
        serial = {"product_id": motor.id, "lot_id": lot.id}
        service = self.new_product("Cleaning", type="service")
        for lines, words in (
            ([{**self.line, "quantity": -5}], "say how much of .*above zero"),
            ([{**self.line, "quantity": 0}], "say how much of .*above zero"),
            ([{**self.line, "lot_id": lot.id}], "M1 is a lot of “Motor”, not of"),
            ([{**serial, "quantity": 2}], "M1 is one piece of “Motor”, not 2"),
            ([{**self.line, "uom_id": self.hour.id}], "cannot be moved in"),
            ([{"product_id": service.id}], "is not a part: only goods are"),
            ([serial, serial], "serial number M1 of .* is one piece: name it once"),
        ):
            dialog = self.new_dialog("issue", job, lines)
            self.assert_refused(words, dialog.action_issue)
        self.assertFalse(job.part_ids)
        self.assertEqual(self.on_hand(self.filter), (20, 0))
        self.assert_refused(
            "Line 2.*serial number M1 .* name it once",
            self.own.issue_parts,
            [{**serial, "quantity": 1}] * 2,
        )

    def test_the_finish_dialog_takes_parts_of_its_job_only(self):
        job = self.new_job([(self.filter, 2)])
        other = self.new_job([(self.filter, 2)])
        lines = [{"part_id": other.part_ids.id, "used_qty": 7}]
        dialog = self.new_dialog("finish", job, lines)
        self.assert_refused("is not planned on “Job”", dialog.action_apply)
        self.assertEqual(other.part_ids.quantity, 2)

    # --- planned parts that were issued ---------------------------------------------

    def test_an_issued_part_stays_what_it_is(self):
        belt = self.new_product("Belt")
        job = self.new_job([(self.filter, 4)])
        other = self.new_job()
        job.action_issue_parts()
        part = job.part_ids
        dozen = self.env.ref("uom.product_uom_dozen")
        for name, record in (
            ("product_id", belt),
            ("request_id", other),
            ("uom_id", dozen),
        ):
            self.assert_refused(
                "“.*Filter” was issued to “Job”: its part, unit and job stay",
                part.write,
                {name: record.id},
            )
        part.write({"product_id": self.filter.id, "uom_id": self.unit.id})
        self.assert_refused(
            "4 Units of .* were issued to “Job”.*at least 4",
            job.write,
            {"part_ids": [(1, part.id, {"quantity": 3})]},
        )
        job.action_return_parts([{"part_id": part.id, "quantity": 2}])
        part.quantity = 2
        self.assert_refused("2 Units of", part.write, {"quantity": 1})
        part.quantity = 9

    def test_a_quantity_in_text_is_checked_as_a_number(self):
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        self.assert_refused("at least 2", job.part_ids.write, {"quantity": "1"})
        self.assert_refused("no.* a number", job.part_ids.write, {"quantity": "a few"})

    def test_a_part_that_is_set_aside_may_become_another_on_its_job(self):
        belt = self.new_product("Belt")
        self.stock(belt, 5)
        job = self.new_job([(self.filter, 4)])
        job.action_reserve_parts()
        part = job.part_ids
        self.assert_refused(
            "“.*Filter” is reserved for “Job”. Delete the line there",
            part.write,
            {"request_id": self.new_job().id},
        )
        part.product_id = belt
        part.quantity = 1
        job.action_issue_parts()
        self.assertEqual((part.issued_qty, self.on_hand(belt)), (1, (4, 0)))
        self.assertEqual(self.on_hand(self.filter), (20, 0))
