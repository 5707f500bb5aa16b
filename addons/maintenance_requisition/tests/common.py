"""Fixtures for tests about requisitions and what they buy; also for other addons."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.maintenance_planning.tests.common import PlanningCase

DOCUMENTS = (
    "maintenance.requisition",
    "maintenance.requisition.line",
    "maintenance.requisition.share",
    "maintenance.requisition.allocation",
    "purchase.order",
    "purchase.order.line",
    "stock.picking",
    "stock.move",
)


class BuyingCase(PlanningCase):
    """A company that is live, and a buyer who has no part in maintenance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.parts_live = True
        cls.buyer = cls.new_user(
            "buyer", "purchase.group_purchase_user,stock.group_stock_user"
        )

    @contextmanager
    def assertNothingWritten(self):
        """No requisition, order or transfer is created, written or deleted."""

        def refuse_on(name):
            def refuse(records, *args, **kwargs):
                if records or name == "create":
                    raise AssertionError(f"{name} {records}: {args}")

            return refuse

        self.env.flush_all()
        with ExitStack() as stack:
            for model in DOCUMENTS:
                for method in ("create", "write", "unlink"):
                    stack.enter_context(
                        patch.object(
                            self.env.registry[model], method, refuse_on(method)
                        )
                    )
            yield

    def lines(self, product=None, user=None, **values):
        """The requisition lines of the main warehouse, but for the cancelled ones."""
        values.setdefault("warehouse_id", self.warehouse.id)
        domain = [(name, "=", value) for name, value in values.items()]
        if "state" not in values:
            domain.append(("state", "!=", "cancel"))
        if product:
            domain.append(("product_id", "=", product.id))
        table = self.env["maintenance.requisition.line"]
        return table.with_user(user or self.planner).search(domain, order="id")

    def told(self, lines):
        """[(state, quantity, days from today)] by day."""
        return [
            (line.state, line.quantity, (line.date_need - self.today).days)
            for line in lines.sorted(lambda line: (line.date_need, line.id))
        ]

    def bought(self, product=None, states=("draft", "sent", "to approve", "purchase")):
        """The purchase lines of a part, as the buyer sees them."""
        return (
            self.env["purchase.order.line"]
            .with_user(self.buyer)
            .search(
                [
                    ("product_id", "=", (product or self.filter).id),
                    ("state", "in", states),
                ],
                order="date_planned, id",
            )
        )

    def asked(self, product=None):
        """[(quantity, days from today)] of the purchase lines of a part."""
        return [
            (
                line.product_qty,
                (self.company._get_local_day(line.date_planned) - self.today).days,
            )
            for line in self.bought(product)
        ]

    def confirm(self, purchase_lines):
        purchase_lines.order_id.with_user(self.buyer).button_confirm()

    def enter(self, quantity, days, product=None, user=None, **values):
        """A line that a planner enters."""
        requisitions = self.env["maintenance.requisition"].with_user(
            user or self.planner
        )
        draft = requisitions.search(
            [("warehouse_id", "=", self.warehouse.id), ("state", "=", "draft")]
        )
        draft = draft or requisitions.create({"warehouse_id": self.warehouse.id})
        line = {
            "product_id": (product or self.filter).id,
            "quantity": quantity,
            "date_need": self.day(days),
            **values,
        }
        before = draft.line_ids
        draft.line_ids = [Command.create(line)]
        return draft.line_ids - before


class RushCase(BuyingCase):
    """Rush orders, and what the report says of them."""

    def rush(self, quantity=2, days=2, product=None, confirm=True, **values):
        """The purchase line of a rush order for a job that breaks down today."""
        job = self.new_job([(product or self.filter, quantity)], days=days, **values)
        self.run_planner()
        line = self.bought(product)[-1:]
        if confirm:
            self.confirm(line)
        return job.sudo(), line

    def rows(self, user=None):
        self.env.invalidate_all()
        report = self.env["maintenance.rush.report"].with_user(user or self.planner)
        return report.search([("company_id", "=", self.company.id)])

    def told(self):
        """[(quantity, price, normal price, premium)] of the report."""
        return [
            (row.quantity, round(row.price, 4), row.normal_price, round(row.premium, 2))
            for row in self.rows()
        ]


class DemandCase(BuyingCase):
    """Customers who wait for the parts of jobs."""

    def deliver(self, product, quantity, days=1, reserve=True):
        """A delivery that a customer waits for."""
        if not reserve:
            self.warehouse.out_type_id.reservation_method = "manual"
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "scheduled_date": self.in_days(days),
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "date": self.in_days(days),
                            "location_id": self.shelf.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def assertSettled(self, *asked, product=None):
        """After a run, and one more, this is asked for, and nothing else happens."""
        for _again in range(2):
            self.run_planner()
            self.assertEqual(self.asked(product), list(asked))
        self.assertFalse(sum(self.lines().mapped("surplus_qty")))

    def state(self, job):
        job.invalidate_recordset()
        return job.parts_state
