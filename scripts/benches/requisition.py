"""What it costs to approve requisition lines, beside what Odoo does anyway.

2,000 lines of as many parts from 20 vendors, approved by a planner into requests for
quotation, beside as many reordering rules of the same parts that Odoo procures: at
most 1.20 times. What is timed is a whole transaction, from a cold cache to its last
flush; it is then rolled back, so that every call finds the same.
"""

import argparse

from benchkit import Bench, analyze, environment

VENDORS = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--profile", choices=("lines", "rules"))
    options = parser.parse_args()
    with environment(commit=True) as env:
        parts = Parts(env, options.count)
    if options.profile:
        return profile(parts.approve if options.profile == "lines" else parts.procure)
    functions = {
        "reordering rules": parts.procure,
        "requisition lines": parts.approve,
        "reordering rules, again": parts.procure,
    }
    for name, function in functions.items():
        queries = function()
        print(f"  {name}: {queries} queries, {queries / options.count:.2f} a line")
    with Bench(f"{options.count:,} lines to requests for quotation") as bench:
        bench.compare(
            functions, targets={"requisition lines": 1.20}, rounds=options.rounds
        )


def profile(function):
    import cProfile
    import pstats

    function()
    with cProfile.Profile() as profiler:
        function()
    stats = pstats.Stats(profiler)
    stats.sort_stats("cumulative").print_stats(90)
    stats.sort_stats("tottime").print_stats(30)


class Parts:
    """The same parts with reordering rules and with requisition lines."""

    def __init__(self, env, count):
        env.company.parts_live = True
        self.count = count
        self.warehouse = env["stock.warehouse"].search([], limit=1)
        self.planner_id = (
            env["res.users"]
            .create(
                {
                    "name": "Planner",
                    "login": "bench_planner",
                    "group_ids": [
                        (4, env.ref("maintenance_bom.group_planner").id),
                    ],
                }
            )
            .id
        )
        products = self.make_products(env)
        self.rule_ids = self.make_rules(env, products)
        self.line_ids = self.make_lines(env, products)
        analyze(env)

    def make_products(self, env):
        vendors = env["res.partner"].create(
            [{"name": f"Vendor {number}"} for number in range(VENDORS)]
        )
        return env["product.product"].create(
            [
                {
                    "name": f"Part {number}",
                    "is_storable": True,
                    "seller_ids": [
                        (
                            0,
                            0,
                            {
                                "partner_id": vendors[number % VENDORS].id,
                                "price": 10.0,
                                "delay": 5,
                            },
                        )
                    ],
                }
                for number in range(self.count)
            ]
        )

    def make_rules(self, env, products):
        rules = env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "warehouse_id": self.warehouse.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "product_min_qty": 3,
                    "product_max_qty": 3,
                    "trigger": "manual",
                }
                for product in products
            ]
        )
        return rules.ids

    def make_lines(self, env, products):
        """The lines that the planner makes of what lacks."""
        planner = env["res.users"].browse(self.planner_id)
        lines = env["maintenance.requisition.line"].with_user(planner).sudo()
        requisition = env["maintenance.requisition"].create(
            {"warehouse_id": self.warehouse.id}
        )
        made = lines.create(
            [
                {
                    "requisition_id": requisition.id,
                    "product_id": product.id,
                    "quantity": 3,
                }
                for product in products
            ]
        )
        made._complete_entry()
        return made.ids

    def procure(self):
        """Let Odoo procure the reordering rules; the number of queries."""
        with environment() as env:
            rules = env["stock.warehouse.orderpoint"].browse(self.rule_ids)
            rules._procure_orderpoint_confirm(company_id=env.company)
            self.check(env)
            return env.cr.sql_log_count

    def approve(self):
        """Approve the lines as the planner; the number of queries."""
        with environment(uid=self.planner_id) as env:
            lines = env["maintenance.requisition.line"].browse(self.line_ids)
            result = lines.action_approve()
            assert len(result["approved"]) == self.count, result["failed"][:3]
            self.check(env)
            return env.cr.sql_log_count

    def check(self, env):
        env.flush_all()
        env.cr.execute("SELECT count(*) FROM purchase_order_line")
        [[bought]] = env.cr.fetchall()
        assert bought == self.count, f"{bought} purchase lines"


if __name__ == "__main__":
    main()
