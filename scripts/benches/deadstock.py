"""What it costs to find dead stock, beside hand-written SQL and Odoo's own value.

At 1: 100,000 products with stock, 2,000 BOMs of 50 lines, 20,000 assets and so 950,000
rows of parts of assets, 220,000 issues and returns, needs, orders, minimums and
reordering rules. 0.1 and 0.3 are the same company when it was smaller.

- The full rebuild, and another when nothing has changed, beside one hand-written
  statement that computes and stores the same rows in the same table: the first is to
  take at most 3 times as long. Before that, the statement fills a copy of the table:
  the benchmark fails if any value of any row differs.
- The list and its totals, as the browser of a planner asks for them: at most 100 ms.
- What it would mean to retire 200 assets: at most 1 s, for the values of their parts
  before and after in one warehouse as for the whole preview; and the rows of these
  parts written anew in both warehouses.
- The value that Odoo computes of the same parts: 500 of them, extrapolated to all.
  Their cost is a standard price, so that Odoo replays no moves.

``--profile`` shows where the time of the full rebuild goes.
"""

import argparse
import time

from benchkit import Bench, analyze, environment
from dateutil.relativedelta import relativedelta
from worlds import dead_stock_sql as sql
from worlds.peers import stopwatch
from worlds.storehouse import Storehouse

from odoo.fields import Command
from odoo.tools import SQL

FIRST, AGAIN, PEER = "rebuild, first", "rebuild, again", "SQL"
SAMPLE = 500
# what the screen leaves out at first
NEEDED = [("status", "not in", ("active", "slow")), ("kept_until", "=", False)]


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


def clear():
    """Free the table of the rows that were rolled back: it would be read with them."""
    with environment(commit=True) as env:
        env.cr.execute("TRUNCATE maintenance_dead_stock CASCADE")


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
        clear()
        with environment() as env:
            with stopwatch(times, f"{size:g}× {FIRST}"):
                written = rebuild(env, house)
            assert written[0] > 90_000 * size, written
            with stopwatch(times, f"{size:g}× {AGAIN}"):
                written = rebuild(env, house)
            assert written == (0, 0, 0), written
        return times

    def theirs():
        times = {}
        clear()
        with environment() as env, stopwatch(times, f"{size:g}× {PEER}"):
            execute_peer(env, house, "maintenance_dead_stock")
        return times

    check(house, size)
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
        "carrying": company.parts_carrying_rate
        / 100
        * company.parts_carrying_months
        / 12,
        "vital": company.parts_minimum_vital,
        "dying": today + relativedelta(months=company.parts_dying_months),
        "slow": today - relativedelta(months=company.parts_slow_months),
    }


def check(house, size):
    """Fail if the two differ in any value of any row."""
    with environment() as env:
        rebuild(env, house)
        env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s (LIKE maintenance_dead_stock INCLUDING ALL)",
                SQL.identifier(sql.TABLE),
            )
        )
        execute_peer(env, house, sql.TABLE)
        differing = count_differences(env, house)
        env.cr.execute("SELECT status, COUNT(*) FROM maintenance_dead_stock GROUP BY 1")
        counts = ", ".join(f"{count:,} {status}" for status, count in env.cr.fetchall())
    differing = {name: count for name, count in differing.items() if count}
    print(f"  {size:g}×: {counts}; rows that differ: {differing or 0}", flush=True)
    assert not differing, differing


def count_differences(env, house):
    """Return {column: how many rows of the two tables differ in it}.

    Rows that only one of them has count under ``key``.
    """
    conditions = {"key": SQL("o.key IS NULL OR n.key IS NULL")}
    for name, field in env["maintenance.dead.stock"]._fields.items():
        if not field.store or name in ("id", "key", "warehouse_id"):
            continue
        ours, theirs = (SQL.identifier(alias, name) for alias in "on")
        if field.type in ("float", "monetary"):
            equal = SQL("ABS(%s - %s) <= 0.001", ours, theirs)
            conditions[name] = SQL(
                "NOT COALESCE(%s, %s IS NULL AND %s IS NULL)", equal, ours, theirs
            )
        else:
            conditions[name] = SQL("%s IS DISTINCT FROM %s", ours, theirs)
    counts = [
        SQL("COUNT(*) FILTER (WHERE %s)", condition)
        for condition in conditions.values()
    ]
    [row] = env.execute_query(
        SQL(
            """SELECT %s
                 FROM (SELECT * FROM maintenance_dead_stock WHERE warehouse_id = %s) o
                 FULL JOIN %s n ON n.key = o.key""",
            SQL(", ").join(counts),
            house.warehouse_id,
            SQL.identifier(sql.TABLE),
        )
    )
    return dict(zip(conditions, row, strict=True))


