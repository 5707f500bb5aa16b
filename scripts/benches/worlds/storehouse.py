"""A warehouse full of parts, of which some are needed by many assets and some by none.

Made by SQL: that is not what is measured. The same size is always the same company.
"""

from odoo import fields
from odoo.tools import SQL

# of the largest
BOMS, LINES, ASSETS = 2_000, 50, 10


class Storehouse:
    """Grows step by step: a BOM brings 50 parts with stock and 10 assets, of which one
    has retired; of every tenth BOM all have. Of every tenth BOM the annex, a small
    second warehouse, supplies half of the assets.

    There are issues, returns, sales, needs, some of them short, orders, minimums,
    reordering rules, superseded parts, parts with a cost for each lot, and parts that
    are on no BOM. A fortieth of the products is in no category of spare parts.
    """

    def __init__(self, env):
        self.size = 0
        company = env.company
        company.write(
            {"parts_use_months": 24, "parts_live": True, "parts_minimum_vital": 1}
        )
        warehouse = env["stock.warehouse"].search([], limit=1)
        self.warehouse_id, self.shelf_id = warehouse.id, warehouse.lot_stock_id.id
        annex = warehouse.create({"name": "Annex", "code": "ANNEX"})
        floor = env["stock.location"].create(
            {"name": "Floor", "location_id": annex.view_location_id.id}
        )
        spares, others = env["product.category"].create(
            [{"name": "Spares", "is_spare_part": True}, {"name": "Others"}]
        )
        categories = spares.create(
            [
                {"name": f"Spares {number}", "parent_id": spares.id}
                for number in range(12)
            ]
        )
        kinds = env["maintenance.equipment.category"].create(
            [{"name": f"Kind {number}"} for number in range(20)]
        )
        order = env["purchase.order"].create(
            {
                "partner_id": env["res.partner"].create({"name": "Vendor"}).id,
                "picking_type_id": warehouse.in_type_id.id,
            }
        )
        self._facts = {
            "company": company.id,
            "today": company._get_local_day(fields.Datetime.now()),
            "unit": env.ref("uom.product_uom_unit").id,
            "categories": categories.ids,
            "others": others.id,
            "kinds": kinds.ids,
            "warehouse": self.warehouse_id,
            "shelf": self.shelf_id,
            "annex": annex.id,
            "annex_shelf": annex.lot_stock_id.id,
            "annex_floor": floor.id,
            "maintenance": company.maintenance_location_id.id,
            "suppliers": env.ref("stock.stock_location_suppliers").id,
            "customers": env.ref("stock.stock_location_customers").id,
            "order": order.id,
            "lines": LINES,
            "assets": ASSETS,
        }
        for table in ("product_product", "maintenance_bom", "maintenance_equipment"):
            env.cr.execute(
                SQL("ALTER TABLE %s ADD bench_rank int UNIQUE", SQL.identifier(table))
            )

    def grow(self, env, share):
        """Have ``share`` of the largest storehouse."""
        size = round(BOMS * share)
        self._facts.update(first=self.size, last=size - 1)
        env.flush_all()
        for statement in STATEMENTS:
            env.cr.execute(statement, self._facts)
        self.size = size
        env.invalidate_all()

    def get_products(self, env, assets):
        """Return the products of these assets."""
        parts = env["maintenance.equipment.part"]._read_group(
            [("equipment_id", "in", assets.ids)], ["product_id"]
        )
        return env["product.product"].union(*(part for [part] in parts))


