"""Dead stock by one statement, written by hand for the storehouse: no kits, no lots, no
alternatives, one price list, whole pieces.
"""

TABLE = "bench_dead_stock"

STATEMENT = """
    WITH asset AS MATERIALIZED (
        SELECT id, parts_key, COALESCE(category_id, 0) AS category_id,
               lifecycle_state != 'retired'
               AND COALESCE(retirement_date > %(today)s, true) AS lives,
               retirement_date AS leaves_on,
               GREATEST(COALESCE(retirement_date - %(today)s::date, %(life)s)
                        - %(horizon)s, 0) AS days_left,
               COALESCE(GREATEST(LEAST(%(today)s::date - in_service_date, %(window)s),
                                 LEAST(365, %(window)s)), %(window)s) AS exposure
          FROM maintenance_equipment
         WHERE active),
    part AS MATERIALIZED (
        SELECT p.id, COALESCE(p.superseded_by_id, p.id) AS newest,
               p.superseded_by_id IS NOT NULL AS is_old, t.categ_id,
               COALESCE((p.standard_price ->> %(company)s::text)::numeric, 0)::float8
               AS price
          FROM product_product p
          JOIN product_template t ON t.id = p.product_tmpl_id
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
               FILTER (WHERE m.date >= %(today)s::date - %(window)s) AS issued
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
    living AS (
        SELECT i.newest, a.leaves_on, d.day,
               i.rate <= 0 AND GREATEST(s.issued, 0) IS NOT DISTINCT FROM 0
               AND d.quantity IS NULL AS unknown,
               CASE WHEN i.rate > 0 OR s.issued > 0
                    THEN COALESCE(d.quantity, 0) + a.days_left
                         * GREATEST(i.rate, COALESCE(GREATEST(s.issued, 0), 0)
                                            / a.exposure)
                    ELSE GREATEST(COALESCE(d.quantity, 0), i.fitted)
               END AS need
          FROM asset a
          JOIN item i ON i.parts_key = a.parts_key
          LEFT JOIN issue s ON s.equipment_id = a.id AND s.newest = i.newest
          LEFT JOIN dated d ON d.equipment_id = a.id AND d.newest = i.newest
         WHERE a.lives),
    need AS MATERIALIZED (
        SELECT newest, COUNT(*) AS live, SUM(need) AS need, MIN(day) AS day,
               CASE WHEN BOOL_OR(leaves_on IS NULL) THEN NULL ELSE MAX(leaves_on) END
               AS leaves_on
          FROM living
      GROUP BY newest),
    retired AS MATERIALIZED (
        SELECT i.newest, SUM(k.retired) AS retired, MIN(i.rank) AS rank
          FROM item i
          JOIN (SELECT parts_key, COUNT(*) FILTER (WHERE NOT lives) AS retired
                  FROM asset
              GROUP BY parts_key) k ON k.parts_key = i.parts_key
      GROUP BY i.newest),
    coverage AS MATERIALIZED (
        SELECT c.newest, SUM(v.covered)::float8 / NULLIF(SUM(v.living), 0) AS share
          FROM (SELECT DISTINCT i.newest, k.category_id
                  FROM item i
                  JOIN (SELECT DISTINCT parts_key, category_id FROM asset) k
                    ON k.parts_key = i.parts_key) c
          JOIN (SELECT category_id, COUNT(*) AS living,
                       COUNT(NULLIF(parts_key, 0)) AS covered
                  FROM asset
                 WHERE lives
              GROUP BY category_id) v ON v.category_id = c.category_id
      GROUP BY c.newest),
    stock AS MATERIALIZED (
        SELECT product_id, SUM(quantity) AS quantity, MIN(in_date)::date AS since,
               MIN(location_id) AS location_id
          FROM stock_quant
         WHERE location_id = %(shelf)s
      GROUP BY product_id),
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
        SELECT product_id, SUM(product_min_qty) AS quantity
          FROM stock_warehouse_orderpoint
      GROUP BY product_id),
    fact AS (
        SELECT p.id, p.newest, p.is_old, p.categ_id, p.price,
               s.quantity AS on_hand, s.since,
               s.location_id, COALESCE(o.coming, 0) + COALESCE(d.quantity, 0) AS coming,
               COALESCE(d.quantity, 0) AS draft,
               COALESCE(o.going, 0) + COALESCE(u.others, 0) AS others,
               COALESCE(k.quantity, 0) AS kept, COALESCE(n.live, 0) AS live,
               COALESCE(n.need, 0) AS need, n.day, n.leaves_on,
               COALESCE(r.retired, 0) AS retired, r.rank,
               r.newest IS NOT NULL AS linked,
               COALESCE(c.share, w.share) AS coverage, u.quantity AS used, u.issued,
               u.day AS used_on, GREATEST(COALESCE(u.quantity, 0), 0) * p.price AS worth
          FROM part p
          JOIN stock s ON s.product_id = p.id
          LEFT JOIN need n ON n.newest = p.newest
          LEFT JOIN retired r ON r.newest = p.newest
          LEFT JOIN coverage c ON c.newest = p.newest
          LEFT JOIN open o ON o.product_id = p.id
          LEFT JOIN draft d ON d.product_id = p.id
          LEFT JOIN used u ON u.product_id = p.id
          LEFT JOIN kept k ON k.product_id = p.id
         CROSS JOIN (SELECT COUNT(NULLIF(parts_key, 0))::float8 / COUNT(*) AS share
                       FROM asset
                      WHERE lives) w),
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
               FLOOR(GREATEST(own - CASE WHEN is_old THEN wanted
                                         ELSE GREATEST(wanted - older, 0) END, 0)
                     + 0.000001) AS surplus
          FROM split s),
    judged AS (
        SELECT l.*,
               CASE WHEN live = 0 AND others = 0
                    THEN CASE WHEN linked THEN 'dead' ELSE 'unlinked' END
                    WHEN live > 0 AND others = 0 AND leaves_on <= %(dying)s THEN 'dying'
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
            remaining_need, minimum_qty, surplus_qty, value, surplus_value,
            carrying_cost, usage_qty, usage_value, turnover, days_on_hand,
            stocked_since, last_leaving_date, is_lacking, fsn, criticality, abc)
    SELECT id::text, %(warehouse)s, id, categ_id, location_id, status,
           CASE WHEN coverage < %(thin)s THEN 'low' WHEN coverage < 0.9 THEN 'medium'
                ELSE 'high' END,
           ROUND((100 * coverage)::numeric, 1), on_hand, coming, draft, live, 0, 0,
           retired, others, issued, used_on, day, need, kept, surplus, on_hand * price,
           surplus * price, on_hand * price * %(carrying)s, COALESCE(used, 0),
           worth, COALESCE(used, 0) / on_hand,
           CASE WHEN used > 0 THEN LEAST(ROUND(on_hand / used * 365), 99999) END, since,
           leaves_on, false,
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
# what both say of a part
DIFFERENCES = """
    SELECT o.product_id, o.status, n.status, o.surplus_qty, n.surplus_qty,
           o.live_asset_count, n.live_asset_count, o.remaining_need, n.remaining_need,
           o.value, n.value, o.last_use_date, n.last_use_date, o.stocked_since,
           n.stocked_since, o.coverage, n.coverage
      FROM maintenance_dead_stock o
      FULL JOIN bench_dead_stock n ON n.key = o.key AND n.warehouse_id = o.warehouse_id
     WHERE o.id IS NULL
        OR n.id IS NULL
        OR (o.status, o.on_hand, o.on_order, o.live_asset_count, o.retired_asset_count,
            o.surplus_qty, o.fsn)
           IS DISTINCT FROM
           (n.status, n.on_hand, n.on_order, n.live_asset_count, n.retired_asset_count,
            n.surplus_qty, n.fsn)
        OR ABS(o.remaining_need - n.remaining_need) > 0.001
        OR ABS(o.value - n.value) > 0.01
"""