def read(bench, house):
    """Measure the screens, the preview of a retirement, and Odoo's value."""
    clear()
    with environment(commit=True) as env:
        warehouses = env["stock.warehouse"].search([])
        env["maintenance.dead.stock"]._rebuild(warehouses)
        analyze(env)
    with environment() as env:
        planner = make_planner(env)
        read_screens(bench, env["maintenance.dead.stock"].with_user(planner))
    with environment() as env:
        read_retirement(bench, house, env, make_planner(env))
    with environment() as env:
        read_value(bench, env)


def make_planner(env):
    groups = ("maintenance_bom.group_planner", "stock.group_stock_user")
    return env["res.users"].create(
        {
            "name": "Planner",
            "login": "planner",
            "group_ids": [Command.link(env.ref(group).id) for group in groups],
        }
    )


def read_screens(bench, table):
    names = ["product_id", "status", "on_hand", "surplus_qty", "surplus_value", "value"]
    fields = {name: {} for name in [*names, "confidence", "explanation"]}
    fields["product_id"] = {"fields": {"display_name": {}}}
    sums = ["value:sum", "surplus_value:sum", "__count"]
    env = table.env

    def show_list(domain):
        env.invalidate_all()
        table.web_search_read(
            domain, fields, limit=80, order="surplus_value DESC", count_limit=10_001
        )

    def show_totals(domain, name):
        env.invalidate_all()
        table.formatted_read_group(domain, [name], sums)

    def show_summary():
        env.invalidate_all()
        table.get_dead_stock_summary()

    # what a process loads once
    show_list([])
    bench.measure("list of what nobody needs", lambda: show_list(NEEDED), target=0.1)
    bench.measure("list of all", lambda: show_list([]), target=0.1)
    dead = [("status", "=", "dead")]
    bench.measure("list of what is dead", lambda: show_list(dead), target=0.1)
    for name in ("status", "categ_id", "location_id", "stocked_since:year"):
        bench.measure(
            f"totals by {name}", lambda name=name: show_totals([], name), target=0.1
        )
    bench.measure(
        "totals by status of what nobody needs",
        lambda: show_totals(NEEDED, "status"),
        target=0.1,
    )
    bench.measure("summary above the list", show_summary, target=0.1)


def read_retirement(bench, house, env, planner):
    # a batch: all that live of some types
    env.cr.execute(
        """SELECT id FROM maintenance_equipment
            WHERE lifecycle_state = 'in_service' AND bench_rank IS NOT NULL
         ORDER BY bench_rank LIMIT 200"""
    )
    assets = env["maintenance.equipment"].browse(id_ for [id_] in env.cr.fetchall())
    products = house.get_products(env, assets)
    warehouse = env["stock.warehouse"].browse(house.warehouse_id)
    table = env["maintenance.dead.stock"]
    print(f"  {len(assets)} assets with {len(products)} parts", flush=True)

    def derive():
        env.invalidate_all()
        table._get_values(warehouse, products)
        table._get_values(warehouse, products, leaving=assets)

    def preview():
        env.invalidate_all()
        assets.with_user(planner).get_retirement_impact()

    def rebuild_parts():
        env.invalidate_all()
        table._rebuild_for_assets(assets)
        env.flush_all()

    bench.measure("their parts, before and after", derive, target=1.0, repeat=3)
    bench.measure("preview of 200 retirements", preview, target=1.0, repeat=3)
    bench.measure("their parts rebuilt, unchanged", rebuild_parts, repeat=3)
    env.cr.execute(
        "UPDATE maintenance_equipment SET lifecycle_state = 'retired' "
        "WHERE id = ANY(%s)",
        [assets.ids],
    )
    bench.measure("their parts rebuilt, retired", rebuild_parts, repeat=1)


def read_value(bench, env):
    table = env["maintenance.dead.stock"]
    everything = table.search([], order="key").product_id
    products, count = everything[:SAMPLE], len(everything)
    env.invalidate_all()
    started = time.perf_counter()
    products.mapped("total_value")
    elapsed = time.perf_counter() - started
    bench.record(
        f"Odoo's value of all {count:,}, from {len(products)}",
        [elapsed / len(products) * count],
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