# every twentieth is on no BOM, every fortieth no spare part; every fortieth has lots
PRODUCTS = """
    WITH t AS (
        INSERT INTO product_template (name, type, is_storable, categ_id, uom_id, active,
                                      sale_ok, purchase_ok, tracking, lot_valuated,
                                      service_tracking)
        SELECT jsonb_build_object('en_US', 'Part ' || n), 'consu', true,
               CASE WHEN n %% 40 = 39 THEN %(others)s
                    ELSE (%(categories)s::int[])[1 + n %% 12] END,
               %(unit)s, true, false, true,
               CASE WHEN n %% 40 = 22 THEN 'lot' ELSE 'none' END, n %% 40 = 22, 'no'
          FROM generate_series(%(first)s * %(lines)s, (%(last)s + 1) * %(lines)s - 1) n
        RETURNING id, name)
    INSERT INTO product_product (product_tmpl_id, active, default_code, bench_rank,
                                 standard_price)
    SELECT id, true, 'P' || id, split_part(name ->> 'en_US', ' ', 2)::int,
           jsonb_build_object(%(company)s::text, 5.123 + id %% 90)
      FROM t
"""
LOTS = """
    INSERT INTO stock_lot (name, product_id, company_id, standard_price)
    SELECT 'Lot ' || p.id || '/' || j, p.id, %(company)s,
           jsonb_build_object(%(company)s::text, 4.321 + (p.id + j * 7) %% 90)
      FROM product_product p
     CROSS JOIN generate_series(0, 1) j
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 40 = 22
"""
SUCCESSORS = """
    UPDATE product_product p SET superseded_by_id = n.id
      FROM product_product n
     WHERE n.bench_rank = p.bench_rank + 1
       AND p.bench_rank %% %(lines)s IN (7, 27)
       AND p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
"""
TYPES = """
    INSERT INTO maintenance_bom (name, active, bench_rank)
    SELECT 'Type ' || n, true, n FROM generate_series(%(first)s, %(last)s) n
"""
LINES_OF_TYPES = """
    WITH l AS (
        INSERT INTO maintenance_bom_line
               (bom_id, sequence, product_id, quantity, uom_id, criticality,
                maintenance_type, replace_after, replace_unit, age_action, notice_days,
                effect, every_nth)
        SELECT b.id, p.bench_rank %% %(lines)s, p.id, 1 + p.bench_rank %% 3, %(unit)s,
               (ARRAY['vital', 'essential', 'desirable'])[1 + p.bench_rank %% 3],
               'both', CASE WHEN p.bench_rank %% 10 = 3 THEN 36 ELSE 0 END, 'month',
               'job', 30, 'add', 1
          FROM product_product p
          JOIN maintenance_bom b ON b.bench_rank = p.bench_rank / %(lines)s
         WHERE b.bench_rank BETWEEN %(first)s AND %(last)s
           AND p.bench_rank %% 20 != 19
        RETURNING *)
    INSERT INTO maintenance_bom_component
           (parts_key, slot, sequence, path, bom_id, line_id, origin_bom_id, product_id,
            product_qty, criticality, maintenance_type, every_nth, is_own)
    SELECT bom_id, sequence, sequence, id || '/', bom_id, id, bom_id, product_id,
           quantity, criticality, maintenance_type, every_nth, false
      FROM l
"""
ASSETS_OF_TYPES = """
    INSERT INTO maintenance_equipment
           (name, active, company_id, bom_id, parts_key, lifecycle_state,
            effective_date, category_id, location_id, in_service_date,
            retirement_date, bench_rank)
    SELECT jsonb_build_object('en_US', 'Asset ' || b.bench_rank || '/' || j), true,
           %(company)s, b.id, b.id,
           CASE WHEN j = 9 OR b.bench_rank %% 10 = 0 THEN 'retired'
                ELSE 'in_service' END, %(today)s,
           (%(kinds)s::int[])[1 + b.bench_rank %% 20],
           CASE WHEN b.bench_rank %% 10 = 3 AND j < 5 THEN %(annex_floor)s END,
           CASE WHEN (b.bench_rank + j) %% 19 != 0
                THEN %(today)s::date - ((b.bench_rank * 31 + j * 57) %% 2050) END,
           CASE WHEN b.bench_rank %% 15 = 1
                THEN %(today)s::date + 30 + (b.bench_rank * 7 + j) %% 700 END,
           b.bench_rank * %(assets)s + j
      FROM maintenance_bom b
     CROSS JOIN generate_series(0, %(assets)s - 1) j
     WHERE b.bench_rank BETWEEN %(first)s AND %(last)s
"""
# of every twentieth kind of asset some have no BOM
UNKNOWN_ASSETS = """
    INSERT INTO maintenance_equipment
           (name, active, company_id, parts_key, lifecycle_state, effective_date,
            category_id)
    SELECT jsonb_build_object('en_US', 'Unknown ' || n), true, %(company)s, 0,
           'in_service', %(today)s, (%(kinds)s::int[])[1 + n %% 3]
      FROM generate_series(%(first)s, %(last)s) n
"""
QUANTS = """
    INSERT INTO stock_quant (product_id, company_id, location_id, lot_id, quantity,
                             reserved_quantity, in_date)
    SELECT p.id, %(company)s, s.location_id, o.id, s.quantity, 0,
           now() - (p.bench_rank %% 900) * interval '1 day'
      FROM product_product p
     CROSS JOIN LATERAL (VALUES (%(shelf)s, 1 + p.bench_rank * 7 %% 30, true),
                        (%(annex_shelf)s, 2, p.bench_rank %% 500 BETWEEN 150 AND 199))
           s (location_id, quantity, is_there)
      LEFT JOIN stock_lot o ON o.product_id = p.id
     WHERE s.is_there
       AND p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
"""
# two issues of each part that is on a BOM, some of which came back; of some that are
# on none
ISSUES = """
    INSERT INTO stock_move
           (company_id, product_id, product_uom, product_uom_qty, product_qty, quantity,
            location_id, location_dest_id, date, state, sequence, procure_method,
            priority, picked, origin, reference, equipment_id, maintenance_kind)
    SELECT %(company)s, p.id, %(unit)s, m.quantity, m.quantity, m.quantity,
           CASE m.kind WHEN 'issue' THEN %(shelf)s ELSE %(maintenance)s END,
           CASE m.kind WHEN 'issue' THEN %(maintenance)s ELSE %(shelf)s END,
           %(today)s::date - (p.bench_rank * m.step) %% 1500 + interval '10 hours',
           'done', 10, 'make_to_stock', '0', true, 'bench', 'bench', e.id, m.kind
      FROM product_product p
     CROSS JOIN (VALUES ('issue', 2, 37, 0), ('issue', 1, 11, 3), ('return', 1, 37, 0))
           m (kind, quantity, step, number)
      JOIN maintenance_equipment e
        ON e.bench_rank = p.bench_rank / %(lines)s * %(assets)s
                          + (p.bench_rank + m.number) %% %(assets)s
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND (p.bench_rank %% 20 != 19 OR p.bench_rank %% 60 = 59)
       AND (m.kind = 'issue' OR p.bench_rank %% 6 = 1)
"""
# others take some, and are promised some; some is on its way
OTHERS = """
    INSERT INTO stock_move
           (company_id, product_id, product_uom, product_uom_qty, product_qty, quantity,
            location_id, location_dest_id, date, state, sequence, procure_method,
            priority, picked, origin, reference)
    SELECT %(company)s, p.id, %(unit)s, m.quantity, m.quantity, m.moved, m.source,
           m.destination, %(today)s::date + m.days + interval '10 hours', m.state, 10,
           'make_to_stock', '0', false, 'bench', 'bench'
      FROM product_product p
     CROSS JOIN (VALUES (%(suppliers)s, %(shelf)s, 6, 0, 9, 'assigned', 5),
                        (%(shelf)s, %(customers)s, 2, 0, 9, 'confirmed', 6),
                        (%(shelf)s, %(customers)s, 3, 3, -90, 'done', 8))
           m (source, destination, quantity, moved, days, state, rest)
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 15 = m.rest
"""
RFQS = """
    INSERT INTO purchase_order_line
           (order_id, product_id, name, product_qty, product_uom_qty, product_uom_id,
            price_unit, company_id, partner_id, date_planned, sequence)
    SELECT o.id, p.id, 'bench', 5, 5, %(unit)s, 7, o.company_id, o.partner_id,
           %(today)s::date + interval '12 hours', 10
      FROM product_product p
      JOIN purchase_order o ON o.id = %(order)s
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 17 = 9
"""
SHORTAGES = """
    INSERT INTO maintenance_part_shortage
           (key, warehouse_id, product_id, quantity, date_need, action)
    SELECT 'bench/' || p.id, %(warehouse)s, p.id, 1, %(today)s, 'buy'
      FROM product_product p
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 100 = 13
"""
NEEDS = """
    INSERT INTO maintenance_part_need
           (key, warehouse_id, product_id, quantity, date_need, location_id, source,
            equipment_id, shortage_id)
    SELECT 'bench/' || p.id || '/' || j,
           CASE WHEN e.location_id IS NULL THEN %(warehouse)s ELSE %(annex)s END, p.id,
           1 + j, %(today)s::date + p.bench_rank %% 100,
           CASE WHEN e.location_id IS NULL THEN %(shelf)s ELSE %(annex_shelf)s END,
           'planned', e.id, CASE WHEN e.location_id IS NULL THEN s.id END
      FROM product_product p
     CROSS JOIN generate_series(0, 1) j
      JOIN maintenance_equipment e
        ON e.bench_rank = p.bench_rank / %(lines)s * %(assets)s
                          + (p.bench_rank + j) %% %(assets)s
      LEFT JOIN maintenance_part_shortage s ON s.product_id = p.id
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 4 = 1
"""
RULES = """
    INSERT INTO stock_warehouse_orderpoint
           (name, active, trigger, product_id, location_id, warehouse_id, company_id,
            product_min_qty, product_max_qty)
    SELECT 'bench', true, 'auto', p.id, %(shelf)s, %(warehouse)s, %(company)s, 4, 9
      FROM product_product p
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 50 = 11
"""
MINIMUMS = """
    INSERT INTO maintenance_part_minimum
           (product_id, warehouse_id, company_id, quantity, is_applied)
    SELECT p.id, %(warehouse)s, %(company)s, 3, true
      FROM product_product p
     WHERE p.bench_rank BETWEEN %(first)s * %(lines)s AND (%(last)s + 1) * %(lines)s - 1
       AND p.bench_rank %% 50 = 31
"""
STATEMENTS = (
    PRODUCTS,
    LOTS,
    SUCCESSORS,
    TYPES,
    LINES_OF_TYPES,
    ASSETS_OF_TYPES,
    UNKNOWN_ASSETS,
    QUANTS,
    ISSUES,
    OTHERS,
    RFQS,
    SHORTAGES,
    NEEDS,
    RULES,
    MINIMUMS,
)
