"""What it costs that parts are charged to assets, beside what Odoo does anyway.

- Validating an issue of 100 lines for 20 assets, beside a delivery of the same lines to
  a location with the same valuation account and the least override that gives each line
  an analytic distribution: at most 1.10 times.
- The same as 20 jobs with a picking each, beside 20 deliveries.
- Validating a delivery of a sale of 100 lines that has nothing to do with us, with our
  addons beside without them: at most 1.02 times. A second database without them, beside
  the first, shows what the machine alone makes of it.

Perpetual valuation at average cost. What is timed is a whole transaction, from a cold
cache to its last flush; it is then rolled back, so that every call finds the same.
"""

import argparse
import contextlib
import cProfile
import pstats
from unittest.mock import patch

from benchkit import Bench, analyze, environment, plain_databases

BESIDE = ("sale_stock",)
PLAIN = 2

LINES, ASSETS = 100, 20


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--profile", choices=("issue", "native", "sale", "plain"))
    options = parser.parse_args()
    with environment(commit=True) as env:
        issue = Issue(env)
        own_sale = make_sale(env)
    if options.profile:
        database = plain_databases()[0]
        with environment(database, commit=True) as env:
            plain_sale = make_sale(env)
        work = {
            "issue": issue.document,
            "native": issue.delivery,
            "sale": lambda: deliver("", own_sale),
            "plain": lambda: deliver(database, plain_sale),
        }
        return profile(work[options.profile])
    with Bench("Issues to assets") as bench:
        bench.compare(
            counted(
                {
                    "delivery of 100 lines": issue.delivery,
                    "issue for 20 assets": issue.document,
                    "delivery, again": issue.delivery,
                }
            ),
            targets={"issue for 20 assets": 1.10},
            rounds=options.rounds,
        )
        bench.compare(
            counted({"20 deliveries": issue.deliveries, "20 jobs": issue.jobs}),
            targets={"20 jobs": 1.10},
            rounds=options.rounds,
        )
        compare_sales(bench, own_sale, options.rounds)


def compare_sales(bench, own_sale, rounds):
    plain = plain_databases()
    sales = []
    for database in plain:
        with environment(database, commit=True) as env:
            sales.append(make_sale(env))
    bench.compare(
        counted(
            {
                "sale delivered without us": lambda: deliver(plain[0], sales[0]),
                "sale delivered with us": lambda: deliver("", own_sale),
                "without us, again": lambda: deliver(plain[1], sales[1]),
            }
        ),
        targets={"sale delivered with us": 1.02},
        rounds=2 * rounds,
    )


def counted(functions):
    """Print what each takes that no clock blurs, and return them as they are.

    The queries, and the calls of functions in Python beside those of the first.
    """
    first = None
    for name, function in functions.items():
        function()  # what is loaded once
        with cProfile.Profile() as profiler:
            queries = function()
        calls = pstats.Stats(profiler).total_calls
        first = first or calls
        print(
            f"  {name}: {queries} queries, {queries / LINES:.2f} a line; "
            f"{calls:,} calls, {calls / first:.3f} times"
        )
    return functions


def profile(function):
    function()
    with cProfile.Profile() as profiler:
        for _ in range(5):
            function()
    stats = pstats.Stats(profiler).sort_stats("cumulative")
    stats.print_stats(70)
    stats.print_stats("/maintenance_")  # what of it is ours


def transaction(work, database=""):
    """Run ``work(env)`` as one request does; the number of queries it took."""
    with environment(database) as env:
        work(env)
        env.flush_all()
        return env.cr.sql_log_count


