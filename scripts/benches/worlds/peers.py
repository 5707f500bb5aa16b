"""What does the planner's work in other ways: Odoo's scheduler, and plain SQL."""

import contextlib
import time

from odoo.tools import SQL

NEEDS = "bench_need"
SUPPLIES = "bench_supply"


def keep_needs(env):
    """Keep what the planner found, for its peers: the needs are not theirs to find."""
    env.flush_all()
    for table in (NEEDS, SUPPLIES):
        env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
    env.cr.execute(KEEP_NEEDS)
    env.cr.execute(KEEP_SUPPLIES)
    env.cr.execute("SELECT count(*) FROM bench_need")
    return env.cr.fetchone()[0]


class Scheduler:
    """Odoo's own: a rule for each part and warehouse, demand as confirmed moves.

    No move is reserved, and every part has a vendor: it nets and orders, no more.
    """

    def __init__(self, env):
        for statement in (VENDORS, RULES, DEMAND):
            env.cr.execute(statement, {"customers": _customers(env)})
        env.cr.execute("ANALYZE stock_move, stock_warehouse_orderpoint")
        env.invalidate_all()
        self.env = env

    def run(self):
        """Do what the nightly job does, in one transaction."""
        env = self.env
        env["stock.rule"].run_scheduler()
        env.flush_all()


def _customers(env):
    return env.ref("stock.stock_location_customers").id


def net_by_sql(env):
    """Net the needs that are kept, and store them as the planner does."""
    env.cr.execute(NET)


@contextlib.contextmanager
def stopwatch(times, name):
    """Note under ``name`` how long the block takes, in seconds."""
    started = time.perf_counter()
    yield
    times[name] = time.perf_counter() - started


KEEP_NEEDS = """
    CREATE TABLE bench_need AS SELECT * FROM maintenance_part_need
"""

# Free stock and receipts, by the place that they are for. What is promised to others
# is taken from the shelf.
KEEP_SUPPLIES = """
    CREATE TABLE bench_supply AS
    SELECT product_id, location_id, NULL::date AS day,
           sum(quantity - reserved_quantity) AS quantity
      FROM stock_quant
     WHERE location_id IN (SELECT location_id FROM bench_need)
  GROUP BY product_id, location_id
     UNION ALL
    SELECT product_id, location_dest_id, date::date, sum(product_qty)
      FROM stock_move
     WHERE state = 'assigned' AND origin = 'bench'
  GROUP BY product_id, location_dest_id, date::date
     UNION ALL
    SELECT product_id, location_id, date::date, -sum(product_qty)
      FROM stock_move
     WHERE state = 'confirmed' AND origin = 'bench'
  GROUP BY product_id, location_id, date::date
"""

# Who comes first is served first; what a place lacks is short.
NET = """
    INSERT INTO maintenance_part_need
           (key, warehouse_id, product_id, quantity, date_need, location_id, source,
            equipment_id, request_id, bom_line_id, position, criticality,
            unit_cost, cost, short_cost, date_order_by, covered_by, short_qty,
            date_expected, orderpoint_id, rule_qty, shortage_id)
    WITH events AS (
             SELECT NULL::int AS need_id, product_id, location_id, day, NULL AS rank,
                    NULL AS key, quantity AS supply, 0 AS demand
               FROM bench_supply
              UNION ALL
             SELECT id, product_id, location_id, date_need, criticality, key, 0,
                    quantity
               FROM bench_need),
         served AS (
             SELECT need_id, demand,
                    sum(supply) OVER turns AS there, sum(demand) OVER turns AS wanted
               FROM events
             WINDOW turns AS (PARTITION BY product_id, location_id
                              ORDER BY day NULLS FIRST, rank NULLS FIRST, key)),
         netted AS (
             SELECT n.*, LEAST(s.demand, GREATEST(s.wanted - s.there, 0)) AS lacking
               FROM served s
               JOIN bench_need n ON n.id = s.need_id)
    SELECT key, warehouse_id, product_id, quantity, date_need, location_id, source,
           equipment_id, request_id, bom_line_id, position, criticality,
           unit_cost, round(quantity * unit_cost::numeric, 2),
           round(lacking * unit_cost::numeric, 2), date_order_by,
           CASE WHEN lacking > 0 THEN 'nothing' ELSE 'stock' END, lacking,
           NULL, NULL, 0, NULL
      FROM netted
    ON CONFLICT (warehouse_id, key) DO UPDATE
       SET quantity = EXCLUDED.quantity, date_need = EXCLUDED.date_need,
           cost = EXCLUDED.cost, short_cost = EXCLUDED.short_cost,
           covered_by = EXCLUDED.covered_by, short_qty = EXCLUDED.short_qty
     WHERE (maintenance_part_need.quantity, maintenance_part_need.date_need,
            maintenance_part_need.cost, maintenance_part_need.short_cost,
            maintenance_part_need.covered_by, maintenance_part_need.short_qty)
           IS DISTINCT FROM
           (EXCLUDED.quantity, EXCLUDED.date_need, EXCLUDED.cost, EXCLUDED.short_cost,
            EXCLUDED.covered_by, EXCLUDED.short_qty)
"""

VENDORS = """
    INSERT INTO product_supplierinfo
           (partner_id, product_tmpl_id, delay, price, min_qty, currency_id, company_id,
            sequence, product_uom_id, discount)
    SELECT v.partner_id, p.product_tmpl_id, 7, 1, 0, v.currency_id, v.company_id, 1,
           t.uom_id, 0
      FROM product_product p
      JOIN product_template t ON t.id = p.product_tmpl_id
     CROSS JOIN (SELECT * FROM product_supplierinfo LIMIT 1) v
     WHERE p.bench_rank IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM product_supplierinfo s
                        WHERE s.product_tmpl_id = p.product_tmpl_id)
"""

RULES = """
    INSERT INTO stock_warehouse_orderpoint
           (name, trigger, active, warehouse_id, location_id, product_id,
            product_min_qty, product_max_qty, company_id)
    SELECT 'bench', 'auto', true, n.warehouse_id, w.lot_stock_id, n.product_id, 0, 0,
           w.company_id
      FROM (SELECT DISTINCT warehouse_id, product_id FROM bench_need) n
      JOIN stock_warehouse w ON w.id = n.warehouse_id
"""

DEMAND = """
    INSERT INTO stock_move
           (company_id, product_id, product_uom, product_uom_qty, product_qty, quantity,
            location_id, location_dest_id, location_final_id, date, state, sequence,
            procure_method, priority, picked, reference, warehouse_id)
    SELECT w.company_id, n.product_id, t.uom_id, n.quantity, n.quantity, 0,
           n.location_id, %(customers)s, %(customers)s,
           n.date_need + interval '10 hours', 'confirmed', 10, 'make_to_stock', '0',
           false, 'bench', n.warehouse_id
      FROM bench_need n
      JOIN stock_warehouse w ON w.id = n.warehouse_id
      JOIN product_product p ON p.id = n.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
"""
