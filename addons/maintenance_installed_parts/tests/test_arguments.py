"""Whatever a caller passes, the answer is a result or words."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.maintenance_bom.tests.common import NO_IDS, NO_TEXTS, ArgumentsMixin
from odoo.addons.maintenance_consumption.tests.common import (
    HUGE,
    ConsumptionCase,
    LinesMixin,
)

from .common import RemovalMixin


@tagged("post_install", "-at_install")
class TestArguments(RemovalMixin, LinesMixin, ArgumentsMixin, ConsumptionCase):
    """Values that no method can use are refused by the name of their argument."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.pump = cls.new_product("Pump", categ_id=average.id, standard_price=80)
        cls.stock(cls.filter, 20)
        cls.own = cls.asset.with_user(cls.technician)
        cls.line = {"product_id": cls.filter.id, "quantity": 1}

    def test_lines_of_a_removal(self):
        self.check_line(
            self.own.remove_parts,
            {"product_id": self.pump.id, "becomes": "stock"},
            numbers=["quantity", "unit_value"],
            ids=["product_id", "uom_id", "lot_id"],
            texts=["position", "becomes"],
        )
        for job_id in (*NO_IDS, 99999999):
            self.assert_refused(
                "maintenance_request_id: |no job with id 99999999",
                self.own.remove_parts,
                [{"product_id": self.pump.id, "becomes": "scrap"}],
                job_id,
            )

    def test_a_warranty_reason(self):
        self.asset.sudo().warranty_date = "2199-12-31"
        job = self.new_job([(self.filter, 1)])
        for reason in (7, [1], {"a": 1}, "because", True):
            for call, args in (
                (self.own.issue_parts, [[self.line]]),
                (job.action_issue_parts, []),
                (job.action_issue_available_parts, []),
                (job.action_finish_as_planned, []),
            ):
                self.assert_refused(
                    "warranty_reason: .* is not a choice",
                    call,
                    *args,
                    warranty_reason=reason,
                )

    def test_a_method_for_one_record_is_called_for_one(self):
        two = (self.asset | self.other_asset).with_user(self.technician)
        jobs = self.new_job() | self.new_job()
        for call, args in (
            (two.remove_parts, [[self.line]]),
            (jobs[:0].action_remove_parts, [[{}]]),
        ):
            self.assert_refused(
                r"Call this for one record of “.*”, not for [02]\.", call, *args
            )

    def test_ids_that_are_none(self):
        assets = self.env["maintenance.equipment"].with_user(self.technician)
        for record_id in ("x", [1], 1.5, True, False, 0, -1, HUGE):
            self.assert_refused(
                "ids: “.*” is not an id", assets.browse([record_id]).get_installed_lots
            )

    # --- references -----------------------------------------------------------------

    def test_a_blank_reference_is_none(self):
        removal = {"product_id": self.pump.id, "becomes": "stock"}
        scrap = {"product_id": self.pump.id, "becomes": "scrap"}
        for reference in ("", "   ", False, None, "", "\t"):
            for line in (removal, scrap):
                with self.subTest(reference=reference, line=line):
                    result = self.own.remove_parts([line], reference=reference)
                    self.assertIs(result["reference"], False)

    def test_a_long_reference_is_refused(self):
        line = {"product_id": self.pump.id, "becomes": "scrap"}
        job = self.new_job()
        for reference in (*NO_TEXTS, "x" * 201):
            for call in (self.own.remove_parts, job.action_remove_parts):
                self.assert_refused("reference: ", call, [line], reference=reference)

    # --- what a worn part is worth --------------------------------------------------

    def keep_worn(self, user, value, **values):
        return self.remove(
            self.pump, becomes="stock", user=user, unit_value=value, **values
        )

    def test_a_worn_part_is_worth_no_more_than_a_new_one(self):
        words = "“Pump” cannot be worth more than a new one costs.*ask a Planner"
        for value in (80.01, 1e11):
            self.assert_refused(words, self.keep_worn, self.technician, value)
        self.keep_worn(self.technician, 80)
        # of one of the part's own unit, whatever unit is moved
        dozen = self.env.ref("uom.product_uom_dozen")
        self.assert_refused(
            words, self.keep_worn, self.technician, 80.01, uom_id=dozen.id
        )
        self.keep_worn(self.technician, 80, uom_id=dozen.id)
        self.keep_worn(self.planner, 80.01)

    def test_a_technician_is_not_told_what_a_part_costs(self):
        with self.assertRaises(UserError) as error:
            self.keep_worn(self.technician, 100)
        self.assertNotIn("80", error.exception.args[0])

    def test_nobody_enters_less_than_nothing(self):
        for user in (self.technician, self.planner):
            self.assert_refused("unit_value: ", self.keep_worn, user, -0.01)

    def test_the_cost_of_a_new_one_is_that_of_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.pump.with_company(other).standard_price = 500
        self.technician.company_ids |= other
        technician = self.technician
        self.assert_refused(
            "more than a new one",
            self.asset.with_user(technician)
            .with_context(allowed_company_ids=[self.company.id, other.id])
            .remove_parts,
            [{"product_id": self.pump.id, "becomes": "stock", "unit_value": 400}],
        )

    def test_a_piece_with_a_cost_of_its_own_is_worth_no_more_than_that(self):
        motor = self.new_product(
            "Motor",
            tracking="serial",
            categ_id=self.pump.categ_id.id,
            standard_price=80,
        )
        motor.lot_valuated = True
        cheap = self.env["stock.lot"].create({"name": "M1", "product_id": motor.id})
        cheap.standard_price = 30
        self.assert_refused(
            "more than a new one", self.remove, cheap, becomes="stock", unit_value=30.01
        )
        self.remove(cheap, becomes="stock", unit_value=30)

    def test_the_dialog_holds_to_it_too(self):
        dialogs = self.env["maintenance.parts.remove"].with_context(
            default_equipment_id=self.asset.id
        )
        for user, refused in ((self.technician, True), (self.planner, False)):
            dialog = Form(dialogs.with_user(user))
            dialog.product_id = self.pump
            dialog.becomes = "stock"
            dialog.unit_value = 81
            dialog = dialog.save()
            if refused:
                self.assert_refused("more than a new one", dialog.action_apply)
            else:
                dialog.action_apply()
