"""Every charge is in the reconciliation: parts, bills, labour."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DAY, BillCase
from .reconciling import ReconciliationCase

MARCH = {"date_from": "2025-03-01", "date_to": "2025-03-31"}


@tagged("post_install", "-at_install")
class TestReconciliationSources(ReconciliationCase, BillCase):
    def new_entry(self, *items):
        """A posted entry: (account, amount, asset) each; the rest is owed."""
        owed = self.company.account_stock_valuation_id
        total = sum(amount for _account, amount, _asset in items)
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "date": DAY,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "debit": amount,
                            "equipment_id": asset and asset.id,
                        }
                    )
                    for account, amount, asset in items
                ]
                + [Command.create({"account_id": owed.id, "credit": total})],
            }
        )
        entry.action_post()
        return entry

    def figures(self, record):
        return {
            (line.equipment_id.name, line.source): (
                line.charge,
                line.analytic,
                line.ledger,
            )
            for line in record.line_ids
        }

    def assert_as_in_the_report(self, record):
        self.env.flush_all()
        rows = self.env["maintenance.cost.report"].search(
            [("date", ">=", record.date_from), ("date", "<=", record.date_to)]
        )
        for asset in self.assets:
            of_asset = rows.filtered(lambda row, asset=asset: row.equipment_id == asset)
            lines = record.line_ids.filtered(
                lambda line, asset=asset: line.equipment_id == asset
            )
            self.assertAlmostEqual(
                sum(of_asset.mapped("cost")), sum(lines.mapped("charge"))
            )

    def test_bills_and_labour_are_lines_of_their_own(self):
        truck, other = self.assets
        self.new_bill(
            self.bill_line("part", truck, 1, 100, "cost"),
            self.bill_line("service", truck, 1, 50),
            self.bill_line("text", other, 1, 70),
            self.bill_line("service", None, 1, 5),
        ).action_post()
        job = self.new_job(truck, self.products["part"], 1)
        self.env["maintenance.request.labour"].create(
            {"request_id": job.id, "hours": 2, "rate": 30, "date": DAY}
        )
        record = self.compare(**MARCH)
        self.assertEqual(
            self.figures(record),
            {
                ("Truck 0", "bill"): (160, 160, 160),
                ("Truck 0", "labour"): (60, 0, 0),
                ("Truck 1", "bill"): (70, 70, 70),
            },
        )
        self.assertEqual(record.state, "reconciled")
        self.assertEqual(record.line_count, 2)
        self.assertEqual((record.bill_charge, record.labour_charge), (230, 60))
        self.assertEqual((record.charge, record.without_ledger), (290, 60))
        self.assertIn("60.00 of labour", record.not_compared)
        # the bill names no asset on one line of the account
        self.assertEqual((record.account_balance, record.items_without_asset), (235, 5))
        self.assert_as_in_the_report(record)
        line = record.line_ids.filtered(
            lambda line: line.equipment_id == truck and line.source == "bill"
        )
        for action, total in (
            (line.action_view_charges(), 160),
            (line.action_view_items(), 160),
            (line.action_view_analytic_lines(), -160),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            name = {"maintenance.cost.report": "cost", "account.move.line": "balance"}
            self.assertEqual(sum(found.mapped(name.get(found._name, "amount"))), total)

    def test_the_analytic_lines_of_a_bill_were_changed(self):
        bill = self.new_bill(self.bill_line("part", self.assets[0], 1, 100))
        bill.action_post()
        item = bill.invoice_line_ids
        item.analytic_line_ids.amount = -90
        record = self.compare(**MARCH)
        drift = record.drift_ids
        self.assertEqual((drift.reason, drift.source), ("bill_analytic", "bill"))
        self.assertIn("they say $", drift.explanation)
        self.assertEqual((drift.value, drift.analytic, drift.difference), (100, 90, 10))
        self.assertEqual((record.state, record.analytic_difference), ("drifting", 10))
        self.assertEqual(drift.action_open()["res_id"], bill.id)
        drift.action_accept("A rebate")
        record = self.compare(**MARCH)
        self.assertEqual((record.state, record.analytic_accepted), ("explained", 10))
        item.analytic_line_ids.unlink()
        drift = self.compare(**MARCH).drift_ids
        self.assertEqual((drift.reason, drift.difference), ("bill_analytic", 100))
        # Odoo has changed the distribution of the bill with its lines
        self.assertIn("enter the distribution of the asset", drift.correction)
        item.analytic_distribution = self.assets[0].analytic_distribution
        self.assertFalse(self.compare(**MARCH).drift_ids)

    def test_the_distribution_was_taken_off_a_bill(self):
        bill = self.new_bill(self.bill_line("part", self.assets[0], 1, 100))
        bill.action_post()
        bill.invoice_line_ids.analytic_distribution = False
        drift = self.compare(**MARCH).drift_ids
        self.assertEqual((drift.reason, drift.difference), ("bill_analytic", 100))
        self.assertIn("Truck 0", drift.explanation)
        bill.invoice_line_ids.analytic_distribution = {str(self.accounts[1].id): 100}
        self.assertFalse(self.compare(**MARCH).drift_ids, "another account of the plan")

    def test_what_leads_from_the_account_to_the_charges(self):
        other = self.expense.copy({"code": "620009", "name": "Hire"})
        truck = self.assets[0]
        self.new_entry((self.expense, 7, None))
        self.new_entry((other, 11, truck))
        by_hand = self.new_entry((self.expense, 13, truck))
        self.new_bill(
            self.bill_line("service", truck, 1, 100, account_id=other.id)
        ).action_post()
        record = self.compare(**MARCH)
        self.assertEqual(record.account_balance, 20)
        self.assertEqual(record.items_without_asset, 7)
        self.assertEqual(record.items_elsewhere, 100)
        self.assertEqual(record.named_elsewhere, 11)
        self.assertEqual((record.ledger, record.charge), (113, 100))
        self.assertEqual(record.ledger_difference, -13)
        self.assertEqual(record.drift_ids.item_id.move_id, by_hand)
        for action, total in (
            (record.action_view_items_without_asset(), 7),
            (record.action_view_named_elsewhere(), 11),
        ):
            items = self.env["account.move.line"].search(action["domain"])
            self.assertEqual(sum(items.mapped("balance")), total)
        answer = (
            self.env["maintenance.reconciliation"]
            .with_user(self.accountant)
            .get_reconciliation(self.company.id, **MARCH)
        )
        self.assertEqual(answer["named_elsewhere"], 11)
        self.assertEqual(
            [line["source"] for line in answer["lines"]], ["issue", "bill"]
        )

    # --- nothing to compare ---------------------------------------------------------

    def test_without_account_and_distribution_there_is_nothing_to_compare(self):
        self.assets[0].analytic_distribution = False
        self.place.valuation_account_id = False
        part = self.new_part("average", "periodic")
        self.receive(part, 5, 10)
        self.issue(part)
        record = self.compare()
        self.assertEqual((record.state, record.charge), ("nothing", 20))
        self.assertIn("set “Analytic Distribution”", record.not_compared)
        self.assertIn("Set “Expense Account”", record.not_compared)
        self.place.valuation_account_id = self.expense
        self.issue(part)
        record = self.compare()
        self.assertEqual(record.state, "nothing")
        self.assertIn("the next stock closing books it", record.not_compared)
        self.assertIn("had no account when they left", record.not_compared)

    def test_a_bill_beside_parts_that_cannot_be_compared_is_partly_compared(self):
        truck, other = self.assets
        truck.analytic_distribution = False
        self.place.valuation_account_id = False
        part = self.new_part("average", "periodic")
        self.receive(part, 5, 10)
        self.issue(part)
        self.new_bill(self.bill_line("text", other, 1, 70)).action_post()
        record = self.compare()
        self.assertEqual((record.state, record.without_ledger), ("partly", 20))
        self.assertIn("Set “Expense Account”", record.not_compared)

    def test_labour_alone_is_nothing_to_compare(self):
        job = self.new_job(self.assets[0], self.products["part"], 1)
        self.env["maintenance.request.labour"].create(
            {"request_id": job.id, "hours": 2, "rate": 30, "date": DAY}
        )
        record = self.compare(**MARCH)
        self.assertEqual((record.state, record.charge), ("nothing", 60))
        self.assertEqual(record.not_compared.count("\n"), 0)

    # --- bills that are no cost of maintenance --------------------------------------

    def test_a_bill_on_a_balance_sheet_account_is_no_cost(self):
        machines = self.expense.copy(
            {"code": "150000", "name": "Machines", "account_type": "asset_fixed"}
        )
        bill = self.new_bill(
            self.bill_line(
                "service", self.assets[0], 1, 5000, "cost", account_id=machines.id
            )
        )
        bill.action_post()
        self.assertEqual(self.costs_of(self.assets[0]), (0, 0))
        line = bill.invoice_line_ids
        self.assertFalse(line.maintenance_charge)
        self.assertFalse(line.analytic_distribution)
        self.assertIn("balance-sheet account", bill.maintenance_hint)
        self.assertEqual(self.compare(**MARCH).state, "empty")
        bill.button_draft()
        line.account_id = self.expense
        bill.action_post()
        self.assertEqual(self.costs_of(self.assets[0])[1], 550000)
        self.assertFalse(bill.maintenance_hint)

    # --- entries --------------------------------------------------------------------

    def test_a_cancelled_entry_is_to_be_reset_to_draft_first(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        move = self.issue_move(part)
        move.account_move_id.button_draft()
        move.account_move_id.button_cancel()
        drift = self.assert_only("entry_cancelled", move)
        self.assertIn("reset it to draft", drift.correction)
        self.assertEqual(drift.action_open()["res_id"], move.account_move_id.id)

    def test_an_account_changed_on_a_posted_item_is_told_as_that(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        move = self.issue_move(part)
        other = self.expense.copy({"code": "620009", "name": "Repairs"})
        item = move.account_move_id.line_ids.filtered("parts_move_id")
        item.account_id = other
        drift = self.assert_only("item_moved", move)
        self.assertIn("620001", drift.explanation)
        self.assertIn("620009", drift.explanation)
        self.assertIn("620001", drift.correction)
        self.assertTrue(drift.is_explained)
        self.correct(drift)
        # the location itself changed is another thing
        self.place.valuation_account_id = other
        self.assertEqual(
            set(self.compare().drift_ids.mapped("reason")), {"account_changed"}
        )

    # --- one figure -----------------------------------------------------------------

    def test_an_asset_without_a_company_shows_the_same_on_button_and_list(self):
        shared = self.assets[0].copy({"name": "Shared", "company_id": False})
        second = self._create_company(name="Second")
        for company, price in ((self.company, 10), (second, 6.54)):
            job = self.env["maintenance.request"].create(
                {
                    "name": "Job",
                    "equipment_id": shared.id,
                    "company_id": company.id,
                    "maintenance_team_id": self.env["maintenance.team"]
                    .create({"name": "Team", "company_id": company.id})
                    .id,
                }
            )
            self.env["maintenance.request.labour"].create(
                {"request_id": job.id, "hours": 1, "rate": price, "date": DAY}
            )
        self.env.flush_all()
        for company, cost in ((self.company, 10), (second, 6.54)):
            asset = shared.with_context(
                allowed_company_ids=[
                    company.id,
                    *((self.company | second) - company).ids,
                ]
            )
            for action in (asset.action_view_costs(), asset.action_view_tree_costs()):
                rows = asset.env[action["res_model"]].search(action["domain"])
                self.assertEqual(sum(rows.mapped("cost")), cost)
            self.assertEqual((asset.maintenance_cost, asset.tree_cost), (cost, cost))

    # --- cost centres ---------------------------------------------------------------

    def test_a_return_goes_to_the_cost_centre_of_its_issue(self):
        for valuation in ("real_time", "periodic"):
            with self.subTest(valuation), self.cr.savepoint() as savepoint:
                part = self.new_part("average", valuation)
                self.receive(part, 5, 10)
                job = self.issue(part, 3)
                truck = self.assets[0]
                truck.analytic_distribution = {str(self.site.id): 100}
                line = {"part_id": job.part_ids.id, "quantity": 3}
                job.action_return_parts([line])
                lines = job.move_ids.analytic_account_line_ids
                self.assertEqual(lines[self.plan_column], self.accounts[0])
                self.assertEqual(sum(lines.mapped("amount")), 0)
                self.issue(part, 1)
                new = self.env["account.analytic.line"].search(
                    [("equipment_id", "=", truck.id), ("id", "not in", lines.ids)]
                )
                self.assertEqual(new[self.other_plan._column_name()], self.site)
                self.assert_clean()
                savepoint.rollback()
                self.env.invalidate_all()

    # --- consigned parts ------------------------------------------------------------

    def consign(self, part, quantity):
        self.env["stock.quant"]._update_available_quantity(
            part, self.stock_location, quantity, owner_id=self.vendor
        )

    def test_a_part_of_the_vendors_own_stock_is_charged_by_its_bill(self):
        truck = self.assets[0]
        for valuation in ("periodic", "real_time"):
            with self.subTest(valuation), self.cr.savepoint() as savepoint:
                part = self.new_part("average", valuation)
                self.consign(part, 5)
                early = self.new_bill(
                    self.bill_line("stocked", truck, 2, 12, product_id=part.id)
                )
                self.assertFalse(early.invoice_line_ids.maintenance_charge)
                job = self.issue(part, 2)
                self.assertEqual(job.move_ids.value, 0)
                [row] = self.env["maintenance.cost.report"].search(
                    [("maintenance_request_id", "=", job.id)]
                )
                self.assertEqual((row.booking, row.cost), ("consigned", 0))
                early.action_post()
                self.assertEqual(early.invoice_line_ids.maintenance_charge, "bill")
                self.assertEqual(self.costs_of(truck), (2400, 0))
                self.assertEqual(self.analytic_of(truck), 2400)
                # what is left of the delivery is stock
                more = self.new_bill(
                    self.bill_line("stocked", truck, 1, 12, product_id=part.id)
                )
                more.action_post()
                self.assertFalse(more.invoice_line_ids.maintenance_charge)
                self._refund(early)
                self.assertEqual(self.costs_of(truck), (0, 0))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_of_a_vendor_who_sells_and_consigns_only_what_was_taken_is_charged(self):
        part = self.new_part("average", "periodic")
        self.consign(part, 5)
        self.issue(part, 2)
        bill = self.new_bill(
            self.bill_line("stocked", self.assets[0], 1, 12, product_id=part.id),
            self.bill_line("stocked", self.assets[0], 3, 12, product_id=part.id),
            self.bill_line("stocked", self.assets[1], 1, 12, product_id=part.id),
            partner_id=self.vendor.id,
        )
        self.assertEqual(
            bill.invoice_line_ids.mapped("maintenance_charge"), ["bill", False, False]
        )
        self.assertIn("Only 1 Units of “", bill.maintenance_hint)
        bill.invoice_line_ids[1].quantity = 1
        self.assertEqual(
            bill.invoice_line_ids.mapped("maintenance_charge"), ["bill", "bill", False]
        )

    def test_two_bills_do_not_charge_what_was_taken_once(self):
        part = self.new_part("average", "periodic")
        self.consign(part, 5)
        self.issue(part, 2)
        first, second, third = (
            self.new_bill(
                self.bill_line("stocked", self.assets[0], 2, 12, product_id=part.id),
                partner_id=self.vendor.id,
            )
            for _each in range(3)
        )
        self.assertEqual(second.invoice_line_ids.maintenance_charge, "bill")
        (first | second).action_post()
        third.action_post()
        charged = (first | second | third).invoice_line_ids
        self.assertEqual(charged.mapped("maintenance_charge"), ["bill", False, False])
        self.assertEqual(self.costs_of(self.assets[0]), (2400, 0))
        self.assertEqual(self.analytic_of(self.assets[0]), 2400)

    # --- a job about another asset --------------------------------------------------

    def test_a_job_keeps_its_asset_while_that_has_its_parts_or_bills(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        job = self.issue(part, 2)
        bill = self.new_bill(
            self.bill_line("part", None, 3, 10, maintenance_request_id=job.id)
        )
        bill.action_post()
        with self.assertRaises(UserError) as refused:
            job.equipment_id = self.assets[1]
        for step in ("Return 2 Units", f"Reset {bill.display_name} to draft"):
            self.assertIn(step, str(refused.exception))
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 2}])
        with self.assertRaisesRegex(UserError, "take the job off the lines"):
            job.equipment_id = self.assets[1]
        bill.button_draft()
        bill.invoice_line_ids.maintenance_request_id = False
        job.equipment_id = self.assets[1]

    def test_who_may_not_see_bill_and_asset_is_not_told_their_names(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        job = self.issue(part, 2)
        bill = self.new_bill(
            self.bill_line("part", None, 3, 10, maintenance_request_id=job.id)
        )
        bill.action_post()
        employee = new_test_user(self.env, "reporter", groups="base.group_user")
        job.sudo().owner_user_id = employee
        asset = self.assets[0].display_name
        with self.assertRaises(UserError) as refused:
            job.with_user(employee).equipment_id = self.assets[1]
        told = str(refused.exception)
        self.assertIn("cannot go from “its asset”", told)
        self.assertIn(f"Return 2 Units “{part.display_name}”", told)
        self.assertIn("Reset the bills that you may not see to draft", told)
        for name in asset, bill.name:
            self.assertNotIn(name, told)
