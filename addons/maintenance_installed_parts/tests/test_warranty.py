from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestWarranty(ConsumptionCase):
    """Claim first; who pays all the same says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.asset.sudo().write(
            {
                "partner_id": cls.vendor.id,
                "warranty_date": fields.Date.today() + timedelta(30),
            }
        )

    def press(self, job, method="button_issue_parts"):
        """Press a button of the form."""
        return getattr(job, method)()

    def answer(self, action, **values):
        """Fill in the dialog that a button opened, and continue."""
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.technician)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            dialog[name] = value
        return dialog.save().action_apply()

    def notes_on(self, record):
        messages = record.sudo().message_ids.mapped("body")
        return [body for body in messages if "Under warranty" in body]

    def test_the_form_warns_with_the_name_of_the_vendor(self):
        job = self.new_job([(self.filter, 1)])
        self.assertIn("by Vendor: claim first", job.warranty_warning)
        self.asset.sudo().partner_id = False
        job.invalidate_recordset()
        self.assertRegex(
            job.warranty_warning, "Under warranty until [^V]*: claim first"
        )
        job.stage_id = self.done_stage
        self.assertFalse(job.warranty_warning, "there is nothing left to claim for")

    def test_a_button_asks_for_the_reason_once_a_job(self):
        job = self.new_job([(self.filter, 2)])
        action = self.press(job)
        self.assertEqual(action["res_model"], "maintenance.parts.warranty")
        self.assertFalse(job.part_ids.issued_qty)
        self.assertIs(self.answer(action, reason="refused", note="Claim 12"), True)
        self.assertEqual(job.part_ids.issued_qty, 2)
        self.assertEqual(
            (job.warranty_reason, job.warranty_note), ("refused", "Claim 12")
        )
        job.part_ids.quantity = 3
        self.assertIs(self.press(job), True, "it is not asked again")
        self.assertIs(self.press(job, "button_finish_as_planned"), True)
        self.assertEqual(len(self.notes_on(job)), 2)
        self.assertIn("Reason: Refused by the vendor", self.notes_on(job)[0])

    def test_finishing_asks_as_well_and_then_finishes(self):
        job = self.new_job([(self.filter, 2)])
        action = self.press(job, "button_finish_as_planned")
        self.answer(action, reason="urgent")
        self.assertTrue(job.done)
        self.assertEqual(job.part_ids.issued_qty, 2)

    def test_another_reason_needs_words(self):
        job = self.new_job([(self.filter, 2)])
        dialog = self.env["maintenance.parts.warranty"].create(
            {"request_id": job.id, "method": "button_issue_parts", "reason": "other"}
        )
        with self.assertRaisesRegex(UserError, "few words"):
            dialog.action_apply()

    def test_a_job_without_warranty_asks_nothing(self):
        for day in (False, fields.Date.today() - timedelta(2)):
            self.asset.sudo().warranty_date = day
            job = self.new_job([(self.filter, 1)])
            self.assertFalse(job.warranty_warning)
            self.assertIs(self.press(job), True)
            self.assertFalse(job.warranty_reason)
            self.assertFalse(self.notes_on(job))

    def test_the_last_day_counts_where_the_company_is(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        self.asset.sudo().warranty_date = "2025-03-10"
        job = self.new_job([(self.filter, 1)])
        for moment, is_covered in (("10:59", True), ("11:01", False)):
            with freeze_time(f"2025-03-10 {moment}:00"):
                job.invalidate_recordset()
                self.assertEqual(bool(job.warranty_warning), is_covered)

    def test_over_rpc_nothing_is_asked_and_all_is_kept(self):
        silent = self.new_job([(self.filter, 1)])
        self.assertIs(silent.action_issue_parts(), True)
        self.assertEqual(silent.warranty_reason, "not_given")
        self.assertIn("Reason: Not given", self.notes_on(silent)[0])
        clear = self.new_job([(self.filter, 1)])
        self.assertIs(clear.action_finish_as_planned(warranty_reason="claimed"), True)
        self.assertEqual(clear.warranty_reason, "claimed")
        self.assertIn("Claimed from the vendor", self.notes_on(clear)[0])
        # a person who comes to a silent job later is asked
        silent.part_ids.quantity = 2
        self.assertIsInstance(self.press(silent), dict)

    def test_an_unknown_reason_is_refused_and_nothing_moves(self):
        job = self.new_job([(self.filter, 1)])
        with self.assertRaisesRegex(
            UserError, "“why” is not a choice.*claimed, refused"
        ):
            job.action_issue_parts(warranty_reason="why")
        line = {"product_id": self.filter.id, "quantity": 1}
        asset = self.asset.with_user(self.technician)
        with self.assertRaisesRegex(UserError, "warranty_reason: .*is not a choice"):
            asset.issue_parts([line], warranty_reason="why")
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_a_quick_issue_leaves_its_reason_on_picking_and_asset(self):
        line = {"product_id": self.filter.id, "quantity": 1}
        asset = self.asset.with_user(self.technician)
        result = asset.issue_parts([line], warranty_reason="not_covered")
        picking = self.env["stock.picking"].browse(result["picking_id"])
        self.assertEqual(picking.warranty_reason, "not_covered")
        asset.issue_parts([line])
        silent, clear = self.notes_on(self.asset)
        self.assertIn("Reason: Not covered", clear)
        self.assertIn("Reason: Not given", silent)

    def test_an_issue_on_the_picking_screen_leaves_a_note(self):
        job = self.new_job([(self.filter, 1)])
        job.action_reserve_parts()
        self.assertFalse(self.notes_on(job), "reserving costs nothing yet")
        self.validate(job.picking_ids)
        self.assertEqual(job.warranty_reason, "not_given")
        self.return_by_wizard(job.picking_ids, {self.filter: 1})
        self.assertEqual(len(self.notes_on(job)), 1)

    def test_a_technician_says_why_on_the_job_of_another(self):
        job = self.new_job([(self.filter, 1)], user=self.planner)
        job = job.with_user(self.technician)
        self.answer(self.press(job), reason="urgent")
        self.assertEqual(job.warranty_reason, "urgent")
        self.assertEqual(job.part_ids.issued_qty, 1)

    def test_the_next_occurrence_starts_anew(self):
        job = self.new_job([(self.filter, 1)])
        job.action_issue_parts(warranty_reason="urgent")
        self.assertFalse(job.copy().warranty_reason)

    def test_reasons_are_counted(self):
        for reason in ("urgent", "urgent", "claimed"):
            job = self.new_job([(self.filter, 1)])
            job.action_issue_parts(warranty_reason=reason)
        jobs = self.env["maintenance.request"].with_user(self.planner)
        groups = jobs._read_group(
            [("warranty_reason", "!=", False)], ["warranty_reason"], ["__count"]
        )
        self.assertEqual(dict(groups), {"claimed": 1, "urgent": 2})
