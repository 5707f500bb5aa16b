"""Random months of parts, bills, hours, closings and changes of mind.

What the reconciliation says is compared with a ledger that is worked out here, from the
moves, bills and entries themselves.
"""

from datetime import timedelta

from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import BillCase
from .test_period_cuts import NOVEMBER, OCTOBER, PeriodCase

parts = st.integers(0, 1)
assets = st.integers(0, 1)
quantities = st.integers(1, 3)
days = st.integers(1, 55)
steps = st.one_of(
    st.tuples(st.just("issue"), parts, assets, quantities, st.sampled_from([2, 12])),
    st.tuples(st.just("issue"), parts, assets, quantities, st.sampled_from([2, 12])),
    st.tuples(st.just("return"), parts, quantities),
    st.tuples(st.just("date"), st.booleans(), days),
    st.tuples(st.just("bill"), assets, st.sampled_from(["part", "service", "stocked"])),
    st.tuples(st.just("machine"), assets),
    st.tuples(st.just("labour"), assets),
    st.tuples(st.just("entry"), st.sampled_from(["none", "elsewhere"])),
    st.tuples(st.just("centre"), assets, st.integers(0, 3)),
    st.tuples(st.just("close"), st.booleans()),
    st.tuples(st.just("recount"), quantities),
)
histories = st.lists(st.tuples(steps, st.integers(0, 6)), min_size=10, max_size=14)


