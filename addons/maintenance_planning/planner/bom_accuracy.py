"""BOM accuracy: what past jobs planned and did not use, and what was missing."""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

# so many jobs in a row are no accident
JOBS = 3


def find_never_used(warehouse) -> dict[str, dict]:
    """Return {key: values} of BOM lines that the last jobs planned and not used.

    Of each line the last jobs of ``warehouse`` that are done, since somebody
    changed it: who has looked at a line is not asked about the same jobs again.
    """
    env = warehouse.env
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """SELECT j.line_id, l.product_id, l.bom_id
                 FROM (SELECT p.bom_line_id AS line_id,
                              p.id AS part_id,
                              row_number() OVER (PARTITION BY p.bom_line_id
                                                 ORDER BY r.close_date DESC,
                                                          r.id DESC) AS number
                         FROM maintenance_request_part p
                         JOIN maintenance_bom_line b ON b.id = p.bom_line_id
                         JOIN maintenance_request r ON r.id = p.request_id
                         JOIN maintenance_stage s ON s.id = r.stage_id
                        WHERE r.warehouse_id = %(warehouse)s
                          AND s.done
                          AND r.archive IS NOT TRUE
                          AND r.close_date >= b.write_date::date) j
                 JOIN maintenance_bom_line l ON l.id = j.line_id
                 JOIN maintenance_bom o ON o.id = l.bom_id AND o.active
                WHERE j.number <= %(jobs)s
             GROUP BY j.line_id, l.product_id, l.bom_id
               HAVING COUNT(*) = %(jobs)s
                  AND NOT bool_or(
                      %(pending)s
                      OR (SELECT COALESCE(SUM(
                                     CASE WHEN m.maintenance_kind = 'issue'
                                          THEN m.quantity * u.factor
                                          ELSE -m.quantity * u.factor
                                      END), 0)
                            FROM stock_move m
                            JOIN uom_uom u ON u.id = m.product_uom
                           WHERE m.maintenance_request_part_id = j.part_id
                             AND m.maintenance_kind IN ('issue', 'return')
                             AND m.state = 'done') > 0)
             ORDER BY j.line_id""",
            warehouse=warehouse.id,
            jobs=JOBS,
            pending=env["maintenance.request.part"]._get_pending_sql(
                SQL.identifier("j", "part_id")
            ),
        )
    )
    return {
        f"never_used/{line_id}": {
            "kind": "never_used",
            "bom_line_id": line_id,
            "product_id": product_id,
            "bom_id": bom_id,
        }
        for line_id, product_id, bom_id in rows
    }


def find_not_listed(warehouse, today) -> dict[str, dict]:
    """Return {key: values} of parts that jobs used and the BOM does not list.

    On several jobs of assets of one BOM, in the months from which minimums are
    learned too. A part that replaces a listed one is listed.
    """
    env = warehouse.env
    months = max(warehouse.company_id.parts_use_months, 0)
    rows = env.execute_query(
        SQL(
            """SELECT e.bom_id, m.product_id
                 FROM stock_move m
                 JOIN uom_uom u ON u.id = m.product_uom
                 JOIN stock_location l ON l.id = m.location_id
                 JOIN maintenance_equipment e ON e.id = m.equipment_id
                 JOIN maintenance_bom b ON b.id = e.bom_id AND b.active
                 LEFT JOIN maintenance_request_part p
                        ON p.id = m.maintenance_request_part_id
                WHERE l.warehouse_id = %(warehouse)s
                  AND m.maintenance_kind = 'issue'
                  AND m.state = 'done'
                  AND m.date >= %(since)s
                  AND m.maintenance_request_id IS NOT NULL
                  AND p.bom_line_id IS NULL
                  AND e.active
                  AND e.lifecycle_state != 'retired'
                  AND m.quantity * u.factor > COALESCE(
                      (SELECT SUM(x.quantity * y.factor)
                         FROM stock_move x
                         JOIN uom_uom y ON y.id = x.product_uom
                        WHERE x.origin_returned_move_id = m.id
                          AND x.state = 'done'), 0)
             GROUP BY e.bom_id, m.product_id
               HAVING COUNT(DISTINCT m.maintenance_request_id) >= %(jobs)s
             ORDER BY e.bom_id, m.product_id""",
            warehouse=warehouse.id,
            since=fields.Date.add(today, months=-months),
            jobs=JOBS,
        )
    )
    listed = _get_listed_parts_of(env, {row[0] for row in rows})
    sets, _successors = env["product.product"]._get_equivalences(
        {row[1] for row in rows}
    )
    equals = {part_id: set(group) for group in sets for part_id in group}
    return {
        f"not_listed/{bom_id}/{part_id}": {
            "kind": "not_listed",
            "bom_id": bom_id,
            "product_id": part_id,
        }
        for bom_id, part_id in rows
        if not equals[part_id] & listed.get(bom_id, set())
    }


def _get_listed_parts_of(env, bom_ids):
    """Return {BOM id: {id of each part in its explosion}}."""
    groups = env["maintenance.bom.component"]._read_group(
        Domain("parts_key", "in", list(bom_ids)),
        ["parts_key"],
        ["product_id:array_agg_distinct"],
    )
    return {bom_id: set(part_ids) for bom_id, part_ids in groups}
