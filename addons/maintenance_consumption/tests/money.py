"""Two assets, each with an analytic account, and an expense account for their parts."""

from odoo.fields import Command

from odoo.addons.maintenance_bom.tests.common import QUIET, QueryCountMixin
from odoo.addons.stock_account.tests.common import TestStockValuationCommon

METHODS = ("standard", "average", "fifo")
VALUATIONS = ("periodic", "real_time")


class MoneyCase(QueryCountMixin, TestStockValuationCommon):
    set_up_once = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids, **QUIET)
        )
        cls.place = cls.company.maintenance_location_id
        cls.expense = cls.env["account.account"].create(
            {"name": "Parts of assets", "code": "620001", "account_type": "expense"}
        )
        cls.place.valuation_account_id = cls.expense
        plan = cls.env["account.analytic.plan"].create({"name": "Assets"})
        cls.plan_column = plan._column_name()
        cls.accounts = cls.env["account.analytic.account"].create(
            [{"name": f"Truck {number}", "plan_id": plan.id} for number in range(2)]
        )
        cls.assets = cls.env["maintenance.equipment"].create(
            [
                {
                    "name": account.name,
                    "company_id": cls.company.id,
                    "analytic_distribution": {str(account.id): 100},
                }
                for account in cls.accounts
            ]
        )
        cls.team = cls.env["maintenance.team"].create(
            {"name": "Workshop", "company_id": cls.company.id}
        )
        cls.categories = {
            (method, valuation): cls.env["product.category"].create(
                {
                    "name": f"{method} {valuation}",
                    "property_cost_method": method,
                    "property_valuation": valuation,
                }
            )
            for method in METHODS
            for valuation in VALUATIONS
        }

    def new_part(self, method, valuation, **values):
        return self.env["product.product"].create(
            {
                "name": "Part",
                "is_storable": True,
                "standard_price": 10.0,
                "categ_id": self.categories[method, valuation].id,
                **values,
            }
        )

    def new_job(self, asset, part, quantity, uom=None):
        return self.env["maintenance.request"].create(
            {
                "name": "Job",
                "equipment_id": asset.id,
                "company_id": self.company.id,
                "maintenance_team_id": self.team.id,
                "part_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "quantity": quantity,
                            "uom_id": (uom or part.uom_id).id,
                        }
                    )
                ],
            }
        )

    def receive(self, part, quantity, price):
        return self._make_in_move(part, quantity, price, create_picking=True)

    def moves_of(self, asset):
        return self.env["stock.move"].search([("equipment_id", "=", asset.id)])

    def charge_of(self, asset):
        """Σ signed stock.move.value, in cents."""
        done = self.moves_of(asset).filtered(
            lambda move: move.state == "done" and move.product_id.is_storable
        )
        return round(
            sum(100 * (move.value if move.is_out else -move.value) for move in done)
        )

    def analytic_of(self, asset):
        """−Σ analytic lines, in cents: by the asset and by its account the same."""
        lines = self.env["account.analytic.line"].search(
            [("equipment_id", "=", asset.id)]
        )
        account = self.accounts[self.assets.ids.index(asset.id)]
        by_account = lines.search([(self.plan_column, "=", account.id)])
        self.assertEqual(lines, by_account)
        return round(-100 * sum(lines.mapped("amount")))

    def ledger_of(self, asset):
        """The balance of the expense account's items of the asset, in cents."""
        items = self.env["account.move.line"].search(
            [
                ("equipment_id", "=", asset.id),
                ("account_id", "=", self.expense.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(100 * sum(items.mapped("balance")))

    def assert_reconciled(self, valuation):
        self.env.flush_all()
        self.env.invalidate_all()
        for asset in self.assets:
            charge = self.charge_of(asset)
            self.assertEqual(round(100 * asset.parts_cost), charge)
            self.assertEqual(self.analytic_of(asset), charge)
            in_ledger = charge if valuation == "real_time" else 0
            self.assertEqual(self.ledger_of(asset), in_ledger)
            report = self.env["maintenance.cost.report"].search(
                [("equipment_id", "=", asset.id)]
            )
            self.assertEqual(round(100 * sum(report.mapped("cost"))), charge)
            done = self.moves_of(asset).filtered(lambda move: move.state == "done")
            self.assertFalse(
                self.env["account.analytic.line"].search_count(
                    [
                        ("equipment_id", "=", asset.id),
                        ("id", "not in", done.analytic_account_line_ids.ids),
                    ]
                ),
                "no line of a move that is not done",
            )
