"""The rows of a fleet, from the BOM ``first`` to the BOM ``last``: see ``fleet``."""

# The vendors of every twentieth part are unknown, of every seventh there are two.
PRODUCTS = """
    WITH t AS (
        INSERT INTO product_template (name, type, is_storable, categ_id, uom_id, active,
                                      sale_ok, purchase_ok, tracking, service_tracking)
        SELECT jsonb_build_object('en_US', 'Part ' || n), 'consu', true, %(category)s,
               %(unit)s, true, false, true, 'none', 'no'
          FROM generate_series(%(first)s * %(lines)s, (%(last)s + 1) * %(lines)s - 1) n
        RETURNING id, name)
    INSERT INTO product_product (product_tmpl_id, active, default_code, bench_rank,
                                 standard_price)
    SELECT id, true, 'P' || id, split_part(name ->> 'en_US', ' ', 2)::int,
           jsonb_build_object(%(company)s::text, 5 + id %% 90)
      FROM t
"""

ROUTES = """
    INSERT INTO stock_route_product (product_id, route_id)
    SELECT p.product_tmpl_id, r.route_id
      FROM product_product p
     CROSS JOIN (SELECT DISTINCT route_id FROM stock_rule WHERE action = 'buy') r
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
"""

SELLERS = """
    INSERT INTO product_supplierinfo
           (partner_id, product_tmpl_id, delay, price, min_qty, currency_id, company_id,
            sequence, product_uom_id, discount)
    SELECT (%(vendors)s::int[])[1 + (p.bench_rank + v * 3) %% cardinality(%(vendors)s)],
           p.product_tmpl_id, 5 + p.bench_rank %% 23, 4 + p.bench_rank %% 80 + v, 0,
           c.currency_id, c.id, v, %(unit)s, 0
      FROM product_product p
      JOIN res_company c ON c.id = %(company)s
     CROSS JOIN generate_series(0, 1) v
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 20 != 7
       AND (v = 0 OR p.bench_rank %% 7 = 0)
"""

SUCCESSORS = """
    UPDATE product_product p SET superseded_by_id = n.id
      FROM product_product n
     WHERE n.bench_rank = p.bench_rank + 1
       AND p.bench_rank %% 40 = 13
       AND p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
"""

TWINS = """
    INSERT INTO product_alternative_rel (product_id, alternative_id)
    SELECT p.id, n.id
      FROM product_product p
      JOIN product_product n ON n.bench_rank = p.bench_rank + 1
     WHERE p.bench_rank %% 40 = 28
       AND p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
"""

# Asset j of BOM b lives at warehouse b, of every tenth BOM at all of them in turn. Of
# every nineteenth nobody knows since when it is in use.
ASSETS = """
    INSERT INTO maintenance_equipment
           (name, active, company_id, bom_id, parts_key, lifecycle_state,
            effective_date, location_id, in_service_date)
    SELECT jsonb_build_object('en_US', 'Asset ' || b.bench_rank || '/' || j), true,
           %(company)s, b.id, b.id,
           CASE WHEN j = 39 THEN 'retired' ELSE 'in_service' END, %(today)s,
           (%(areas)s::int[])[1 + (CASE WHEN b.bench_rank %% 10 = 0 THEN j
                                   ELSE b.bench_rank END) %% 4],
           CASE WHEN (b.bench_rank + j) %% 19 != 0
                THEN %(today)s::date - ((b.bench_rank * 31 + j * 57) %% 1050) END
      FROM maintenance_bom b
     CROSS JOIN generate_series(0, 39) j
     WHERE b.bench_rank BETWEEN %(first)s AND %(last)s
"""

# Every second asset has a job in the next months, every tenth one that comes back each
# month. Some are late.
JOBS = """
    INSERT INTO maintenance_request
           (name, company_id, equipment_id, stage_id, maintenance_team_id, kanban_state,
            archive, maintenance_type, schedule_date, schedule_end, warehouse_id,
            stock_location_id, recurring_maintenance, repeat_interval, repeat_unit,
            repeat_type, request_date, follows_bom)
    SELECT 'Job ' || a.id, %(company)s, a.id, %(stage)s, %(team)s, 'normal',
           false, CASE WHEN j.again OR a.rank %% 4 = 0 THEN 'preventive'
                       ELSE 'corrective' END,
           d.date, d.date + interval '2 hours',
           (%(warehouses)s::int[])[w.rank],
           CASE WHEN w.rank = 1 AND a.rank %% 10 = 4 THEN %(van)s END,
           j.again, 1, 'month', 'forever', %(today)s, j.again
      FROM (SELECT e.*, split_part(e.name ->> 'en_US', '/', 2)::int AS rank,
                   b.bench_rank AS bom_rank
              FROM maintenance_equipment e
              JOIN maintenance_bom b ON b.id = e.bom_id
             WHERE b.bench_rank BETWEEN %(first)s AND %(last)s) a
      JOIN LATERAL (SELECT array_position(%(areas)s::int[], a.location_id)) w (rank)
           ON true
      JOIN (VALUES (0, 2, false), (1, 10, true)) j (rest, every, again)
           ON a.rank %% j.every = j.rest
     CROSS JOIN LATERAL
           (SELECT %(today)s::date + interval '9 hours'
                   + interval '1 day'
                   * CASE WHEN j.again THEN (a.bom_rank * 7 + a.rank) %% 28
                     ELSE (a.bom_rank * 13 + a.rank * 29) %% 125 - 5 END) d (date)
"""

