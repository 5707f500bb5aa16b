"""Fixtures for tests about what assets cost; also for other addons' tests."""

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.maintenance_consumption.tests.booking import ReaderCase
from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

from .reconciling import ReconciliationCase

DAY = fields.Date.to_date("2025-03-14")
RATE = 2.0


class BillCase(ReaderCase):
    """Vendor bills that name assets, of somebody who may bill and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", cls.company.id)]
        ).default_account_id = cls.expense
        cls.products = {
            "part": cls.new_bill_product("Oil", type="consu"),
            "service": cls.new_bill_product("Inspection", type="service"),
            "stocked": cls.new_bill_product("Belt", type="consu", is_storable=True),
            "text": cls.env["product.product"],
        }
        account = cls.env["account.account"].create(
            {"name": "Input tax", "code": "119999", "account_type": "asset_current"}
        )
        cls.taxes = {
            "none": cls.env["account.tax"],
            "recoverable": cls.new_tax("Recoverable", account),
            "cost": cls.new_tax("Not recoverable", account.browse()),
        }
        cls.foreign = cls.setup_other_currency("EUR", rates=[("2025-01-01", RATE)])

    @classmethod
    def new_bill_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "categ_id": cls.categories["standard", "periodic"].id,
                "supplier_taxes_id": [Command.clear()],
                **values,
            }
        )

    @classmethod
    def new_tax(cls, name, account):
        """A purchase tax of 10 % on ``account``, or if empty on that of its line."""
        tax = cls.env["account.tax"].create(
            {
                "name": name,
                "amount": 10,
                "type_tax_use": "purchase",
                "company_id": cls.company.id,
            }
        )
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        lines.filtered(lambda line: line.repartition_type == "tax").account_id = account
        return tax

    def bill_line(self, what, asset=None, quantity=1, price=10.0, tax="none", **values):
        return Command.create(
            {
                "name": f"A {what}",
                "product_id": self.products[what].id,
                "quantity": quantity,
                "price_unit": price,
                **({"equipment_id": asset.id} if asset else {}),
                "tax_ids": [Command.set(self.taxes[tax].ids)],
                "account_id": self.expense.id,
                **values,
            }
        )

    def new_bill(self, *lines, refund=False, foreign=False, **values):
        """A draft of the biller."""
        currency = self.foreign if foreign else self.company.currency_id
        return (
            self.env["account.move"]
            .with_user(self.biller)
            .create(
                {
                    "move_type": "in_refund" if refund else "in_invoice",
                    "partner_id": self.vendor.id,
                    "invoice_date": DAY,
                    "date": DAY,
                    "currency_id": currency.id,
                    "invoice_line_ids": list(lines),
                    **values,
                }
            )
        )

    def costs_of(self, record):
        """(parts, services) of a job or an asset in cents, as the planner sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        seen = record.with_user(self.planner)
        return round(100 * seen.parts_cost), round(100 * seen.service_cost)

    def analytic_on_account_of(self, asset):
        """−Σ analytic lines on the account of the asset, in cents."""
        account = self.accounts[self.assets.ids.index(asset.id)]
        lines = self.env["account.analytic.line"].search(
            [(self.plan_column, "=", account.id)]
        )
        return round(-100 * sum(lines.mapped("amount")))

    def assert_bills_reconciled(self):
        for asset in self.assets:
            parts, services = self.costs_of(asset)
            self.assertEqual(self.analytic_on_account_of(asset), parts + services)
            self.assertEqual(self.analytic_of(asset), parts + services)
            rows = (
                self.env["maintenance.cost.report"]
                .with_user(self.planner)
                .search([("equipment_id", "=", asset.id)])
            )
            self.assertEqual(round(100 * sum(rows.mapped("cost"))), parts + services)


class PeriodCase(ReconciliationCase):
    """Parts that are issued before and after a stock is closed."""

    def setUp(self):
        super().setUp()
        self.perpetual = self.new_part("average", "real_time", name="Belt")
        self.periodic = self.new_part("average", "periodic", name="Lamp")
        with freeze_time("2035-09-01 12:00:00"):
            for part in (self.perpetual, self.periodic):
                self.receive(part, 50, 10)

    def issue_on(self, day, part, quantity=1, hour="12:00:00", user=None):
        with freeze_time(f"{day} {hour}"):
            job = self.new_job(self.assets[0], part, quantity)
            job = job.with_user(user) if user else job
            job.with_context(tz=user and user.tz).action_issue_parts()
            self.env.flush_all()
        return job.sudo().move_ids

    def period(self, days):
        return self.compare(date_from=days[0], date_to=days[1])

    def report_of(self, days):
        """What the cost report says of the asset in a period."""
        self.env.flush_all()
        rows = self.env["maintenance.cost.report"].search(
            [
                ("equipment_id", "=", self.assets[0].id),
                ("date", ">=", days[0]),
                ("date", "<=", days[1]),
            ]
        )
        return sum(rows.mapped("cost"))

    def account_of(self, days=None):
        """What stands on the account, read from the items themselves."""
        domain = [("account_id", "=", self.expense.id), ("parent_state", "=", "posted")]
        if days:
            domain += [("date", ">=", days[0]), ("date", "<=", days[1])]
        items = self.env["account.move.line"].search(domain)
        return round(sum(items.mapped("balance")), 2)

    def close(self, at_date, now, auto_post=True):
        """Close the stock up to a day, at a moment that Odoo remembers."""
        with freeze_time(now):
            action = self.company.action_close_stock_valuation(
                at_date=at_date, auto_post=auto_post
            )
        return self.env["account.move"].browse(action["res_id"])

    def posted_at(self, moment):
        """Let Odoo think that the last closing was posted then.

        It takes the moment from the tracked state, which tests do without.
        """
        moment = fields.Datetime.to_datetime(moment)
        return patch.object(
            type(self.company), "_get_last_closing_date", lambda _: moment
        )


class LabourCase(ConsumptionCase):
    """A job of a team, an hour of which costs 40."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.maintenance_labour_rate = 40
        cls.team = cls.env["maintenance.team"].create({"name": "Workshop"})
        cls.job = cls.new_job(maintenance_team_id=cls.team.id)

    def work(self, hours, job=None, user=None, **values):
        labour = (
            self.env["maintenance.request.labour"]
            .with_user(user or self.technician)
            .create({"request_id": (job or self.job).id, "hours": hours, **values})
        )
        self.env.flush_all()
        return labour

    def costs_of(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        seen = record.with_user(self.planner)
        return seen.labour_cost, seen.maintenance_cost