@tagged("post_install", "-at_install")
class TestBooksHistories(HistoryMixin, PeriodCase, BillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west = new_test_user(
            cls.env,
            "west",
            groups="maintenance_bom.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="America/Los_Angeles",
        )
        cls.machines, cls.hire = (
            cls.expense.copy({"code": code, "name": name, "account_type": account_type})
            for code, name, account_type in (
                ("150000", "Machines", "asset_fixed"),
                ("620009", "Hire", "expense"),
            )
        )
        cls.company.partner_id.tz = "America/New_York"

    def play(self, history):
        self.jobs, self.last_posted = [], False
        now = fields.Datetime.to_datetime("2035-10-05 12:00:00")
        self.issue_on("2035-10-04", self.periodic)
        for (action, *args), wait in history:
            now += timedelta(wait)
            self.now = min(now, fields.Datetime.to_datetime("2035-11-29 12:00:00"))
            with self.posted_at(self.last_posted), freeze_time(self.now):
                getattr(self, f"do_{action}")(*args)
                self.env.flush_all()
        for period in (OCTOBER, NOVEMBER, (OCTOBER[0], NOVEMBER[1])):
            self.check(period)
        with self.posted_at(self.last_posted), freeze_time("2035-11-30 12:00:00"):
            self.do_close(False)
        self.assertEqual(self.check((OCTOBER[0], NOVEMBER[1])).left_to_closing, 0)

    # --- what happens ---------------------------------------------------------------

    def do_issue(self, part, asset, quantity, hour):
        part = (self.perpetual, self.periodic)[part]
        with freeze_time(self.now.replace(hour=hour)):
            job = self.new_job(self.assets[asset], part, quantity)
            job.with_user(self.west).with_context(tz=self.west.tz).action_issue_parts()
        self.jobs.append(job)

    def do_return(self, number, quantity):
        for job in self.jobs[number:]:
            line = job.part_ids
            quantity = min(line.issued_qty - line.returned_qty, quantity)
            if quantity:
                job.action_return_parts([{"part_id": line.id, "quantity": quantity}])
                return

    def do_date(self, on_transfer, days):
        for job in self.jobs[-1:]:
            day = fields.Datetime.to_datetime("2035-10-01 03:00:00") + timedelta(days)
            move = job.move_ids[:1]
            if on_transfer:
                move.picking_id.date_done = day
            else:
                move.date = day

    def do_bill(self, asset, what):
        line = self.bill_line(what, self.assets[asset], 2, 10.01, "cost")
        self.new_bill(line, invoice_date=self.now, date=self.now).action_post()

    def do_machine(self, asset):
        line = self.bill_line(
            "service", self.assets[asset], 1, 500, account_id=self.machines.id
        )
        self.new_bill(line, invoice_date=self.now, date=self.now).action_post()

    def do_labour(self, asset):
        job = self.new_job(self.assets[asset], self.products["part"], 1)
        self.env["maintenance.request.labour"].create(
            {"request_id": job.id, "hours": 1.5, "rate": 33.34, "date": self.now}
        )

    def do_entry(self, kind):
        account = self.expense if kind == "none" else self.hire
        asset = self.assets[0] if kind == "elsewhere" else self.assets.browse()
        items = [
            {"account_id": account.id, "debit": 7, "equipment_id": asset.id},
            {"account_id": self.company.account_stock_valuation_id.id, "credit": 7},
        ]
        self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "date": self.now,
                "line_ids": [Command.create(item) for item in items],
            }
        ).action_post()

    def do_centre(self, asset, choice):
        one, two = self.accounts
        self.assets[asset].analytic_distribution = (
            {str(one.id): 100},
            {str(one.id): 30, str(two.id): 70},
            {str(self.site.id): 100, str(two.id): 40},
            False,
        )[choice]

    def do_close(self, of_last_month):
        at_date = "2035-10-31" if of_last_month and self.now.month == 11 else None
        try:
            self.company.action_close_stock_valuation(at_date=at_date, auto_post=True)
        except UserError:
            return  # nothing to close, or Odoo closes in the order of months
        self.last_posted = fields.Datetime.now()

    def do_recount(self, quantity):
        """Somebody changes the quantity of what is done; under periodic valuation."""
        for job in self.jobs[-1:]:
            move = job.move_ids[:1]
            if move.product_id == self.periodic and not job.part_ids.returned_qty:
                move.move_line_ids.quantity = quantity

    # --- an independent ledger ------------------------------------------------------

    def day_of(self, move):
        """The day of the entry, else of the move in New York."""
        if move.account_move_id:
            return move.account_move_id.date
        # UTC−4, and −5 from the night of the 4th on
        summer = move.date < fields.Datetime.to_datetime("2035-11-04 06:00:00")
        return (move.date - timedelta(hours=4 if summer else 5)).date()

    def charges_of(self, period):
        """{(asset, source): amount in cents} of a period."""
        first, last = map(fields.Date.to_date, period)
        totals = {}

        def add(asset, source, day, amount):
            if asset in self.assets and first <= day <= last:
                key = (asset, source)
                totals[key] = totals.get(key, 0) + round(100 * amount)

        for move in self.env["stock.move"].search([("state", "=", "done")]):
            value = move.value if move.location_dest_id == self.place else -move.value
            add(move.equipment_id, "issue", self.day_of(move), value)
        for bill in self.env["account.move"].search(
            [("move_type", "=", "in_invoice"), ("state", "=", "posted")]
        ):
            for line in bill.invoice_line_ids:
                is_stocked = line.product_id == self.products["stocked"]
                if not is_stocked and line.account_id == self.expense:
                    # with the tax of 10 % that cannot be recovered
                    add(line.equipment_id, "bill", bill.date, line.price_total)
        for hours in self.env["maintenance.request.labour"].search([]):
            asset = hours.request_id.equipment_id
            add(asset, "labour", hours.date, round(hours.hours * hours.rate, 2))
        return totals

    def check(self, period):
        self.env.flush_all()
        self.env.invalidate_all()
        record = self.period(period)
        expected = {key: cents for key, cents in self.charges_of(period).items()}
        found = {
            (line.equipment_id, line.source): round(100 * line.charge)
            for line in record.line_ids
        }
        for key in expected.keys() | found.keys():
            self.assertEqual(found.get(key, 0), expected.get(key, 0), key)
        rows = self.env["maintenance.cost.report"].search(
            [("date", ">=", period[0]), ("date", "<=", period[1])]
        )
        self.assertEqual(round(100 * sum(rows.mapped("cost"))), sum(expected.values()))
        self.assertEqual(record.account_balance, self.account_of(period))
        self.assertFalse(record.line_ids.filtered("is_different"))
        self.assertLessEqual(
            set(record.drift_ids.mapped("reason")), {"moved_other_period"}
        )
        self.assertIn(
            record.state, ("empty", "nothing", "partly", "reconciled", "explained")
        )
        return record

    def test_the_reconciliation_says_what_happened(self):
        self.play_each(histories, self.play, examples=6, seed=31)
