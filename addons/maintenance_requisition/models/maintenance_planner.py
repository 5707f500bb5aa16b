import logging
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tools import (
    Need,
    Supply,
    find_unclaimed,
    plan_warehouse,
)

from ..tools import arrival, decide, newest

_logger = logging.getLogger(__name__)

# beyond its own lead time a part is looked at for so many days more
LOOK_AHEAD = 30


@dataclass
class World:
    """All facts about one warehouse and the parts that it needs, fetched in sets."""

    warehouse: models.BaseModel
    today: fields.Date
    needs: list
    sets: list = field(default_factory=list)
    successors: dict = field(default_factory=dict)
    factors: dict = field(default_factory=dict)
    sourcing: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    supplies: dict = field(default_factory=dict)
    on_hand: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)
    owners: dict = field(default_factory=dict)
    minimums: dict = field(default_factory=dict)
    not_stored: set = field(default_factory=set)
    misfits: set = field(default_factory=set)
    # {key of a shortage: RawLack}
    lacking: dict = field(default_factory=dict)
    # {key of a shortage: id of the requisition line that gets it}
    line_of: dict = field(default_factory=dict)
    # {key of a need: [(requisition line, quantity in the unit of the set)]}
    served: dict = field(default_factory=dict)

    @property
    def hub(self):
        return self.warehouse.lot_stock_id.id

    @cached_property
    def needs_by_key(self):
        return {need.key: need for need in self.needs}

    def get_part_to_buy(self, part_id):
        """Return the id of the part to buy: the newest, if its unit converts."""
        to_buy = newest(part_id, self.successors)
        apart = {part_id, to_buy} & self.misfits
        return part_id if apart else to_buy


