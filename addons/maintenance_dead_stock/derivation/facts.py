"""What is known of the parts of a warehouse: fetched in sets, by few statements.

Parts that replace each other are known by their leader, the first of their set; other
parts are their own leader.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.tools import RANKS
from odoo.addons.maintenance_planning.planner.facts import get_minimums
from odoo.addons.maintenance_planning.tools import DRAFT_ORDERS

from ..tools import DAYS_OF_UNITS, LEAST_EXPOSURE

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")
DAYS_A_YEAR = 365
# no id of a part
ALL_PARTS = 0


@dataclass
class Scope:
    """Which parts are looked at: those of ``warehouse``, or only of ``products``.

    ``leaving``: assets that count as retired though they are not.
    """

    warehouse: models.BaseModel
    today: date
    products: models.BaseModel | None = None
    leaving: models.BaseModel | None = None

    @property
    def env(self):
        return self.warehouse.env

    @property
    def company(self):
        return self.warehouse.company_id

    def limit(self, column: SQL) -> SQL:
        """Return the condition that ``column`` is one of the parts looked at."""
        if self.products is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", column, list(self.products._ids))

    def limit_uses(self, column: SQL) -> SQL:
        """Return the condition that ``column`` is one of them, or a kit of them."""
        if self.products is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", column, list(self.products_containing._ids))

    @cached_property
    def products_containing(self):
        return self.products._get_parts_containing()


class Stocked(NamedTuple):
    """What lies in the warehouse of a part; ``value`` in the currency, unrounded.

    ``expired``: what of it nobody can use any more.
    """

    quantity: float = 0.0
    expired: float = 0.0
    value: float = 0.0
    since: date | None = None
    location_id: int | None = None


class Used(NamedTuple):
    """What was taken of a part: in 12 months, by others in these, and when last."""

    quantity: float = 0.0
    by_others: float = 0.0
    last_issue: date | None = None
    last_use: date | None = None


class Needed(NamedTuple):
    """What assets have to do with a part, or with the set of a leader.

    ``unknown``: of how many of the living assets the use is not known.
    """

    live: int = 0
    unknown: int = 0
    need: float = 0.0
    leaves_on: date | None = None
    elsewhere: int = 0
    retired: int = 0
    coverage: float | None = None
    next_need: date | None = None
    rank: int | None = None


@dataclass
class Facts:
    """``products``: the parts that were asked for, with those that replace them;
    ``scope``: of these only what lies in the warehouse or is on order, and its sets.

    ``leaders``: {part id: (leader, how much of the leader's unit one unit is)}, of
    parts that have others; ``sets``: {leader: [part ids, the oldest first]};
    ``lacking``: leaders of which the planner lacks something.
    """

    scope: Scope
    products: models.BaseModel | None = None
    stock: dict[int, Stocked] = field(default_factory=dict)
    on_order: dict[int, float] = field(default_factory=dict)
    draft: dict[int, float] = field(default_factory=dict)
    leaders: dict[int, tuple[int, float]] = field(default_factory=dict)
    sets: dict[int, list[int]] = field(default_factory=dict)
    needed: dict[int, Needed] = field(default_factory=dict)
    used: dict[int, Used] = field(default_factory=dict)
    others: dict[int, float] = field(default_factory=dict)
    minimums: dict[int, float] = field(default_factory=dict)
    lacking: set[int] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)
    spare: set[int] = field(default_factory=set)
    # see _get_mapping()
    mapping: SQL | None = None
    # {part id: (cost, smallest quantity of its unit, category id)}
    units: dict[int, tuple] = field(default_factory=dict)

    def get_leader(self, part_id: int) -> tuple[int, float]:
        return self.leaders.get(part_id, (part_id, 1.0))


def look(warehouse, products=None, leaving=None) -> Facts:
    """Return the Facts of ``warehouse``.

    :param products: only of these and of what replaces them, if given
    :param leaving: assets that count as retired
    """
    env = warehouse.env
    env.flush_all()
    if products is not None:
        products = _with_equivalents(products)
    scope = Scope(warehouse, warehouse.company_id._get_today(), products, leaving)
    facts = Facts(scope, products)
    facts.stock = _get_stock(scope)
    facts.on_order, facts.draft = _get_orders(scope)
    part_ids = {*facts.stock, *(id_ for id_, qty in facts.on_order.items() if qty > 0)}
    facts.leaders, facts.sets = _get_sets(scope, part_ids)
    part_ids.update(facts.leaders)
    if products is not None:
        scope = replace(scope, products=products.browse(sorted(part_ids)))
        facts.scope = scope
    if not part_ids:
        return facts
    facts.units, facts.spare = _get_units(scope, part_ids)
    table = facts.mapping = _get_mapping(facts)
    facts.needed = _get_needed(scope, table)
    facts.used = _get_used(scope)
    facts.others = _get_other_demand(scope)
    facts.minimums = _get_kept(scope)
    facts.lacking = _get_lacking(facts)
    facts.linked = _get_linked(scope, table)
    return facts


def look_without(facts: Facts, leaving) -> Facts:
    """Return ``facts`` as if the assets ``leaving`` had retired.

    What depends on no asset is not fetched again.
    """
    if not facts.units:
        return facts
    scope = replace(facts.scope, leaving=leaving)
    facts = replace(facts, scope=scope)
    facts.needed = _get_needed(scope, facts.mapping)
    facts.minimums = _get_kept(scope)
    facts.lacking = _get_lacking(facts)
    return facts


# --- which parts belong together ------------------------------------------------------


def _with_equivalents(products):
    """Return the products with those that replace them."""
    sets, _successors = products._get_equivalences(products.ids)
    return products.browse(sorted({id_ for members in sets for id_ in members}))


def _get_sets(scope, part_ids):
    """Return ({part id: (leader, factor)}, {leader: [part ids]}) of parts in stock or
    on order that others replace, and of these others.
    """
    rows = scope.env.execute_query(
        SQL(
            """SELECT id FROM product_product WHERE superseded_by_id IS NOT NULL
                UNION
               SELECT superseded_by_id FROM product_product
                WHERE superseded_by_id IS NOT NULL
                UNION
               SELECT product_id FROM product_alternative_rel
                UNION
               SELECT alternative_id FROM product_alternative_rel"""
        )
    )
    linked = scope.env["product.product"].browse(
        sorted(part_ids & {part_id for [part_id] in rows})
    )
    leaders, sets = {}, {}
    for group in linked._get_substitution_sets() if linked else ():
        if len(group) > 1:
            leader = next(iter(group)).id
            sets[leader] = [part.id for part in group]
            leaders |= {part.id: (leader, factor) for part, factor in group.items()}
    return leaders, sets


def _get_mapping(facts):
    """Return the rows (product, leader, factor) of products that do not stand for
    themselves alone, kits included, as a FROM item.
    """
    rows = [(part, *at) for part, at in facts.leaders.items()]
    rows += [
        (kit.id, leader, amount * factor)
        for kit, contents in _get_kits(facts.scope).items()
        for part, amount in contents.items()
        for leader, factor in [facts.get_leader(part.id)]
    ]
    return SQL(
        "unnest(%s::int4[], %s::int4[], %s::float8[]) AS g(product_id, leader_id, "
        "factor)",
        *([row[number] for row in rows] for number in range(3)),
    )


def _get_kits(scope):
    """Return {product: {product in it: how much}} of kits on BOMs."""
    env = scope.env
    if scope.products is not None:
        products = scope.products_containing
    else:
        rows = env.execute_query(
            SQL("SELECT DISTINCT product_id FROM maintenance_bom_line")
        )
        products = env["product.product"].browse(sorted(id_ for [id_] in rows if id_))
    contents = products._get_part_contents(scope.company) if products else {}
    return {kit: inside for kit, inside in contents.items() if kit not in inside}


# --- stock and orders -----------------------------------------------------------------


def _get_places(scope):
    """Return the internal locations of the warehouse as a condition on ``l``."""
    return SQL(
        "(l.usage = 'internal' AND l.parent_path LIKE %s)",
        f"{scope.warehouse.view_location_id.parent_path}%",
    )


def _get_stock(scope):
    """Return {part id: Stocked} of what belongs to the company."""
    company = scope.company
    zone = company._get_time_zone()
    rows = scope.env.execute_query(
        SQL(
            """SELECT q.product_id, SUM(q.quantity),
                      COALESCE(SUM(q.quantity) FILTER (WHERE q.quantity > 0
                                                         AND %(is_expired)s), 0),
                      SUM(q.quantity * COALESCE(CASE WHEN t.lot_valuated
                              THEN %(lot_price)s ELSE %(price)s END, 0)),
                      (MIN(q.in_date) AT TIME ZONE 'UTC'
                       AT TIME ZONE %(zone)s)::date,
                      (ARRAY_AGG(q.location_id ORDER BY q.quantity DESC, q.id))[1]
                 FROM stock_quant q
                 JOIN stock_location l ON l.id = q.location_id
                 JOIN product_product p ON p.id = q.product_id
                 JOIN product_template t ON t.id = p.product_tmpl_id
                 LEFT JOIN stock_lot o ON o.id = q.lot_id
                WHERE %(places)s
                  AND t.is_storable
                  AND (q.owner_id IS NULL OR q.owner_id = %(owner)s)
                  AND %(wanted)s
             GROUP BY q.product_id
               HAVING SUM(q.quantity) <> 0""",
            price=_get_price(scope, "product.product", "p"),
            lot_price=_get_price(scope, "stock.lot", "o"),
            is_expired=scope.env["stock.quant"]._get_expired_sql(SQL("q")),
            zone=zone,
            places=_get_places(scope),
            owner=company.partner_id.id,
            wanted=scope.limit(SQL("q.product_id")),
        )
    )
    return {part_id: Stocked(*row) for part_id, *row in rows}


def _get_price(scope, model, alias):
    """Return the unrounded cost of a product or lot of the company, as SQL."""
    table = scope.env[model].with_company(scope.company)
    return table._field_to_sql(alias, "standard_price")


def _get_units(scope, part_ids):
    """Return ({part id: (cost, smallest quantity of its unit, category id)}, {ids of
    those that are spare parts by their category}).
    """
    digits = scope.env["decimal.precision"].precision_get("Product Unit")
    rows = scope.env.execute_query(
        SQL(
            """SELECT p.id, COALESCE(%s, 0), t.categ_id, c.is_spare_part
                 FROM product_product p
                 JOIN product_template t ON t.id = p.product_tmpl_id
                 LEFT JOIN product_category c ON c.id = t.categ_id
                WHERE p.id = ANY(%s)""",
            _get_price(scope, "product.product", "p"),
            list(part_ids),
        )
    )
    units = {
        part_id: (price, 10.0**-digits, categ_id)
        for part_id, price, categ_id, _is_spare in rows
    }
    return units, {part_id for part_id, *_unit, is_spare in rows if is_spare}


def _get_orders(scope):
    """Return ({part id: on order}, {part id: what of it is not confirmed}).

    Receipts from vendors and other warehouses, requests for quotation, and what is
    asked for beside them.
    """
    env, company = scope.env, scope.company
    view = scope.warehouse.view_location_id.parent_path
    on_order, draft = defaultdict(float), defaultdict(float)
    rows = env.execute_query(
        SQL(
            """SELECT m.product_id, SUM(m.product_qty)
                 FROM stock_move m
                 JOIN stock_location f ON f.id = m.location_id
                 JOIN stock_location l ON l.id = COALESCE(m.location_final_id,
                                                          m.location_dest_id)
                WHERE m.state IN %(states)s
                  AND l.parent_path LIKE %(view)s
                  AND f.parent_path NOT LIKE %(view)s
                  AND f.usage IN ('supplier', 'transit', 'internal')
                  AND m.equipment_id IS NULL
                  AND %(wanted)s
             GROUP BY m.product_id""",
            states=OPEN_STATES,
            view=f"{view}%",
            wanted=scope.limit(SQL("m.product_id")),
        )
    )
    for part_id, quantity in rows:
        on_order[part_id] += quantity
    rows = env.execute_query(
        SQL(
            """SELECT n.product_id, SUM(n.product_qty * u.factor / o.factor)
                 FROM purchase_order_line n
                 JOIN purchase_order b ON b.id = n.order_id
                 JOIN stock_picking_type y ON y.id = b.picking_type_id
                 JOIN product_product p ON p.id = n.product_id
                 JOIN product_template t ON t.id = p.product_tmpl_id
                 JOIN uom_uom u ON u.id = n.product_uom_id
                 JOIN uom_uom o ON o.id = t.uom_id
                WHERE b.state IN %(states)s
                  AND y.warehouse_id = %(warehouse)s
                  AND t.is_storable
                  AND %(wanted)s
             GROUP BY n.product_id""",
            states=DRAFT_ORDERS,
            warehouse=scope.warehouse.id,
            wanted=scope.limit(SQL("n.product_id")),
        )
    )
    for part_id, quantity in rows:
        on_order[part_id] += quantity
        draft[part_id] += quantity
    products = scope.products
    if products is None:
        products = env["product.product"].browse(
            sorted(env["maintenance.planner"]._get_ordered_parts(scope.warehouse))
        )
    place = scope.warehouse.lot_stock_id
    for _place_id, part, supply in env["maintenance.planner"]._get_order_supplies(
        place, products, company
    ):
        on_order[part.id] += supply.quantity
        draft[part.id] += supply.quantity
    return on_order, draft


# --- what assets need -----------------------------------------------------------------


def _get_needed(scope, mapping):
    """Return {leader: Needed}, of all parts that have to do with assets.

    Under ``ALL_PARTS`` only the coverage of all assets.
    """
    rows = scope.env.execute_query(
        SQL(
            """WITH %(tables)s
             SELECT leader_id, SUM(live)::int4, SUM(unknown)::int4,
                    SUM(need)::float8,
                    CASE WHEN BOOL_OR(stays) THEN NULL ELSE MAX(leaves_on) END,
                    SUM(elsewhere)::int4, SUM(retired)::int4, MAX(coverage),
                    MIN(next_need), MIN(rank)
               FROM (SELECT leader_id, COUNT(*) FILTER (WHERE is_near) AS live,
                            COUNT(*) FILTER (WHERE is_near AND is_unknown) AS unknown,
                            SUM(need) AS need,
                            BOOL_OR(is_near AND leaves_on IS NULL) AS stays,
                            MAX(leaves_on) FILTER (WHERE is_near) AS leaves_on,
                            COUNT(*) FILTER (WHERE is_beside AND is_elsewhere)
                                AS elsewhere,
                            COUNT(*) FILTER (WHERE is_beside AND is_retired) AS retired,
                            NULL::float8 AS coverage, MIN(date_need) AS next_need,
                            NULL::int4 AS rank
                       FROM met
                   GROUP BY leader_id
                      UNION ALL
                     SELECT i.leader_id,
                            CASE WHEN i.fitted IS NULL THEN 0
                                 ELSE l.near - COALESCE(m.count, 0) END,
                            CASE WHEN i.fitted IS NULL OR i.rule_rate > 0 THEN 0
                                 ELSE l.near - COALESCE(m.count, 0) END,
                            CASE WHEN i.fitted IS NULL THEN 0
                                 WHEN i.rule_rate > 0
                                 THEN i.rule_rate * (l.days_left
                                                     - COALESCE(m.days_left, 0))
                                 ELSE i.fitted * (l.near - COALESCE(m.count, 0)) END,
                            i.fitted IS NOT NULL AND l.stays,
                            CASE WHEN i.fitted IS NOT NULL THEN l.leaves_on END,
                            l.elsewhere, l.retired, NULL, NULL, i.rank
                       FROM item i
                       JOIN list l ON l.parts_key = i.parts_key
                       LEFT JOIN (SELECT parts_key, category_id, leader_id,
                                         COUNT(*) AS count,
                                         SUM(days_left) AS days_left
                                    FROM met
                                   WHERE is_near AND is_fitted
                                GROUP BY parts_key, category_id, leader_id) m
                              ON m.parts_key = l.parts_key
                             AND m.category_id = l.category_id
                             AND m.leader_id = i.leader_id
                      UNION ALL
                     SELECT c.leader_id, 0, 0, 0, NULL, NULL, 0, 0,
                            SUM(v.covered)::float8 / NULLIF(SUM(v.living), 0), NULL,
                            NULL
                       FROM (SELECT i.leader_id, l.category_id
                               FROM item i
                               JOIN list l ON l.parts_key = i.parts_key
                              UNION
                             SELECT leader_id, category_id
                               FROM met
                              WHERE is_beside) c
                       JOIN coverage v ON v.category_id = c.category_id
                   GROUP BY c.leader_id
                      UNION ALL
                     SELECT %(all)s, 0, 0, 0, NULL, NULL, 0, 0,
                            SUM(covered)::float8 / NULLIF(SUM(living), 0), NULL, NULL
                       FROM coverage) y
           GROUP BY leader_id""",
            tables=_get_tables(scope, mapping),
            all=ALL_PARTS,
        )
    )
    return {leader: Needed(*row) for leader, *row in rows}


def _get_tables(scope, mapping):
    """Return the tables of the statement of :func:`_get_needed`.

    ``asset``: the assets of the company; ``list``: how many of a category use a parts
    list, and their days; ``item``: what a parts list has of a part (``fitted`` is NULL
    if all its lines have ended); ``met``: a part in an asset that got it or has a dated
    need, with what it still needs (as ``tools.need_of_asset`` says); ``coverage``:
    living assets of a category.

    An asset that neither got a part of its list nor has a dated need of it is like all
    others of the list: these are counted, not listed one by one.
    """
    company = scope.company
    window = company._get_usage_days()
    # a line that has ended needs nothing any more
    return SQL(
        """given AS MATERIALIZED (SELECT * FROM %(mapping)s),
           asset AS MATERIALIZED (
               SELECT e.id, e.parts_key, COALESCE(e.category_id, 0) AS category_id,
                      e.near AND e.lives AS is_near,
                      e.lives AND NOT e.near AS is_elsewhere,
                      NOT e.lives AS is_retired,
                      e.leaves_on,
                      GREATEST(COALESCE(e.leaves_on - %(today)s::date, %(life)s)
                               - %(horizon)s, 0) AS days_left,
                      COALESCE(GREATEST(LEAST(%(today)s::date - e.in_service_date,
                                              %(window)s),
                                        LEAST(%(least)s, %(window)s), 1),
                               %(window)s) AS exposure
                 FROM (SELECT a.id, a.parts_key, a.category_id, a.in_service_date,
                              LEAST(a.retirement_date, a.scrap_date) AS leaves_on,
                              %(lives)s AS lives,
                              n.id IS NOT NULL AS near
                         FROM maintenance_equipment a
                         LEFT JOIN (SELECT id
                                      FROM maintenance_equipment
                                     WHERE id IN %(near)s) n ON n.id = a.id
                        WHERE a.company_id = %(company)s
                              OR a.company_id IS NULL) e),
           list AS MATERIALIZED (
               SELECT parts_key, category_id,
                      COUNT(*) FILTER (WHERE is_near) AS near,
                      COALESCE(SUM(days_left) FILTER (WHERE is_near), 0) AS days_left,
                      BOOL_OR(is_near AND leaves_on IS NULL) AS stays,
                      MAX(leaves_on) FILTER (WHERE is_near) AS leaves_on,
                      COUNT(*) FILTER (WHERE is_elsewhere) AS elsewhere,
                      COUNT(*) FILTER (WHERE is_retired) AS retired,
                      COUNT(*) FILTER (WHERE NOT is_retired) AS living
                 FROM asset
             GROUP BY parts_key, category_id),
           item AS MATERIALIZED (
               SELECT c.parts_key, COALESCE(g.leader_id, c.product_id) AS leader_id,
                      SUM(c.product_qty * COALESCE(g.factor, 1))
                          FILTER (WHERE COALESCE(c.date_to >= %(today)s, TRUE))
                          AS fitted,
                      COALESCE(SUM(c.product_qty * COALESCE(g.factor, 1)
                          / (n.replace_after * CASE n.replace_unit %(days)s END))
                          FILTER (WHERE n.replace_after > 0
                                    AND COALESCE(c.date_to >= %(today)s, TRUE)), 0)
                          AS rule_rate,
                      MIN(CASE c.criticality %(ranks)s END) AS rank
                 FROM maintenance_bom_component c
                 JOIN maintenance_bom_line n ON n.id = c.line_id
                 LEFT JOIN given g ON g.product_id = c.product_id
                WHERE %(items)s
             GROUP BY 1, 2),
           known AS (
               SELECT equipment_id, leader_id, BOOL_OR(signed IS NOT NULL) AS is_issued,
                      GREATEST(SUM(signed) FILTER (WHERE date >= %(today)s::date
                                                                 - %(window)s), 0)
                          AS issued,
                      COALESCE(AVG(signed) FILTER (WHERE signed > 0), 0)
                          AS usual,
                      COALESCE(SUM(needed), 0) AS needed, MIN(date_need) AS date_need
                 FROM (SELECT m.equipment_id,
                              COALESCE(g.leader_id, m.product_id) AS leader_id, m.date,
                              m.quantity * u.factor / o.factor * COALESCE(g.factor, 1)
                              * CASE m.maintenance_kind WHEN 'return' THEN -1 ELSE 1 END
                              AS signed,
                              NULL::float8 AS needed, NULL::date AS date_need
                         FROM stock_move m
                         JOIN uom_uom u ON u.id = m.product_uom
                         JOIN product_product p ON p.id = m.product_id
                         JOIN product_template t ON t.id = p.product_tmpl_id
                         JOIN uom_uom o ON o.id = t.uom_id
                         LEFT JOIN given g ON g.product_id = m.product_id
                        WHERE m.equipment_id IS NOT NULL
                          AND m.maintenance_kind IN ('issue', 'return')
                          AND m.state = 'done'
                          AND m.company_id = %(company)s
                          AND %(moves)s
                        UNION ALL
                       SELECT n.equipment_id, COALESCE(g.leader_id, n.product_id), NULL,
                              NULL, n.quantity * COALESCE(g.factor, 1), n.date_need
                         FROM maintenance_part_need n
                         LEFT JOIN given g ON g.product_id = n.product_id
                        WHERE n.warehouse_id = %(warehouse)s
                          AND %(needs)s
                        UNION ALL
                       SELECT COALESCE(m.equipment_id, r.equipment_id),
                              COALESCE(g.leader_id, m.product_id), NULL, NULL,
                              m.quantity * u.factor / o.factor * COALESCE(g.factor, 1),
                              m.date::date
                         FROM stock_move m
                         JOIN maintenance_request r ON r.id = m.maintenance_request_id
                         JOIN stock_location l ON l.id = m.location_id
                         JOIN uom_uom u ON u.id = m.product_uom
                         JOIN product_product p ON p.id = m.product_id
                         JOIN product_template t ON t.id = p.product_tmpl_id
                         JOIN uom_uom o ON o.id = t.uom_id
                         LEFT JOIN given g ON g.product_id = m.product_id
                        WHERE m.state IN %(open)s
                          AND m.quantity > 0
                          AND %(places)s
                          AND %(moves)s) x
             GROUP BY equipment_id, leader_id),
           met AS MATERIALIZED (
               SELECT x.leader_id, x.parts_key, x.category_id, x.is_near,
                      x.is_elsewhere, x.is_retired, x.leaves_on, x.days_left,
                      x.is_fitted, x.is_issued AND NOT x.is_listed AS is_beside,
                      x.rule_rate <= 0 AND x.issued <= 0 AND x.needed <= 0
                          AS is_unknown,
                      CASE WHEN NOT x.is_near THEN x.needed
                           WHEN x.rule_rate > 0 OR x.issued > 0
                           THEN x.needed + x.days_left
                                * GREATEST(x.rule_rate, x.issued / x.exposure)
                           ELSE GREATEST(x.needed, x.fitted)
                       END AS need,
                      x.date_need
                 FROM (SELECT k.leader_id, a.parts_key, a.category_id,
                              COALESCE(a.is_near, FALSE) AS is_near,
                              COALESCE(a.is_elsewhere, FALSE) AS is_elsewhere,
                              COALESCE(a.is_retired, FALSE) AS is_retired,
                              a.leaves_on, a.days_left, a.exposure, k.is_issued,
                              COALESCE(k.issued, 0) AS issued,
                              -- nobody waits for the needs of what has retired
                              CASE WHEN k.equipment_id IS NULL OR NOT a.is_retired
                                   THEN k.needed ELSE 0 END AS needed,
                              CASE WHEN k.equipment_id IS NULL OR NOT a.is_retired
                                   THEN k.date_need END AS date_need,
                              i.parts_key IS NOT NULL AS is_listed,
                              i.fitted IS NOT NULL AS is_fitted,
                              CASE WHEN i.fitted IS NOT NULL THEN i.fitted
                                   WHEN i.parts_key IS NOT NULL AND k.needed > 0 THEN 0
                                   ELSE k.usual END AS fitted,
                              CASE WHEN i.fitted IS NOT NULL
                                        OR i.parts_key IS NOT NULL AND k.needed > 0
                                   THEN i.rule_rate ELSE 0 END AS rule_rate
                         FROM known k
                         LEFT JOIN asset a ON a.id = k.equipment_id
                         LEFT JOIN item i ON i.parts_key = a.parts_key
                                         AND i.leader_id = k.leader_id
                        WHERE k.equipment_id IS NULL
                              OR a.id IS NOT NULL
                                 AND (k.is_issued OR NOT a.is_retired)) x),
           coverage AS (
               SELECT category_id, SUM(living) AS living,
                      COALESCE(SUM(living) FILTER (WHERE parts_key != 0), 0)
                          AS covered
                 FROM list
             GROUP BY category_id)""",
        mapping=mapping,
        today=scope.today,
        life=round(company.parts_default_life_years * 365.25),
        horizon=company._get_parts_horizon(),
        window=window,
        least=LEAST_EXPOSURE,
        lives=_lives(scope, SQL("a")),
        near=_get_near(scope),
        company=company.id,
        warehouse=scope.warehouse.id,
        open=OPEN_STATES,
        places=_get_places(scope),
        days=_get_cases(DAYS_OF_UNITS),
        ranks=_get_cases(RANKS),
        items=scope.limit_uses(SQL("c.product_id")),
        moves=scope.limit_uses(SQL("m.product_id")),
        needs=scope.limit_uses(SQL("n.product_id")),
    )


def _lives(scope, asset):
    """Return the condition that ``asset``, an alias, may still need parts.

    Its day of leaving may have come before its state follows.
    """
    return SQL(
        """(%(asset)s.active
            AND %(asset)s.lifecycle_state != 'retired'
            AND NOT %(asset)s.id = ANY(%(leaving)s)
            AND COALESCE(LEAST(%(asset)s.retirement_date, %(asset)s.scrap_date)
                         > %(today)s, TRUE))""",
        asset=asset,
        leaving=list(scope.leaving._ids) if scope.leaving else [],
        today=scope.today,
    )


def _get_near(scope):
    """Return the assets that the warehouse supplies, as a subquery."""
    assets = scope.env["maintenance.equipment"]
    return assets._search(assets._get_near_domain(scope.warehouse)).subselect()


def _get_cases(values):
    return SQL(" ").join(
        SQL("WHEN %s THEN %s", name, value) for name, value in values.items()
    )


# --- what was taken, and what others want ---------------------------------------------


def _get_used(scope):
    """Return {part id: Used} of what was taken from the warehouse."""
    zone = scope.company._get_time_zone()
    since = scope.today - timedelta(DAYS_A_YEAR)
    # as long as it counts for a part that is slow
    slow_since = scope.today - relativedelta(months=scope.company.parts_slow_months)
    rows = scope.env.execute_query(
        SQL(
            """SELECT product_id,
                      SUM(quantity) FILTER (WHERE day >= %(since)s),
                      SUM(quantity) FILTER (WHERE day >= %(since)s AND NOT for_asset),
                      MAX(day) FILTER (WHERE for_asset AND quantity > 0),
                      MAX(day) FILTER (WHERE quantity > 0)
                 FROM (SELECT m.product_id, m.equipment_id IS NOT NULL AS for_asset,
                              (m.date AT TIME ZONE 'UTC'
                               AT TIME ZONE %(zone)s)::date AS day,
                              m.quantity * u.factor / o.factor
                              * CASE WHEN %(from_here)s THEN 1 ELSE -1 END AS quantity
                         FROM stock_move m
                         JOIN stock_location l ON l.id = m.location_id
                         JOIN stock_location d ON d.id = m.location_dest_id
                         JOIN uom_uom u ON u.id = m.product_uom
                         JOIN product_product p ON p.id = m.product_id
                         JOIN product_template t ON t.id = p.product_tmpl_id
                         JOIN uom_uom o ON o.id = t.uom_id
                        WHERE m.state = 'done'
                          AND (m.maintenance_kind IN ('issue', 'return')
                               OR m.equipment_id IS NULL AND m.date >= %(known_since)s
                                  AND %(is_use)s)
                          AND (%(from_here)s AND d.usage IN ('customer', 'production')
                               OR %(to_here)s AND l.usage IN ('customer', 'production'))
                          AND %(wanted)s) x
             GROUP BY product_id""",
            since=since,
            known_since=min(since, slow_since),
            zone=zone,
            from_here=_within(scope, SQL("l.parent_path")),
            to_here=_within(scope, SQL("d.parent_path")),
            is_use=scope.env["maintenance.dead.stock"]._get_use_condition(),
            wanted=scope.limit(SQL("m.product_id")),
        )
    )
    return {
        part_id: Used(quantity or 0.0, max(by_others or 0.0, 0.0), *days)
        for part_id, quantity, by_others, *days in rows
    }


def _within(scope, path):
    view = scope.warehouse.view_location_id.parent_path
    return SQL("%s LIKE %s", path, f"{view}%")


def _get_other_demand(scope):
    """Return {part id: what open moves take for others from the warehouse}."""
    rows = scope.env.execute_query(
        SQL(
            """SELECT m.product_id, SUM(m.product_qty)
                 FROM stock_move m
                 JOIN stock_location l ON l.id = m.location_id
                 JOIN stock_location d ON d.id = COALESCE(m.location_final_id,
                                                          m.location_dest_id)
                WHERE m.state IN %(states)s
                  AND %(from_here)s
                  AND NOT (%(to_here)s AND d.usage = 'internal')
                  AND d.usage NOT IN ('inventory', 'supplier')
                  AND m.maintenance_request_id IS NULL
                  AND %(is_use)s
                  AND %(wanted)s
             GROUP BY m.product_id""",
            states=OPEN_STATES,
            from_here=_within(scope, SQL("l.parent_path")),
            to_here=_within(scope, SQL("d.parent_path")),
            is_use=scope.env["maintenance.dead.stock"]._get_use_condition(),
            wanted=scope.limit(SQL("m.product_id")),
        )
    )
    return dict(rows)


def _get_kept(scope):
    """Return {part id: what is always kept of it}: by minimums and reordering rules."""
    env = scope.env
    near = env["maintenance.equipment"]._get_near_domain(scope.warehouse)
    if scope.leaving:
        near &= Domain("id", "not in", scope.leaving.ids)
    minimums = get_minimums(scope.warehouse, scope.products, near)
    kept = {part_id: minimum.quantity for part_id, minimum in minimums.items()}
    groups = env["stock.warehouse.orderpoint"]._read_group(
        Domain("location_id", "child_of", scope.warehouse.view_location_id.id)
        & Domain("product_min_qty", ">", 0)
        & (
            Domain.TRUE
            if scope.products is None
            else Domain("product_id", "in", scope.products.ids)
        ),
        ["product_id"],
        ["product_min_qty:sum"],
    )
    for product, quantity in groups:
        kept[product.id] = max(kept.get(product.id, 0.0), quantity)
    return kept


def _get_lacking(facts):
    """Return the leaders of which the planner lacks something: for assets that live,
    or for no asset.
    """
    scope = facts.scope
    rows = scope.env.execute_query(
        SQL(
            """SELECT DISTINCT s.product_id
                 FROM maintenance_part_shortage s
                 LEFT JOIN maintenance_part_need n ON n.shortage_id = s.id
                 LEFT JOIN maintenance_equipment e ON e.id = n.equipment_id
                WHERE s.warehouse_id = %(warehouse)s
                  AND (e.id IS NULL OR %(lives)s)
                  AND %(wanted)s""",
            warehouse=scope.warehouse.id,
            lives=_lives(scope, SQL("e")),
            wanted=scope.limit(SQL("s.product_id")),
        )
    )
    return {facts.get_leader(part_id)[0] for [part_id] in rows}


# --- what has ever had to do with assets ----------------------------------------------


def _get_linked(scope, mapping):
    """Return the leaders of parts that were on a BOM or issued to an asset."""
    rows = scope.env.execute_query(
        SQL(
            """WITH given AS MATERIALIZED (SELECT * FROM %(mapping)s)
             SELECT DISTINCT COALESCE(g.leader_id, x.product_id)
               FROM (SELECT n.product_id FROM maintenance_bom_line n WHERE %(items)s
                      UNION
                     SELECT p.id FROM product_product p WHERE p.was_on_bom AND %(parts)s
                      UNION
                     SELECT m.product_id
                       FROM stock_move m
                      WHERE m.equipment_id IS NOT NULL
                        AND m.maintenance_kind = 'issue'
                        AND m.state = 'done'
                        AND %(moves)s) x
               LEFT JOIN given g ON g.product_id = x.product_id""",
            mapping=mapping,
            items=scope.limit_uses(SQL("n.product_id")),
            parts=scope.limit(SQL("p.id")),
            moves=scope.limit_uses(SQL("m.product_id")),
        )
    )
    return {leader for [leader] in rows}