# A job plans five parts of its asset: once 2 to 6, each month 7 to 11.
PARTS = """
    INSERT INTO maintenance_request_part
           (request_id, company_id, sequence, product_id, quantity, product_qty, uom_id,
            position, bom_line_id, path, criticality, is_unlisted)
    SELECT r.id, r.company_id, 10, c.product_id, q.n, q.n, %(unit)s, NULL, c.line_id,
           c.path, (ARRAY['vital', 'essential', 'desirable'])[1 + r.id %% 3], false
      FROM maintenance_request r
      JOIN maintenance_equipment e ON e.id = r.equipment_id
      JOIN maintenance_bom b ON b.id = e.bom_id
      JOIN maintenance_bom_component c ON c.parts_key = e.parts_key
      JOIN product_product p ON p.id = c.product_id
     CROSS JOIN LATERAL (SELECT 1 + (r.id + p.bench_rank) %% 3) q (n)
     WHERE b.bench_rank BETWEEN %(first)s AND %(last)s
       AND p.bench_rank %% %(lines)s
           BETWEEN CASE WHEN r.recurring_maintenance THEN 7 ELSE 2 END
               AND CASE WHEN r.recurring_maintenance THEN 11 ELSE 6 END
"""

# Two thirds of the parts lie at their warehouse, some in the van, some elsewhere.
QUANTS = """
    INSERT INTO stock_quant (product_id, company_id, location_id, quantity,
                             reserved_quantity, in_date)
    SELECT p.id, %(company)s, s.location_id, s.quantity, 0, now()
      FROM product_product p
     CROSS JOIN LATERAL (SELECT p.bench_rank / %(lines)s) b (rank)
     CROSS JOIN LATERAL
           (VALUES ((%(hubs)s::int[])[1 + b.rank %% 4], p.bench_rank * 7 %% 30,
                    p.bench_rank %% 3 != 0),
                   ((%(hubs)s::int[])[1 + (b.rank + 1) %% 4], 8,
                    p.bench_rank %% 11 = 3),
                   (%(van)s, 2, p.bench_rank %% 9 = 4))
           s (location_id, quantity, is_there)
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND s.quantity > 0
       AND s.is_there
"""

# Some is on its way here, some is promised to customers.
MOVES = """
    INSERT INTO stock_move
           (company_id, product_id, product_uom, product_uom_qty, product_qty, quantity,
            location_id, location_dest_id, location_final_id, date, state, sequence,
            procure_method, priority, picked, origin, reference)
    SELECT %(company)s, p.id, %(unit)s, m.quantity, m.quantity, 0, m.source,
           m.destination, m.destination,
           %(today)s::date + (p.bench_rank %% 60) + interval '10 hours', m.state, 10,
           'make_to_stock', '0', false, 'bench', 'bench'
      FROM product_product p
     CROSS JOIN LATERAL
           (SELECT (%(hubs)s::int[])[1 + (p.bench_rank / %(lines)s) %% 4]) h (id)
     CROSS JOIN LATERAL
           (VALUES (%(suppliers)s, h.id, 6, 'assigned', 5),
                   (h.id, %(customers)s, 2, 'confirmed', 6))
           m (source, destination, quantity, state, rest)
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 15 = m.rest
"""

RFQS = """
    INSERT INTO purchase_order_line
           (order_id, product_id, name, product_qty, product_uom_qty, product_uom_id,
            price_unit, company_id, partner_id, date_planned, sequence)
    SELECT o.id, p.id, 'bench', 5, 5, %(unit)s, 7, o.company_id, o.partner_id,
           %(today)s::date + (p.bench_rank %% 40) + interval '12 hours', 10
      FROM product_product p
      JOIN purchase_order o
           ON o.id = (%(orders)s::int[])[1 + ((p.bench_rank / %(lines)s) %% 4) * 20
                                         + p.bench_rank %% 20]
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 17 = 9
"""

OF_PRODUCTS = (PRODUCTS, ROUTES, SELLERS, SUCCESSORS, TWINS)
OF_ASSETS = (ASSETS, JOBS, PARTS, QUANTS, MOVES, RFQS)