class MaintenancePlanner(models.AbstractModel):
    """The planner: facts in sets, the decision in plain Python, rows as a difference.

    One warehouse is one unit of work. It works beyond the rights of whoever started it:
    what a warehouse needs is a fact of its company.
    """

    _name = "maintenance.planner"
    _description = "Planner of Parts"
    _inherit = [
        "maintenance.planner.needs",
        "maintenance.planner.stock",
        "maintenance.planner.rows",
    ]

    def _plan(self, warehouse, horizon_days=None):
        """Derive the needs, shortages and exceptions of ``warehouse`` anew.

        :param horizon_days: how far to look, else the setting of the company
        :return: dict of counts: ``needs``, ``shortages``, ``rush``, ``exceptions``, and
            how many rows were ``created``, ``changed`` and ``removed``
        """
        company = warehouse.company_id
        planner = self.sudo().with_company(company)
        warehouse = planner.env["stock.warehouse"].browse(warehouse.id)
        if company.parts_live:
            planner._open_age_jobs(warehouse)
        world = planner._look(warehouse, horizon_days)
        decisions = planner._decide(world)
        return planner._write_outcome(world, decisions)

    def _open_age_jobs(self, warehouse):
        """Open jobs for the parts of the assets here that come near their age."""
        today = warehouse.company_id._get_local_day(fields.Datetime.now())
        near = self._get_near_assets_domain(warehouse)
        found = self.env["maintenance.equipment"].search(near)._open_age_jobs(today)
        for asset, problem in found["failed"].items():
            _logger.warning("No job for the ages of %s: %s", asset, problem)

    def _look(self, warehouse, horizon_days=None, products=None):
        """Return the World of ``warehouse``.

        :param products: look at no others, if given
        """
        company = warehouse.company_id
        today = company._get_local_day(fields.Datetime.now())
        horizon = max(horizon_days or company.parts_horizon_days, 0)
        longest = self._get_longest_lead(company) + LOOK_AHEAD
        last_day = fields.Date.add(today, days=max(horizon, longest))
        needs = self._get_needs(warehouse, today, last_day, products)
        world = World(warehouse, today, needs)
        world.minimums = self._get_minimums(warehouse, products)
        wanted = {need.product_id for need in needs} | world.minimums.keys()
        if products is not None:
            wanted |= set(products.ids)
        else:
            wanted |= self._get_ordered_parts(warehouse)
        world.sets, world.successors = self._get_equivalences(wanted)
        members = [product_id for group in world.sets for product_id in group]
        parts = self.env["product.product"].browse(members)
        world.not_stored = set(parts.filtered(lambda part: not part.is_storable).ids)
        world.sourcing = parts._get_part_sourcing()
        world.leads = parts._get_part_leads(world.sourcing)
        self._fit_units(world, parts)
        last_days = {
            part_id: fields.Date.add(
                today, days=max(horizon, world.leads[part_id].days + LOOK_AHEAD)
            )
            for part_id in members
        }
        world.needs = [need for need in needs if need.day <= last_days[need.product_id]]
        places = warehouse.lot_stock_id.union(
            self.env["stock.location"].browse({need.location_id for need in needs})
        )
        stored = parts.filtered("is_storable")
        world.supplies, world.on_hand = self._get_stock(places, stored, company)
        world.others = self.env["maintenance.request"]._get_other_needs(
            places, stored, dict.fromkeys(places.ids, company)
        )
        world.owners = self._get_owners(places, stored)
        return world

    def _get_longest_lead(self, company):
        """Return the longest lead time of a part on any BOM or job, in days."""
        [[longest]] = self.env.execute_query(
            SQL(
                """SELECT MAX(v.delay)
                     FROM product_supplierinfo v
                     JOIN product_product p ON p.product_tmpl_id = v.product_tmpl_id
                    WHERE (v.company_id IS NULL OR v.company_id = %s)
                      AND (EXISTS (SELECT 1
                                     FROM maintenance_bom_component c
                                    WHERE c.product_id = p.id)
                           OR EXISTS (SELECT 1
                                        FROM maintenance_request_part r
                                       WHERE r.product_id = p.id))""",
                company.id,
            )
        )
        return (
            max(longest or 0, company.parts_default_lead_days)
            + round(company.days_to_purchase)
            + company.parts_safety_days
        )

    def _fit_units(self, world, parts):
        """Find for every part how much of its unit is one unit of its set.

        A part whose unit does not convert is netted by itself, and told.
        """
        units = {part.id: part.uom_id for part in parts}
        sets = []
        for group in world.sets:
            unit = units[group[-1]]
            fitting = []
            for part_id in group:
                own = units[part_id]
                if own == unit:
                    world.factors[part_id] = 1.0
                elif own._has_common_reference(unit):
                    world.factors[part_id] = own._compute_quantity(
                        1.0, unit, round=False
                    )
                else:
                    world.factors[part_id] = 1.0
                    world.misfits.add(part_id)
                    sets.append([part_id])
                    continue
                fitting.append(part_id)
            sets.append(fitting)
        world.sets = sets

    def _decide(self, world):
        """Return [(members, Decision)] for every set of parts that is kept in stock."""
        by_part = defaultdict(list)
        for need in world.needs:
            by_part[need.product_id].append(need)
        places = {need.location_id for need in world.needs} | {world.hub}
        decisions = []
        for members in world.sets:
            if world.not_stored.intersection(members):
                continue
            found = self._decide_set(world, members, by_part, places)
            decisions.append((members, found))
        return decisions

    def _decide_set(self, world, members, by_part, places):
        """Return the Decision for the parts ``members``, in the unit of the set."""
        needs, supplies, parts = defaultdict(list), defaultdict(list), {}
        on_hand = reserved = 0.0
        lead = world.leads[members[-1]]
        first_day = arrival(world.today, lead)
        products = self.env["product.product"].browse(members)
        for product in products:
            factor = world.factors[product.id]
            to_buy = world.get_part_to_buy(product.id)
            for raw in by_part.get(product.id, ()):
                key = ("need", raw.key)
                needs[raw.location_id].append(
                    Need(key, raw.day, raw.quantity * factor, raw.criticality)
                )
                rule, place = self._get_owner(world, raw.location_id, product, to_buy)
                home = rule.product_id.id if rule else to_buy
                parts[key] = (to_buy, home, place)
            minimum = world.minimums.get(product.id)
            if minimum and not self._get_owner(world, world.hub, product, to_buy)[0]:
                key = ("minimum", product.id)
                quantity, criticality = minimum
                needs[world.hub].append(
                    Need(key, first_day, quantity * factor, criticality)
                )
                parts[key] = (to_buy, to_buy, world.hub)
            quantity, held = world.on_hand.get(product, (0.0, 0.0))
            on_hand += quantity * factor
            reserved += held * factor
            for place in places:
                supplies[place] += [
                    Supply(supply.day, supply.quantity * factor, supply.source)
                    for supply in world.supplies.get((place, product), ())
                ]
                needs[place] += [
                    Need(need.key, need.day, need.quantity * factor, need.criticality)
                    for need in world.others.get((place, product), ())
                ]
        return decide(
            plan_warehouse,
            find_unclaimed,
            needs,
            supplies,
            world.hub,
            first_day,
            parts,
            (on_hand, reserved),
        )

    def _get_owner(self, world, place, product, to_buy):
        """Return (the automatic rule that orders for a need, or none; its place).

        The rule of the part to buy comes before that of the part itself; a rule of the
        place itself before that of the hub, which gives what a van lacks.
        """
        for here in (place, world.hub):
            for product_id in (to_buy, product.id):
                rule = world.owners.get((here, product_id))
                if rule:
                    return rule, here
        return self.env["stock.warehouse.orderpoint"], world.hub