class Issue:
    """The same lines as deliveries and as issues, all reserved and ready to go."""

    def __init__(self, env):
        self.prepare_company(env)
        products = make_products(env, LINES)
        self.make_assets(env, products)
        self.delivery_id = self.make_picking(env, products, self.native, {})
        self.delivery_ids = [
            self.make_picking(env, group, self.native, {}) for group in self.groups
        ]
        values = {
            product: {"equipment_id": asset.id}
            for asset, group in zip(self.assets, self.groups, strict=True)
            for product in group
        }
        self.issue_id = self.make_picking(env, products, self.maintenance, values)
        self.job_ids = self.make_jobs(env)
        analyze(env)

    def prepare_company(self, env):
        company = env.company
        env["account.chart.template"].try_loading(
            "generic_coa", company, install_demo=False
        )
        account = env["account.account"].create(
            {"name": "Parts", "code": "620001", "account_type": "expense"}
        )
        self.warehouse = env["stock.warehouse"].search([], limit=1)
        self.maintenance = company.maintenance_location_id
        self.native = self.maintenance.copy({"name": "Consumption"})
        (self.maintenance | self.native).valuation_account_id = account

    def make_assets(self, env, products):
        plan = env["account.analytic.plan"].create({"name": "Assets"})
        accounts = env["account.analytic.account"].create(
            [{"name": f"A{n}", "plan_id": plan.id} for n in range(ASSETS)]
        )
        self.assets = env["maintenance.equipment"].create(
            [
                {"name": account.name, "analytic_distribution": {str(account.id): 100}}
                for account in accounts
            ]
        )
        size = LINES // ASSETS
        self.groups = [products[n * size : (n + 1) * size] for n in range(ASSETS)]
        # all that a module would do that charges deliveries to analytic accounts
        self.distributions = {
            product.id: {str(account.id): 100}
            for account, group in zip(accounts, self.groups, strict=True)
            for product in group
        }

    def make_picking(self, env, products, destination, values):
        kind = (
            self.warehouse._get_parts_issue_type()
            if values
            else self.warehouse.out_type_id
        )
        moves = [
            {
                "product_id": product.id,
                "product_uom_qty": 2,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": destination.id,
                **values.get(product, {}),
            }
            for product in products
        ]
        picking = env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": destination.id,
                "move_ids": [(0, 0, move) for move in moves],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        assert len(picking.move_ids) == len(products)
        assert set(picking.move_ids.mapped("state")) == {"assigned"}
        return picking.id

    def make_jobs(self, env):
        jobs = env["maintenance.request"].create(
            [
                {
                    "name": f"Job {asset.name}",
                    "equipment_id": asset.id,
                    "part_ids": [
                        (0, 0, {"product_id": product.id, "quantity": 2})
                        for product in group
                    ],
                }
                for asset, group in zip(self.assets, self.groups, strict=True)
            ]
        )
        jobs.action_reserve_parts()
        return jobs.ids

    def validate(self, ids):
        def work(env):
            pickings = env["stock.picking"].browse(ids)
            assert pickings.button_validate() is True
            assert set(pickings.move_ids.mapped("state")) == {"done"}

        return transaction(work)

    def document(self):
        return self.validate([self.issue_id])

    def delivery(self):
        with self.least_override():
            return self.validate([self.delivery_id])

    def deliveries(self):
        with self.least_override():
            return self.validate(self.delivery_ids)

    def jobs(self):
        def work(env):
            moves = env["maintenance.request"].browse(self.job_ids)._issue_parts()
            assert len(moves) == LINES

        return transaction(work)

    @contextlib.contextmanager
    def least_override(self):
        with environment() as env:
            model = env.registry["stock.move"]
        distributions = self.distributions

        def get(move):
            return distributions.get(move.product_id.id, {})

        with patch.object(model, "_get_analytic_distribution", get):
            yield


def make_products(env, count):
    """Parts at average cost, perpetual, a thousand of each on the shelf."""
    category = env["product.category"].create(
        {
            "name": "Perpetual, at average cost",
            "property_cost_method": "average",
            "property_valuation": "real_time",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Part {number}",
                "is_storable": True,
                "standard_price": 10,
                "list_price": 20,
                "categ_id": category.id,
            }
            for number in range(count)
        ]
    )
    shelf = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"].with_context(inventory_mode=True).create(
        [
            {
                "product_id": product.id,
                "location_id": shelf.id,
                "inventory_quantity": 1000,
            }
            for product in products
        ]
    ).action_apply_inventory()
    return products


def make_sale(env):
    """The delivery of a sale of 100 lines, reserved; its id."""
    products = make_products(env, LINES)
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Customer"}).id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 2})
                for product in products
            ],
        }
    )
    order.action_confirm()
    assert set(order.picking_ids.move_ids.mapped("state")) == {"assigned"}
    analyze(env)
    return order.picking_ids.id


def deliver(database, picking_id):
    def work(env):
        picking = env["stock.picking"].browse(picking_id)
        assert picking.button_validate() is True
        assert picking.state == "done"

    return transaction(work, database)


if __name__ == "__main__":
    main()
