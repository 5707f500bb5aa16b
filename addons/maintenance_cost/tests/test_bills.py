from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DAY, BillCase


@tagged("post_install", "-at_install")
class TestBills(BillCase):
    """A bill line names the asset, parts and outside services alike, once."""

    def test_a_posted_bill_charges_the_assets_that_it_names(self):
        truck, other = self.assets
        bill = self.new_bill(
            self.bill_line("part", truck, 3, 10),
            self.bill_line("service", truck, 1, 200),
            self.bill_line("text", other, 1, 70),
            self.bill_line("service", None, 1, 5),
        )
        self.assertEqual(self.costs_of(truck), (0, 0), "a draft charges nothing")
        bill.action_post()
        self.assertEqual(self.costs_of(truck), (3000, 20000))
        self.assertEqual(self.costs_of(other), (0, 7000))
        self.assert_bills_reconciled()
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", truck.id)]
        )
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.kind, row.billed_quantity, row.date))),
            [("bill", 3.0, DAY), ("service", 1.0, DAY)],
        )
        self.assertEqual(rows.partner_id, self.vendor)
        self.assertEqual(set(rows.mapped("reference")), {bill.name})

    def test_reset_and_cancel_take_the_charge_back(self):
        bill = self.new_bill(self.bill_line("part", self.assets[0], 3, 10))
        for take_back in (bill.button_draft, bill.button_cancel):
            bill.state == "draft" and bill.action_post()
            self.assertEqual(self.costs_of(self.assets[0]), (3000, 0))
            if take_back == bill.button_cancel:
                bill.button_draft()
            take_back()
            self.assertEqual(self.costs_of(self.assets[0]), (0, 0))
            self.assert_bills_reconciled()

    def test_a_refund_counts_against(self):
        bill = self.new_bill(
            self.bill_line("part", self.assets[0], 3, 10, "cost"),
            self.bill_line("service", self.assets[0], 1, 50),
        )
        bill.action_post()
        self.assertEqual(self.costs_of(self.assets[0]), (3300, 5000))
        self._refund(bill)
        self.assertEqual(self.costs_of(self.assets[0]), (0, 0))
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)]
        )
        self.assertEqual(sum(rows.mapped("billed_quantity")), 0)
        self.assert_bills_reconciled()
        self.new_bill(
            self.bill_line("part", self.assets[0], 2, 10), refund=True
        ).action_post()
        self.assertEqual(self.costs_of(self.assets[0]), (-2000, 0))
        self.assert_bills_reconciled()

    def test_a_stocked_part_is_charged_when_issued_not_when_billed(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        bill = self.new_bill(
            self.bill_line(
                "stocked", self.assets[0], 5, 10, "cost", product_id=part.id
            ),
            self.bill_line("part", self.assets[0], 1, 10),
        )
        self.assertIn(part.display_name, bill.maintenance_hint)
        self.assertNotIn("Oil", bill.maintenance_hint)
        bill.action_post()
        stocked = bill.invoice_line_ids.filtered(lambda line: line.product_id == part)
        self.assertEqual(stocked.equipment_id, self.assets[0])
        self.assertFalse(stocked.maintenance_charge)
        self.assertFalse(stocked.analytic_distribution)
        self.assertEqual(self.costs_of(self.assets[0]), (1000, 0))
        self.new_job(self.assets[0], part, 2).action_issue_parts()
        self.assertEqual(self.costs_of(self.assets[0]), (3000, 0))
        self.assert_bills_reconciled()

    def test_items_of_stock_moves_are_no_bills(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        job = self.new_job(self.assets[0], part, 2)
        job.action_issue_parts()
        items = job.move_ids.account_move_id.line_ids
        self.assertEqual(items.equipment_id, self.assets[0])
        self.assertFalse(any(items.mapped("maintenance_charge")))
        self.assertEqual(self.costs_of(self.assets[0]), (2000, 0))

    def test_issue_records_the_quantity_and_the_bill_the_money(self):
        oil = self.products["part"]
        job = self.new_job(self.assets[0], oil, 3)
        job.action_issue_parts()
        self.new_bill(
            self.bill_line("part", None, 3, 10, maintenance_request_id=job.id)
        ).action_post()
        self.assertEqual(self.costs_of(job), (3000, 0))
        self.assertEqual(self.costs_of(self.assets[0]), (3000, 0))
        rows = self.env["maintenance.cost.report"].search([("product_id", "=", oil.id)])
        self.assertEqual(sum(rows.mapped("quantity")), 3)
        self.assertEqual(sum(rows.mapped("billed_quantity")), 3)

    def test_a_tax_that_is_a_cost_is_charged_and_a_recoverable_one_is_not(self):
        truck, other = self.assets
        self.new_bill(
            self.bill_line("part", truck, 1, 100, "cost"),
            self.bill_line("service", truck, 1, 50, "cost"),
            self.bill_line("part", other, 1, 30, "cost"),
            self.bill_line("part", other, 1, 70, "recoverable"),
            self.bill_line("part", None, 1, 1000, "cost"),
        ).action_post()
        self.assertEqual(self.costs_of(truck), (11000, 5500))
        self.assertEqual(self.costs_of(other), (10300, 0))
        self.assert_bills_reconciled()

    def test_a_bill_in_another_currency_charges_what_the_books_say(self):
        bill = self.new_bill(
            self.bill_line("part", self.assets[0], 3, 33.33, "cost"), foreign=True
        )
        bill.action_post()
        items = bill.line_ids.filtered("maintenance_charge")
        charge = round(100 * sum(items.mapped("balance")))
        self.assertEqual(charge, 5500)
        self.assertEqual(self.costs_of(self.assets[0]), (charge, 0))
        self.assert_bills_reconciled()

    def test_quantities_are_in_the_unit_of_the_part(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.new_bill(
            self.bill_line("part", self.assets[0], 2, 12, product_uom_id=dozen.id)
        ).action_post()
        [row] = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)]
        )
        self.assertEqual((row.billed_quantity, row.cost), (24, 24))

    # --- the analytic distribution --------------------------------------------------

    def distribution_of(self, number):
        return {str(self.accounts[number].id): 100}

    def test_what_an_asset_gave_is_a_distribution(self):
        bill = self.new_bill(self.bill_line("service", self.assets[0]))
        line = bill.invoice_line_ids
        for value in ({"x": "NaN"}, {"1": "NaN"}, [1], 7):
            with self.subTest(value=str(value)), self.assertRaises(UserError):
                line.equipment_distribution = value

    def test_the_distribution_comes_from_the_asset_and_goes_with_it(self):
        bare = self.env["maintenance.equipment"].create({"name": "Bare"})
        bill = self.new_bill(self.bill_line("part", self.assets[0]))
        line = bill.invoice_line_ids
        self.assertEqual(line.analytic_distribution, self.distribution_of(0))
        line.equipment_id = self.assets[1]
        self.assertEqual(line.analytic_distribution, self.distribution_of(1))
        line.equipment_id = bare
        self.assertFalse(line.analytic_distribution)
        line.equipment_id = self.assets[0]
        self.assertEqual(line.analytic_distribution, self.distribution_of(0))
        line.product_id = self.products["stocked"]
        self.assertFalse(line.analytic_distribution)

    def test_the_same_in_the_form_before_it_is_saved(self):
        bare = self.env["maintenance.equipment"].create({"name": "Bare"})
        self.biller.group_ids += self.env.ref("analytic.group_analytic_accounting")
        moves = self.env["account.move"].with_user(self.biller)
        with Form(moves.with_context(default_move_type="in_invoice")) as form:
            form.partner_id = self.vendor
            form.invoice_date = DAY
            with form.invoice_line_ids.new() as line:
                line.product_id = self.products["part"]
                line.equipment_id = self.assets[0]
                self.assertEqual(line.analytic_distribution, self.distribution_of(0))
                line.equipment_id = bare
                self.assertFalse(line.analytic_distribution)
        bill = form.record
        self.assertEqual(bill.invoice_line_ids.equipment_id, bare)

    def test_what_somebody_typed_stays(self):
        typed = self.distribution_of(1)
        bill = self.new_bill(
            self.bill_line("part", self.assets[0], analytic_distribution=typed)
        )
        bill.action_post()
        self.assertEqual(bill.invoice_line_ids.analytic_distribution, typed)
        lines = bill.line_ids.analytic_line_ids
        self.assertEqual(lines.equipment_id, self.assets[0])
        self.assertEqual(sum(lines.mapped("amount")), -10)

    def test_a_distribution_model_on_the_plan_adds_nothing(self):
        models = self.env["account.analytic.distribution.model"]
        models.create(
            {
                "account_prefix": "620",
                "company_id": self.company.id,
                "analytic_distribution": self.distribution_of(1),
            }
        )
        bill = self.new_bill(
            self.bill_line("part", self.assets[0]), self.bill_line("part", None)
        )
        with_asset, without = bill.invoice_line_ids
        self.assertEqual(with_asset.analytic_distribution, self.distribution_of(0))
        self.assertEqual(without.analytic_distribution, self.distribution_of(1))

    # --- what is refused ------------------------------------------------------------

    def test_a_posted_line_keeps_its_asset(self):
        bill = self.new_bill(self.bill_line("part", self.assets[0]))
        bill.action_post()
        with self.assertRaisesRegex(UserError, "Reset it to draft"):
            bill.invoice_line_ids.equipment_id = self.assets[1]
        bill.button_draft()
        bill.invoice_line_ids.equipment_id = self.assets[1]
        bill.action_post()
        self.assertEqual(self.costs_of(self.assets[0]), (0, 0))
        self.assertEqual(self.costs_of(self.assets[1]), (1000, 0))
        self.assert_bills_reconciled()

    def test_the_job_is_one_of_the_asset(self):
        job = self.new_job(self.assets[0], self.products["part"], 1)
        bill = self.new_bill(self.bill_line("part", maintenance_request_id=job.id))
        self.assertEqual(bill.invoice_line_ids.equipment_id, self.assets[0])
        with self.assertRaisesRegex(ValidationError, "Choose a job of the asset"):
            bill.invoice_line_ids.equipment_id = self.assets[1]

    def test_an_asset_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["maintenance.equipment"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self.new_bill(self.bill_line("part", theirs))

    def test_customer_invoices_charge_nobody(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": DAY,
                "invoice_line_ids": [self.bill_line("service", self.assets[0])],
            }
        )
        invoice.action_post()
        self.assertEqual(self.costs_of(self.assets[0]), (0, 0))
        self.assertFalse(invoice.maintenance_hint)

    def test_who_bills_finds_assets_and_jobs_and_changes_none(self):
        job = self.new_job(self.assets[0], self.products["part"], 1)
        seen = self.assets[0].with_user(self.biller)
        self.assertEqual(seen.search([("id", "=", seen.id)]), seen)
        self.assertFalse(seen.has_access("write"))
        self.assertEqual(job.with_user(self.biller).name, "Job")
        self.assertFalse(job.with_user(self.biller).has_access("write"))
        self.assertFalse(
            self.env["maintenance.request"]
            .with_user(self.biller)
            .browse(job.id)
            .labour_ids
        )

    def test_two_lines_of_one_asset_are_two_charges(self):
        bill = self.new_bill(
            *(self.bill_line("part", self.assets[0], 1, 10, "cost") for _ in range(2))
        )
        bill.action_post()
        self.assertEqual(self.costs_of(self.assets[0]), (2200, 0))
        bill.button_draft()
        bill.invoice_line_ids[0].unlink()
        bill.write({"invoice_line_ids": [Command.clear()]})
        self.assert_bills_reconciled()
