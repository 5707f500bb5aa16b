"""Dead stock by one statement, written by hand for what the storehouse has: no kits, no
alternatives, no fractions of a unit, one unit for all.
"""

TABLE = "bench_dead_stock"

STATEMENT = """
    WITH asset AS MATERIALIZED (
        SELECT e.id, e.parts_key, COALESCE(e.category_id, 0) AS category_id,
               COALESCE(l.warehouse_id, %(warehouse)s) = %(warehouse)s AS is_near,
               lifecycle_state != 'retired'
               AND COALESCE(retirement_date > %(today)s, true) AS lives,
               retirement_date AS leaves_on,
               GREATEST(COALESCE(retirement_date - %(today)s::date, %(life)s)
                        - %(horizon)s, 0) AS days_left,
               COALESCE(GREATEST(LEAST(%(today)s::date - in_service_date, %(window)s),
                                 LEAST(365, %(window)s)), %(window)s) AS exposure
          FROM maintenance_equipment e
          LEFT JOIN stock_location l ON l.id = e.location_id
         WHERE e.active),
    part AS MATERIALIZED (
        SELECT p.id, COALESCE(p.superseded_by_id, p.id) AS newest,
               p.superseded_by_id IS NOT NULL AS is_old, t.categ_id, t.lot_valuated,
               y.is_spare_part AS is_spare,
               COALESCE((p.standard_price ->> %(company)s::text)::numeric, 0)::float8
               AS price
          FROM product_product p
          JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN product_category y ON y.id = t.categ_id
         WHERE p.bench_rank IS NOT NULL),
    item AS MATERIALIZED (
        SELECT c.parts_key, p.newest, SUM(c.product_qty) AS fitted,
               SUM(CASE WHEN l.replace_after > 0
                        THEN c.product_qty / (l.replace_after * (365.25 / 12)) ELSE 0
                   END) AS rate,
               MIN(CASE c.criticality WHEN 'vital' THEN 0 WHEN 'essential' THEN 1
                   ELSE 2 END) AS rank
          FROM maintenance_bom_component c
          JOIN maintenance_bom_line l ON l.id = c.line_id
          JOIN part p ON p.id = c.product_id
      GROUP BY 1, 2),
    issue AS MATERIALIZED (
        SELECT m.equipment_id, p.newest,
               SUM(CASE m.maintenance_kind WHEN 'return' THEN -m.quantity
                   ELSE m.quantity END)
               FILTER (WHERE m.date >= %(today)s::date - %(window)s) AS issued,
               AVG(m.quantity) FILTER (WHERE m.maintenance_kind = 'issue') AS usual
          FROM stock_move m
          JOIN part p ON p.id = m.product_id
         WHERE m.equipment_id IS NOT NULL
           AND m.maintenance_kind IN ('issue', 'return')
           AND m.state = 'done'
      GROUP BY 1, 2),
    dated AS MATERIALIZED (
        SELECT n.equipment_id, p.newest, SUM(n.quantity) AS quantity,
               MIN(n.date_need) AS day
          FROM maintenance_part_need n
          JOIN part p ON p.id = n.product_id
          JOIN asset a ON a.id = n.equipment_id AND a.lives
         WHERE n.warehouse_id = %(warehouse)s
      GROUP BY 1, 2),
    unlisted AS MATERIALIZED (
        SELECT s.newest, s.usual, a.*
          FROM issue s
          JOIN asset a ON a.id = s.equipment_id
         WHERE NOT EXISTS (SELECT 1 FROM item i
                            WHERE i.parts_key = a.parts_key AND i.newest = s.newest)),
    fitted AS (
        SELECT a.id, i.newest, i.fitted, i.rate, a.leaves_on, a.days_left, a.exposure
          FROM asset a
          JOIN item i ON i.parts_key = a.parts_key
         WHERE a.lives AND a.is_near
         UNION ALL
        SELECT id, newest, COALESCE(usual, 0), 0, leaves_on, days_left, exposure
          FROM unlisted
         WHERE lives AND is_near),
    living AS (
        SELECT f.newest, f.leaves_on, d.day,
               f.rate <= 0 AND GREATEST(s.issued, 0) IS NOT DISTINCT FROM 0
               AND d.quantity IS NULL AS is_unknown,
               CASE WHEN f.rate > 0 OR s.issued > 0
                    THEN COALESCE(d.quantity, 0) + f.days_left
                         * GREATEST(f.rate, COALESCE(s.issued, 0) / f.exposure)
                    ELSE GREATEST(COALESCE(d.quantity, 0), f.fitted)
               END AS need
          FROM fitted f
          LEFT JOIN issue s ON s.equipment_id = f.id AND s.newest = f.newest
          LEFT JOIN dated d ON d.equipment_id = f.id AND d.newest = f.newest),
    need AS MATERIALIZED (
        SELECT newest, COUNT(*) AS live, COUNT(*) FILTER (WHERE is_unknown) AS unknown,
               SUM(need) AS need, MIN(day) AS day,
               CASE WHEN BOOL_OR(leaves_on IS NULL) THEN NULL ELSE MAX(leaves_on) END
               AS leaves_on
          FROM living
      GROUP BY newest),
    other_asset AS MATERIALIZED (
        SELECT newest, SUM(retired) AS retired, SUM(elsewhere) AS elsewhere,
               MIN(rank) AS rank
          FROM (SELECT i.newest, k.retired, k.elsewhere, i.rank
                  FROM item i
                  JOIN (SELECT parts_key, COUNT(*) FILTER (WHERE NOT lives) AS retired,
                               COUNT(*) FILTER (WHERE lives AND NOT is_near)
                               AS elsewhere
                          FROM asset
                      GROUP BY parts_key) k ON k.parts_key = i.parts_key
                 UNION ALL
                SELECT newest, (NOT lives)::int, (lives AND NOT is_near)::int, NULL
                  FROM unlisted) x
      GROUP BY newest),
    coverage AS MATERIALIZED (
        SELECT c.newest, SUM(v.covered)::float8 / NULLIF(SUM(v.living), 0) AS share
          FROM (SELECT i.newest, k.category_id
                  FROM item i
                  JOIN (SELECT DISTINCT parts_key, category_id FROM asset) k
                    ON k.parts_key = i.parts_key
                 UNION
                SELECT newest, category_id FROM unlisted) c
          JOIN (SELECT category_id, COUNT(*) AS living,
                       COUNT(NULLIF(parts_key, 0)) AS covered
                  FROM asset
                 WHERE lives
              GROUP BY category_id) v ON v.category_id = c.category_id
      GROUP BY c.newest),
    stock AS MATERIALIZED (
        SELECT q.product_id, SUM(q.quantity) AS quantity,
               SUM(q.quantity * CASE WHEN p.lot_valuated
                   THEN (o.standard_price ->> %(company)s::text)::float8
                   ELSE p.price END) AS value,
               MIN(q.in_date)::date AS since, MIN(q.location_id) AS location_id
          FROM stock_quant q
          JOIN part p ON p.id = q.product_id
          LEFT JOIN stock_lot o ON o.id = q.lot_id
         WHERE q.location_id = %(shelf)s
      GROUP BY q.product_id),
    used AS MATERIALIZED (
        SELECT m.product_id,
               SUM(CASE m.maintenance_kind WHEN 'return' THEN -m.quantity
                   ELSE m.quantity END)
               FILTER (WHERE m.date >= %(today)s::date - 365) AS quantity,
               SUM(m.quantity) FILTER (WHERE m.equipment_id IS NULL) AS others,
               MAX(m.date::date) FILTER (WHERE m.maintenance_kind = 'issue') AS issued,
               MAX(m.date::date)
               FILTER (WHERE m.maintenance_kind IS DISTINCT FROM 'return') AS day
          FROM stock_move m
         WHERE m.state = 'done'
           AND (m.maintenance_kind IS NOT NULL
                OR m.location_id = %(shelf)s AND m.date >= %(today)s::date - 365)
      GROUP BY m.product_id),
    open AS MATERIALIZED (
        SELECT product_id,
               SUM(product_qty) FILTER (WHERE location_dest_id = %(shelf)s) AS coming,
               SUM(product_qty) FILTER (WHERE location_id = %(shelf)s) AS going
          FROM stock_move
         WHERE state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
      GROUP BY product_id),
    draft AS MATERIALIZED (
        SELECT l.product_id, SUM(l.product_qty) AS quantity
          FROM purchase_order_line l
          JOIN purchase_order o ON o.id = l.order_id
         WHERE o.state IN ('draft', 'sent', 'to approve')
      GROUP BY l.product_id),
    kept AS MATERIALIZED (
        SELECT product_id, MAX(quantity) AS quantity
          FROM (SELECT product_id, SUM(product_min_qty) AS quantity
                  FROM stock_warehouse_orderpoint
                 WHERE warehouse_id = %(warehouse)s
              GROUP BY product_id
                 UNION ALL
                SELECT COALESCE(n.product_id, v.product_id),
                       COALESCE(n.quantity, %(vital)s)
                  FROM (SELECT product_id, quantity
                          FROM maintenance_part_minimum
                         WHERE warehouse_id = %(warehouse)s AND is_applied) n
                  FULL JOIN (SELECT DISTINCT c.product_id
                               FROM maintenance_bom_component c
                               JOIN asset a ON a.parts_key = c.parts_key
                              WHERE c.criticality = 'vital' AND a.lives AND a.is_near)
                       v ON v.product_id = n.product_id) x
      GROUP BY product_id),
    lacking AS MATERIALIZED (
        SELECT DISTINCT p.newest
          FROM maintenance_part_shortage s
          JOIN part p ON p.id = s.product_id
         WHERE s.warehouse_id = %(warehouse)s
           AND (EXISTS (SELECT 1 FROM maintenance_part_need n
                          JOIN asset a ON a.id = n.equipment_id AND a.lives
                         WHERE n.shortage_id = s.id)
                OR NOT EXISTS (SELECT 1 FROM maintenance_part_need n
                                WHERE n.shortage_id = s.id))),
    fact AS (
        SELECT p.id, p.newest, p.is_old, p.categ_id, s.value / s.quantity AS price,
               s.quantity AS on_hand, s.value, s.since,
               s.location_id, COALESCE(o.coming, 0) + COALESCE(d.quantity, 0) AS coming,
               COALESCE(d.quantity, 0) AS draft,
               COALESCE(o.going, 0) + COALESCE(u.others, 0) AS others,
               COALESCE(k.quantity, 0) AS kept, COALESCE(n.live, 0) AS live,
               COALESCE(n.unknown, 0) AS unknown, COALESCE(n.need, 0) AS need, n.day,
               n.leaves_on, COALESCE(r.retired, 0) AS retired,
               COALESCE(r.elsewhere, 0) AS elsewhere, r.rank,
               r.newest IS NOT NULL AS is_linked, y.newest IS NOT NULL AS is_lacking,
               COALESCE(c.share, w.share) AS coverage,
               COALESCE(u.quantity, 0) AS used, u.issued, u.day AS used_on,
               GREATEST(COALESCE(u.quantity, 0), 0) * s.value / s.quantity AS worth
          FROM part p
          JOIN stock s ON s.product_id = p.id
          LEFT JOIN need n ON n.newest = p.newest
          LEFT JOIN other_asset r ON r.newest = p.newest
          LEFT JOIN coverage c ON c.newest = p.newest
          LEFT JOIN open o ON o.product_id = p.id
          LEFT JOIN draft d ON d.product_id = p.id
          LEFT JOIN used u ON u.product_id = p.id
          LEFT JOIN kept k ON k.product_id = p.id
          LEFT JOIN lacking y ON y.newest = p.newest
         CROSS JOIN (SELECT COUNT(NULLIF(parts_key, 0))::float8 / COUNT(*) AS share
                       FROM asset
                      WHERE lives) w
         WHERE r.newest IS NOT NULL OR p.is_spare),
    split AS (
        SELECT f.*,
               GREATEST(on_hand - others, 0) AS own,
               need + SUM(kept) OVER part_set
               + SUM(GREATEST(others - on_hand, 0)) OVER part_set AS wanted,
               COALESCE(SUM(CASE WHEN is_old THEN GREATEST(on_hand - others, 0) END)
                        OVER part_set, 0) AS older
          FROM fact f
        WINDOW part_set AS (PARTITION BY newest)),
    left_over AS (
        SELECT s.*,
               CASE WHEN is_lacking THEN 0
                    ELSE FLOOR(GREATEST(own - CASE WHEN is_old THEN wanted
                                                   ELSE GREATEST(wanted - older, 0)
                                              END, 0)
                               + 0.000001)
               END AS surplus
          FROM split s),
    judged AS (
        SELECT l.*,
               CASE WHEN live + elsewhere = 0 AND others = 0
                    THEN CASE WHEN is_linked THEN 'dead' ELSE 'unlinked' END
                    WHEN live > 0 AND elsewhere = 0 AND others = 0
                         AND leaves_on <= %(dying)s THEN 'dying'
                    WHEN surplus > 0 THEN 'surplus'
                    WHEN others = 0 AND rank IS DISTINCT FROM 0
                         AND COALESCE(used_on < %(slow)s, true)
                         AND COALESCE(since < %(slow)s, true) THEN 'slow'
                    ELSE 'active'
               END AS status
          FROM left_over l)
    INSERT INTO bench_dead_stock
           (key, warehouse_id, product_id, categ_id, location_id, status, confidence,
            coverage, on_hand, on_order, draft_qty, live_asset_count,
            unknown_asset_count, elsewhere_asset_count, retired_asset_count,
            other_demand, last_issue_date, last_use_date, next_need_date,
            remaining_need, minimum_qty, expired_qty, surplus_qty, value, surplus_value,
            carrying_cost, usage_qty, usage_value, turnover, days_on_hand,
            stocked_since, last_leaving_date, is_lacking, fsn, criticality, abc)
    SELECT id::text, %(warehouse)s, id, categ_id, location_id, status,
           CASE WHEN coverage < %(thin)s THEN 'low'
                WHEN coverage < 0.9 OR unknown > 0.5 * live THEN 'medium'
                ELSE 'high' END,
           ROUND((100 * coverage)::numeric, 1), on_hand, coming, draft, live, unknown,
           elsewhere, retired, others, issued, used_on, day, ROUND(need::numeric, 6),
           kept, 0, surplus, ROUND(value::numeric, 6),
           ROUND((surplus * price)::numeric, 6),
           ROUND((value * %(carrying)s)::numeric, 6), used, ROUND(worth::numeric, 6),
           ROUND((used / on_hand)::numeric, 6),
           CASE WHEN used > 0
                THEN LEAST(ROUND(on_hand::float8 / used::float8 * 365), 99999) END,
           since,
           CASE WHEN live > 0 THEN leaves_on END, is_lacking,
           CASE WHEN used / on_hand >= 3 THEN 'fast' WHEN used > 0 THEN 'slow'
                ELSE 'non_moving' END,
           (ARRAY['vital', 'essential', 'desirable'])[rank + 1],
           CASE WHEN worth <= 0 THEN 'c'
                WHEN SUM(worth) OVER ranks
                     - worth < 0.8 * SUM(worth) OVER () THEN 'a'
                WHEN SUM(worth) OVER ranks
                     - worth < 0.95 * SUM(worth) OVER () THEN 'b'
                ELSE 'c' END
      FROM judged
    WINDOW ranks AS (ORDER BY worth DESC, id)
"""
