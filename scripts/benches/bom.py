"""What it costs to ask which parts an asset needs and what a part is for.

20,000 assets, 500 BOMs of 20 lines (a quarter of them built into others), 30,000
products, a million rows in ``maintenance.equipment.part``; 2 % of the assets have own
lines. Everything is read as a Planner, so with the record rules.

- One asset's parts, and one part's assets: at most 10 ms in the server.
- First page, 80 rows by id and grouped totals: at most 3 times the same rows in a plain
  table with an index on each column that is searched, in the same run.

``scripts/bench bom --scale 0.1`` takes a tenth of the assets: the look-ups by asset and
by id stay as they are, what reads all rows grows with them.
"""

import argparse
import contextlib
import random
import time
from unittest.mock import patch

from benchkit import Bench, analyze, environment, seconds

VIEW = "maintenance_equipment_part"
PEER = "bench_peer"
FIELDS = ["equipment_id", "product_id", "product_qty", "position", "bom_id"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0)
    scale = parser.parse_args().scale
    with environment() as env, Bench("Parts of assets") as bench:
        random.seed(19)
        products = make_products(env, 30_000)
        started = time.perf_counter()
        boms, assemblies = make_boms(env, products)
        print(
            f"  500 BOMs saved and exploded: {seconds(time.perf_counter() - started)}"
        )
        assets = make_assets(env, int(20_000 * scale), boms)
        make_own_lines(env, assets)
        make_peer(env)
        analyze(env)
        env.cr.execute(f"SELECT count(*) FROM {VIEW}")
        print(f"  rows in the view: {env.cr.fetchone()[0]:,}")
        planner = make_planner(env)
        measure_lookups(bench, env(user=planner), assets)
        measure_beside_table(bench, env(user=planner))
        measure_change(bench, env, assemblies)


def make_products(env, count):
    """Return the ids of ``count`` stored parts, made by SQL: they are not measured."""
    category = env["product.category"].search([], limit=1).id
    unit = env.ref("uom.product_uom_unit").id
    env.cr.execute(
        """WITH t AS (
               INSERT INTO product_template (name, type, is_storable, categ_id, uom_id,
                   active, sale_ok, purchase_ok, tracking, service_tracking)
               SELECT jsonb_build_object('en_US', 'Part ' || n), 'consu', true, %s, %s,
                      true, false, true, 'none', 'no'
                 FROM generate_series(1, %s) n RETURNING id)
           INSERT INTO product_product (product_tmpl_id, active, default_code)
           SELECT id, true, 'P' || id FROM t RETURNING id""",
        [category, unit, count],
    )
    return [row[0] for row in env.cr.fetchall()]


def make_boms(env, products):
    """Return the BOMs of assets and the assemblies they share, made by the ORM."""
    Bom = env["maintenance.bom"]

    def lines(number, children=()):
        chosen = [
            {"product_id": product} for product in random.sample(products, number)
        ]
        chosen += [{"child_bom_id": child.id} for child in children]
        return [(0, 0, dict(line, sequence=rank)) for rank, line in enumerate(chosen)]

    assemblies = Bom.create(
        [{"name": f"Assembly {n}", "line_ids": lines(20)} for n in range(100)]
    )
    groups = Bom.create(
        [
            {"name": f"Group {n}", "line_ids": lines(19, random.sample(assemblies, 1))}
            for n in range(25)
        ]
    )
    nested = list(assemblies) + list(groups)
    tops = Bom.create(
        [
            {
                "name": f"Type {n}",
                "line_ids": lines(18, random.sample(nested, 2)) if n % 4 else lines(20),
            }
            for n in range(375)
        ]
    )
    return tops, assemblies


def make_assets(env, count, boms):
    """Return ``count`` assets, made by SQL; a tenth has retired."""
    env.cr.execute(
        """INSERT INTO maintenance_equipment
                  (name, active, company_id, bom_id, parts_key, lifecycle_state,
                   effective_date, maintenance_count, maintenance_open_count)
           SELECT jsonb_build_object('en_US', 'Asset ' || n), true, %s, b.id, b.id,
                  CASE WHEN n %% 10 = 0 THEN 'retired' ELSE 'in_service' END,
                  '2026-01-01', 0, 0
             FROM generate_series(1, %s) n
             JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank
                     FROM unnest(%s) id) b ON b.rank = n %% %s
        RETURNING id""",
        [env.company.id, count, boms.ids, len(boms)],
    )
    env.invalidate_all()
    return env["maintenance.equipment"].browse([row[0] for row in env.cr.fetchall()])


