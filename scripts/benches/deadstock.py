"""What it costs to find dead stock, beside hand-written SQL and Odoo's own value.

At 1: 100,000 products with stock, 2,000 BOMs of 50 lines, 20,000 assets and so a
million rows of parts of assets, 215,000 issues and returns, needs, orders, reordering
rules.

- The full rebuild beside one hand-written statement that computes and stores the same
  rows in the same table: at most 3 times as long. That both say the same
  of every part is checked.
- The list and its totals, as the browser asks for them: at most 100 ms.
- What would be if 200 assets retired: at most 1 s; and these parts rebuilt at once.
- How long Odoo takes to read the value of the same stock: a sample, extrapolated.
"""

import argparse
import time

from benchkit import Bench, analyze, environment
from dateutil.relativedelta import relativedelta
from worlds import dead_stock_sql as sql
from worlds.peers import stopwatch
from worlds.storehouse import Storehouse

from odoo.tools import SQL

FIRST, AGAIN, PEER = "rebuild, first", "rebuild, again", "SQL"
SAMPLE = 500


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 0.3, 1])
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    house = None
    with Bench("Dead stock") as bench:
        for size in options.sizes:
            with environment(commit=True) as env:
                house = house or Storehouse(env)
                house.grow(env, size)
                analyze(env)
            if options.profile:
                continue
            is_last = size == options.sizes[-1]
            compare(bench, house, size, options.rounds, is_last)
        if options.profile:
            profile(house)
        else:
            read(bench, house)


def rebuild(env, house, products=None):
    env.invalidate_all()
    warehouse = env["stock.warehouse"].browse(house.warehouse_id)
    written = env["maintenance.dead.stock"]._rebuild_warehouse(warehouse, products)
    env.flush_all()
    return written


def compare(bench, house, size, rounds, is_last):
    """Let the rebuild and the statement take turns, on the same company."""

    def ours():
        times = {}
        with environment() as env:
            with stopwatch(times, f"{size:g}× {FIRST}"):
                written = rebuild(env, house)
            assert written[0] >= 40_000 * size, written
            with stopwatch(times, f"{size:g}× {AGAIN}"):
                written = rebuild(env, house)
            assert written == (0, 0, 0), written
        return times

    def theirs():
        times = {}
        with environment() as env, stopwatch(times, f"{size:g}× {PEER}"):
            execute_peer(env, house, "maintenance_dead_stock")
        return times

    check(house)
    target = 3.0 if is_last else None
    bench.take_turns(
        [ours, theirs],
        {
            (f"{size:g}× {PEER}", f"{size:g}× {FIRST}"): target,
            (f"{size:g}× {PEER}", f"{size:g}× {AGAIN}"): None,
        },
        rounds=rounds,
    )


def execute_peer(env, house, table):
    """Store what the hand-written statement says."""
    statement = sql.STATEMENT.replace(sql.TABLE, table)
    env.cr.execute(statement, get_facts(env, house))


def get_facts(env, house):
    """Return what the statement is given: the settings."""
    company = env.company
    today = company._get_today()
    return {
        "today": today,
        "company": company.id,
        "warehouse": house.warehouse_id,
        "shelf": house.shelf_id,
        "life": round(company.parts_default_life_years * 365.25),
        "horizon": company._get_parts_horizon(),
        "window": company._get_usage_days(),
        "thin": company.parts_thin_coverage / 100,
        "carrying": company.parts_carrying_rate / 100,
        "dying": today + relativedelta(months=company.parts_dying_months),
        "slow": today - relativedelta(months=company.parts_slow_months),
    }


def check(house):
    """Make sure that both say the same of every part."""
    with environment() as env:
        rebuild(env, house)
        env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s (LIKE maintenance_dead_stock INCLUDING ALL)",
                SQL.identifier(sql.TABLE),
            )
        )
        execute_peer(env, house, sql.TABLE)
        env.cr.execute(sql.DIFFERENCES)
        rows = env.cr.fetchall()
        env.cr.execute("SELECT status, COUNT(*) FROM maintenance_dead_stock GROUP BY 1")
        print("  ", dict(env.cr.fetchall()))
    for row in rows[:10]:
        print("   differs:", row)
    assert not rows, f"{len(rows)} parts differ"


def read(bench, house):
    """The screens, the preview, and Odoo's value."""
    with environment(commit=True) as env:
        rebuild(env, house)
        analyze(env)
    with environment() as env:
        planner = env.ref("base.user_admin")
        table = env["maintenance.dead.stock"].with_user(planner)
        names = ["product_id", "status", "on_hand", "surplus_qty", "surplus_value"]
        fields = {name: {} for name in [*names, "value", "confidence", "explanation"]}
        fields["product_id"] = {"fields": {"display_name": {}}}
        domain = [("status", "not in", ("active", "slow"))]

        def show_list():
            env.invalidate_all()
            table.web_search_read(
                domain, fields, limit=80, order="surplus_value DESC", count_limit=10_001
            )

        bench.measure("list of 80", show_list, target=0.1)
        sums = ["value:sum", "surplus_value:sum", "__count"]
        for name in ("status", "categ_id", "location_id", "stocked_since:year"):

            def show_groups(name=name):
                env.invalidate_all()
                table.formatted_read_group(domain, [name], sums)

            bench.measure(f"totals by {name}", show_groups, target=0.1)
        bench.measure("summary", table.get_dead_stock_summary, target=0.1)
        # a batch: all that are left of some types
        env.cr.execute(
            """SELECT id FROM maintenance_equipment
                WHERE lifecycle_state = 'in_service' AND bench_rank IS NOT NULL
             ORDER BY bench_rank LIMIT 200"""
        )
        assets = env["maintenance.equipment"].browse(i for [i] in env.cr.fetchall())
        products = house.get_products(env, assets)
        warehouse = env["stock.warehouse"].browse(house.warehouse_id)

        def preview():
            env.invalidate_all()
            table._get_values(warehouse, products)
            table._get_values(warehouse, products, leaving=assets)

        print(f"   {len(assets)} assets with {len(products)} parts")
        bench.measure("what 200 retirements would leave", preview, target=1.0)
        if hasattr(type(assets), "get_retirement_impact"):

            def impact():
                env.invalidate_all()
                assets.with_user(planner).get_retirement_impact()

            bench.measure("preview of 200 retirements", impact, target=1.0)
        bench.measure(
            "their parts rebuilt", lambda: rebuild(env, house, products), repeat=3
        )
        sample = env["maintenance.dead.stock"].search([], limit=SAMPLE).product_id
        env.invalidate_all()
        started = time.perf_counter()
        sample.mapped("total_value")
        elapsed = time.perf_counter() - started
        count = env["maintenance.dead.stock"].search_count([])
        bench.record(
            f"Odoo's value of all, from {SAMPLE}", [elapsed / len(sample) * count]
        )


def profile(house):
    import cProfile
    import pstats

    with environment() as env, cProfile.Profile() as profiler:
        rebuild(env, house)
    stats = pstats.Stats(profiler)
    stats.sort_stats("cumulative").print_stats(40)
    stats.sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