def make_own_lines(env, assets):
    """Exclude one part on every fiftieth asset."""
    chosen = assets[::50]
    parts = env["maintenance.equipment.part"]
    rows = parts.search([("equipment_id", "in", chosen.ids)]).grouped("equipment_id")
    parts.concat(*(group[0] for group in rows.values())).action_exclude_here()


def make_peer(env):
    """Store the same rows in a plain, indexed table."""
    env.flush_all()
    env.cr.execute(f"CREATE TABLE {PEER} AS SELECT * FROM {VIEW}")
    env.cr.execute(f"ALTER TABLE {PEER} ADD PRIMARY KEY (id)")
    for column in ("equipment_id, sequence, id", "product_id", "bom_id", "company_id"):
        env.cr.execute(f"CREATE INDEX ON {PEER} ({column})")


def make_planner(env):
    user = env["res.users"].create(
        {
            "name": "Planner",
            "login": "bench-planner",
            "group_ids": [(4, env.ref("maintenance_bom.group_planner").id)],
        }
    )
    return user.id


def measure_lookups(bench, env, assets):
    """One asset's parts and one part's assets, through the ORM, from a cold cache."""
    parts = env["maintenance.equipment.part"]
    env.cr.execute(f"SELECT product_id FROM {PEER} GROUP BY 1 ORDER BY count(*)")
    by_use = [row[0] for row in env.cr.fetchall()]
    asset = assets[len(assets) // 2].id
    for name, domain in {
        "parts of one asset": [("equipment_id", "=", asset)],
        "assets of one part (median)": [("product_id", "=", by_use[len(by_use) // 2])],
    }.items():
        bench.measure(
            name,
            lambda domain=domain: parts.search_fetch(domain, FIELDS),
            before=env.invalidate_all,
            repeat=15,
            target=0.010,
        )
    bench.measure(
        "get_spare_parts() of one asset",
        lambda: env["maintenance.equipment"].browse(asset).get_spare_parts(),
        before=env.invalidate_all,
        repeat=15,
    )


def measure_beside_table(bench, env):
    """The same reads through the same model, from the view and from the plain table."""
    parts = env["maintenance.equipment.part"]
    living = [("lifecycle_state", "!=", "retired")]
    page = parts.search(living, offset=4000, limit=80)
    env.cr.execute(f"SELECT id FROM {PEER} ORDER BY md5(id::text) LIMIT 80")
    scattered = parts.browse(row[0] for row in env.cr.fetchall())
    cases = {
        "first page": lambda: parts.search_fetch(living, FIELDS, limit=80),
        "80 ids of a page": lambda: page.fetch(FIELDS),
        "80 ids of 80 assets": lambda: scattered.fetch(FIELDS),
        "totals by part": lambda: parts._read_group(
            living, ["product_id"], ["product_qty:sum"]
        ),
        "totals by BOM": lambda: parts._read_group(living, ["bom_id"], ["__count"]),
        "totals by life cycle": lambda: parts._read_group(
            [], ["lifecycle_state"], ["__count"]
        ),
    }
    for name, read in cases.items():
        with table_behind(env):
            table = bench.measure(
                f"{name}: table", read, before=env.invalidate_all, repeat=15
            )
        bench.measure(
            f"{name}: view",
            read,
            before=env.invalidate_all,
            repeat=15,
            target=3 * table,
        )


@contextlib.contextmanager
def table_behind(env):
    """Let the model read the plain table, and find its ids as those of any table."""
    # Odoo can be imported only once the environment is open
    from odoo.addons.maintenance_bom.report import maintenance_equipment_part as module

    model = env.registry["maintenance.equipment.part"]
    with (
        patch.object(model, "_table", PEER),
        patch.object(module, "by_slot", lambda condition: condition),
    ):
        yield


def measure_change(bench, env, assemblies):
    """A changed line of an assembly that many BOMs and some own lines build on."""
    line = assemblies[0].line_ids[0]
    quantities = iter(range(2, 100))

    def change():
        line.quantity = next(quantities)
        env.flush_all()

    bench.measure("change a line of a shared assembly", change)


if __name__ == "__main__":
    main()
