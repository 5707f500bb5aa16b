"""What there is: all facts about one warehouse and its parts, fetched in sets."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.tools import CRITICALITIES
from odoo.addons.maintenance_consumption.tools import Supply, newest

from ..tools import DRAFT_ORDERS, MOST, Lead, RawNeed, Refused, Sourcing
from .needs import Scope, find_needs

# beyond its own lead time a part is looked at for so many days more
LOOK_AHEAD = 30


class Minimum(NamedTuple):
    """So much of a part is always to be kept, in its own unit."""

    quantity: float
    criticality: str


class OnHand(NamedTuple):
    """What lies in all places together, in the part's own unit."""

    quantity: float = 0.0
    reserved: float = 0.0


class Rule(NamedTuple):
    """An automatic reordering rule: what it orders, and at or below which places."""

    id: int
    product_id: int
    place_ids: frozenset[int]


@dataclass
class Parts:
    """How parts replace each other, count and are bought.

    ``sets``: [ids of parts that replace each other, the newest last]; ``successors``:
    {part: the one that supersedes it}; ``factors``: how much of the unit of its set one
    unit of a part is; ``misfits``: parts whose unit does not convert to that of their
    set; ``not_stored``: parts of which no stock is kept; ``sourcing``, ``leads``: how a
    part is bought and how long that takes.
    """

    sets: list[list[int]] = field(default_factory=list)
    successors: dict[int, int] = field(default_factory=dict)
    factors: dict[int, float] = field(default_factory=dict)
    misfits: set[int] = field(default_factory=set)
    not_stored: set[int] = field(default_factory=set)
    sourcing: dict[int, Sourcing] = field(default_factory=dict)
    leads: dict[int, Lead] = field(default_factory=dict)

    def get_part_to_buy(self, part_id: int) -> int:
        """Return the id of the part to buy: the newest, if its unit converts and it is
        kept in stock.
        """
        to_buy = newest(part_id, self.successors)
        apart = {part_id, to_buy} & (self.misfits | self.not_stored)
        return part_id if apart else to_buy


@dataclass
class Stock:
    """What is there, on its way, and wanted by others: by (place id, product id).

    ``bought``: {source of a supply, or None for the shelf: {name of a need: what of it
    was bought for that need}}; ``on_hand``: by product, of all places; ``rules``: the
    automatic reordering rule that orders for what lacks.
    """

    supplies: dict[tuple[int, int], list[Supply]] = field(default_factory=dict)
    others: dict[tuple[int, int], list] = field(default_factory=dict)
    bought: dict[tuple[int, int], dict] = field(default_factory=dict)
    on_hand: dict[int, OnHand] = field(default_factory=dict)
    rules: dict[tuple[int, int], Rule] = field(default_factory=dict)


@dataclass
class Facts:
    """What the planner knows of one warehouse.

    ``kept_at``: ids of places to look at though nothing is needed there; ``products``:
    look at no others, None for all; ``refused``: {name of a need: what persons have
    rejected of it}; ``problems``: {key: values of an exception} of what was left out of
    the needs; ``failed``: {product id: why it is not planned, in words};
    ``digits``: decimals of quantities.
    """

    warehouse: models.BaseModel
    today: date
    needs: list[RawNeed]
    minimums: dict[int, Minimum] = field(default_factory=dict)
    refused: dict[str, list[Refused]] = field(default_factory=dict)
    problems: dict[str, dict] = field(default_factory=dict)
    products: models.BaseModel | None = None
    kept_at: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)
    digits: int = 2
    parts: Parts = field(default_factory=Parts)
    stock: Stock = field(default_factory=Stock)

    @cached_property
    def hub(self) -> int:
        """The place that the warehouse buys for."""
        return self.warehouse.lot_stock_id.id

    @property
    def place_ids(self) -> set[int]:
        """Ids of the places that count."""
        return {need.location_id for need in self.needs} | {self.hub} | self.kept_at

    @cached_property
    def needs_by_key(self) -> dict[str, RawNeed]:
        return {need.key: need for need in self.needs}

    @cached_property
    def needs_of(self) -> Mapping[int, list[RawNeed]]:
        """{product id: its needs}"""
        found = defaultdict(list)
        for need in self.needs:
            found[need.product_id].append(need)
        return found

    @cached_property
    def supplies_of(self) -> Mapping[int, list[tuple[int, list[Supply]]]]:
        """{product id: [(place id, supplies)]} at the places that count."""
        return self._by_part(self.stock.supplies)

    @cached_property
    def others_of(self) -> Mapping[int, list[tuple[int, list]]]:
        """{product id: [(place id, needs of others)]} at the same places."""
        return self._by_part(self.stock.others)

    @cached_property
    def bought_of(self) -> Mapping[int, dict[int, dict]]:
        """{product id: {place id: what was bought for whom}}"""
        found = defaultdict(dict)
        for (place_id, product_id), here in self.stock.bought.items():
            found[product_id][place_id] = here
        return found

    def _by_part(self, by_place):
        place_ids = self.place_ids
        found = defaultdict(list)
        for (place_id, product_id), here in by_place.items():
            if place_id in place_ids:
                found[product_id].append((place_id, here))
        return found

    def is_planned(self, product_id: int) -> bool:
        """Return whether this run decides about a part: what it does not decide about
        stays as it was.
        """
        return product_id not in self.failed and (
            self.products is None or product_id in self.products._ids
        )

    def leave_out(self, failed: dict[int, str]) -> None:
        """Forget what is known of parts that cannot be planned.

        :param failed: {product id: why, in words}; with those that replace each other
        """
        if not failed:
            return
        self.failed |= failed
        self.needs = [need for need in self.needs if need.product_id not in failed]
        self.minimums = {
            part_id: minimum
            for part_id, minimum in self.minimums.items()
            if part_id not in failed
        }
        self.parts.sets = [
            group for group in self.parts.sets if failed.keys().isdisjoint(group)
        ]
        for name in ("needs_by_key", "needs_of"):
            self.__dict__.pop(name, None)

    def find_rule(self, place_id: int, to_buy: int) -> tuple[Rule | None, int]:
        """Return (the automatic rule that orders for a need, or None; its place).

        It is that of the part to buy: a rule of a part that another supersedes orders
        a part that is not bought any more. A rule of the place itself comes before that
        of the hub, which gives what a van lacks.
        """
        rules = self.stock.rules
        for here in (place_id, self.hub) if rules else ():
            rule = rules.get((here, to_buy))
            if rule:
                return rule, here
        return None, self.hub


# --- all about a warehouse ------------------------------------------------------------


def look(planner, warehouse, horizon_days=None, products=None, failed=None) -> Facts:
    """Return the Facts of ``warehouse``.

    :param products: look at no others, if given
    :param failed: {product id: why, in words} of parts not to look at
    """
    planner.env.flush_all()
    warehouse = warehouse.with_env(planner.env)
    company = warehouse.company_id
    today = company._get_today()
    horizon = company._get_parts_horizon(horizon_days)
    longest = _get_longest_lead(warehouse) + LOOK_AHEAD
    last_day = today + timedelta(max(horizon, longest))
    scope = Scope(warehouse, today, last_day, products)
    facts = Facts(
        warehouse,
        today,
        find_needs(scope),
        get_minimums(warehouse, products),
        problems=scope.problems,
        products=products,
    )
    facts.leave_out(failed)
    if products is None:
        ordered = planner._get_ordered_parts(warehouse)
    else:
        ordered = products.ids
    look_at_parts(
        planner, facts, [part_id for part_id in ordered if facts.is_planned(part_id)]
    )
    # what is bought is the newest, and that may take longer
    last_days = {}
    for part_id in facts.parts.leads:
        lead = facts.parts.leads[facts.parts.get_part_to_buy(part_id)]
        last_days[part_id] = today + timedelta(max(horizon, lead.days + LOOK_AHEAD))
    facts.needs = [
        need for need in facts.needs if need.day <= last_days[need.product_id]
    ]
    return facts


def look_at_parts(planner, facts: Facts, part_ids=()) -> None:
    """Add to ``facts`` what is to be known of the parts that they need.

    :param part_ids: ids of others to look at
    """
    env = planner.env
    facts.digits = env["decimal.precision"].precision_get("Product Unit")
    wanted = {need.product_id for need in facts.needs}
    wanted.update(facts.minimums, part_ids)
    sets, successors = env["product.product"]._get_equivalences(wanted)
    parts = env["product.product"].browse(
        [product_id for group in sets for product_id in group]
    )
    # a product asks its template for each field by itself: slow for thousands
    stored = parts.filtered("product_tmpl_id.is_storable")
    sourcing = parts._get_part_sourcing()
    facts.parts = Parts(
        successors=successors,
        not_stored=set((parts - stored).ids),
        sourcing=sourcing,
        leads=parts._get_part_leads(sourcing, facts.warehouse._get_receipt_days()),
    )
    _fit_units(facts.parts, sets, parts)
    places = env["stock.location"].browse(facts.place_ids)
    facts.stock = get_stock(planner, places, stored, facts.warehouse.company_id)
    if facts.needs or facts.minimums:
        facts.refused = planner._get_refused(facts.warehouse)
    facts.leave_out(find_unusable(facts, parts))


def _get_longest_lead(warehouse):
    """Return the longest lead time of a part on any BOM or job, or of one that
    supersedes another, in days.
    """
    company = warehouse.company_id
    [[longest]] = warehouse.env.execute_query(
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
                                   WHERE r.product_id = p.id)
                       OR EXISTS (SELECT 1
                                    FROM product_product o
                                   WHERE o.superseded_by_id = p.id))""",
            company.id,
        )
    )
    longest = max(longest or 0, company.parts_default_lead_days)
    return company._get_part_lead(longest, warehouse._get_receipt_days()).days


def _fit_units(found: Parts, sets, parts):
    """Find for every part how much of its unit is one unit of its set.

    A part whose unit does not convert is netted by itself, and told. Of what is not
    kept in stock there is always some: it is not netted.
    """
    units = {part.id: part.product_tmpl_id.uom_id for part in parts}
    for group in sets:
        group = [part_id for part_id in group if part_id not in found.not_stored]
        if not group:
            continue
        unit = units[group[-1]]
        fitting = []
        for part_id in group:
            factor = units[part_id]._get_factor_to(unit)
            if factor is None:
                found.misfits.add(part_id)
                found.sets.append([part_id])
            else:
                fitting.append(part_id)
            found.factors[part_id] = 1.0 if factor is None else factor
        found.sets.append(fitting)


def get_minimums(warehouse, products=None, near=None) -> dict[int, Minimum]:
    """Return {product id: what is always to be kept of it in ``warehouse``}.

    Of the parts that living assets near this warehouse have: what the company always
    wants to have of a vital, essential or desirable one. A minimum of a part's own
    counts instead of that.

    :param products: only of these, if given
    :param near: domain of these assets, if others than those that live now
    """
    env, company = warehouse.env, warehouse.company_id
    levels = {
        name: company[f"parts_minimum_{name}"]
        for name, _label in CRITICALITIES
        if company[f"parts_minimum_{name}"] > 0
    }
    mine = Domain.TRUE if products is None else Domain("product_id", "in", products.ids)
    found = {}
    if levels:
        if near is None:
            near = env["maintenance.equipment"]._get_near_domain(warehouse)
        domain = Domain("criticality", "in", list(levels)) & Domain(
            "equipment_id", "any", near
        )
        for product, criticality in env["maintenance.equipment.part"]._read_group(
            domain & mine, ["product_id", "criticality"]
        ):
            level = Minimum(levels[criticality], criticality)
            found[product.id] = max(found.get(product.id, level), level)
    own_minimums = env["maintenance.part.minimum"].search_fetch(
        Domain("warehouse_id", "=", warehouse.id)
        & Domain("is_applied", "=", True)
        & mine,
        ["product_id", "quantity"],
    )
    for own in own_minimums:
        _level, criticality = found.pop(own.product_id.id, Minimum(0.0, "desirable"))
        if own.quantity > 0:
            found[own.product_id.id] = Minimum(own.quantity, criticality)
    return found


def find_unusable(facts: Facts, parts) -> dict[int, str]:
    """Return {product id: why, in words} of those of ``parts`` that cannot be planned:
    a quantity or price is not a number, or too large.
    """
    numbers = []
    for part_id in parts.ids:
        sourcing = facts.parts.sourcing[part_id]
        minimum = facts.minimums.get(part_id)
        numbers += [
            ("cost", part_id, sourcing.cost),
            ("cost", part_id, sourcing.price),
            ("minimum", part_id, minimum and minimum.quantity),
            *(("stock", part_id, qty) for qty in facts.stock.on_hand.get(part_id, ())),
        ]
    for what, by_place in (
        ("supply", facts.stock.supplies),
        ("others", facts.stock.others),
    ):
        numbers += [
            (what, product_id, row.quantity)
            for (_place_id, product_id), here in by_place.items()
            for row in here
        ]
    # `not (a <= b)` also catches NaN
    found = {
        part_id: (what, number)
        for what, part_id, number in numbers
        if not abs(number or 0.0) <= MOST
    }
    if not found:
        return found
    env = parts.env
    texts = {
        "cost": env._("its cost or price is %s"),
        "minimum": env._("its minimum is %s"),
        "others": env._("other demand is %s"),
        "stock": env._("a quantity of it in stock is %s"),
        "supply": env._("a quantity of it in stock or on order is %s"),
    }
    return add_equivalents(
        env,
        {part_id: texts[what] % number for part_id, (what, number) in found.items()},
    )


def add_equivalents(env, failed: dict[int, str]) -> dict[int, str]:
    """Return {product id: why} with the parts that replace those: they are decided
    about together.
    """
    sets, _successors = env["product.product"]._get_equivalences(set(failed))
    return failed | {
        part_id: next(failed[one] for one in group if one in failed)
        for group in sets
        for part_id in group
        if not failed.keys().isdisjoint(group)
    }


# --- what is there and on its way -----------------------------------------------------


def get_stock(planner, places, products, company) -> Stock:
    """Return the Stock of ``products`` in ``places``.

    The source of a supply is ``(kind, id, product id, place id)``, and it knows its
    part: what is owed of one is not paid by another that replaces it.
    """
    companies = dict.fromkeys(places.ids, company)
    requests = planner.env["maintenance.request"]
    found = requests._get_supplies(places, products, companies)
    bought = {
        (place_id, product.id): {
            source and _name_source(source, place_id, product.id): names
            for source, names in here.items()
        }
        for (place_id, product), here in requests._get_bought(found).items()
    }
    supplies = defaultdict(list)
    for (place_id, product), here in found.items():
        for supply in here:
            source = _name_source(supply.source, place_id, product.id)
            supplies[place_id, product.id].append(supply._replace(source=source))
    asked = [
        *_get_rfq_supplies(planner, places, products, company),
        *planner._get_order_supplies(places, products, company),
    ]
    for place_id, product, supply in asked:
        supplies[place_id, product.id].append(supply._replace(part=product.id))
    names_of = planner._get_order_needs([supply.source[:2] for *_at, supply in asked])
    for place_id, product, supply in asked:
        names = names_of.get(supply.source[:2], {})
        bought.setdefault((place_id, product.id), {})[supply.source] = names
    others = requests._get_other_needs(places, products, companies)
    return Stock(
        supplies,
        {(place_id, product.id): here for (place_id, product), here in others.items()},
        bought,
        _get_on_hand(places, products),
        _get_rules(places, products),
    )


def _name_source(source, place_id, product_id):
    """Return the source of a supply as the planner has it."""
    kind, *number = source
    # what was taken and is pending is owed by the shelf
    kind = "incoming" if kind == "move" else "stock"
    return (kind, *(number or [0]), product_id, place_id)


def _get_on_hand(places, products):
    """Return {product id: OnHand} in ``places`` together."""
    quants = products.env["stock.quant"]
    groups = quants._read_group(
        quants._get_parts_domain(places, products),
        ["product_id"],
        ["quantity:sum", "reserved_quantity:sum"],
    )
    return {product.id: OnHand(*numbers) for product, *numbers in groups}


def _get_rfq_supplies(planner, places, products, company):
    """Yield (place id, product, Supply) of what draft RFQs would bring.

    Not of those that still follow the needs: what is wanted is found without them.
    """
    today = company._get_today()
    days_to_shelf = places.warehouse_id._get_days_to_shelf()
    lines = planner.env["purchase.order.line"].search_fetch(
        Domain("product_id", "in", products.ids)
        & Domain("state", "in", DRAFT_ORDERS)
        & Domain("company_id", "=", company.id),
        [
            "date_planned",
            "location_final_id",
            "order_id",
            "orderpoint_id",
            "product_id",
            "product_qty",
            "product_uom_id",
        ],
    )
    for line in lines - planner._get_following_rfq_lines(lines):
        dock = line.order_id.picking_type_id.default_location_dest_id
        place = (
            line.orderpoint_id.location_id
            or line.location_final_id
            or line.order_id._get_final_location_record()
        )
        place_id = _find_place(place, places)
        if not place_id:
            continue
        quantity = line.product_uom_id._compute_quantity(
            line.product_qty, line.product_id.uom_id, round=False
        )
        day = today
        if line.date_planned:
            day = max(company._get_local_day(line.date_planned), today)
        day += timedelta(days_to_shelf.get(dock.id, 0))
        source = ("rfq", line.id, line.product_id.id, place_id)
        yield place_id, line.product_id, Supply(day, quantity, source)


def _find_place(location, places):
    """Return the id of the innermost of ``places`` around ``location``, or False.

    What arrives at the warehouse above its stock is for its stock.
    """
    nearest = location._get_nearest(places)
    if nearest:
        return nearest
    above = places.filtered(
        lambda place: (place.parent_path or "").startswith(location.parent_path or "-")
    )
    hub = location.warehouse_id.lot_stock_id
    return hub.id if hub in above else False


def _get_rules(places, products):
    """Return {(place id, product id): the automatic reordering Rule that orders}.

    A rule orders for the places at and below its location; the innermost one wins.
    """
    rules = products.env["stock.warehouse.orderpoint"].search_fetch(
        Domain("product_id", "in", products.ids)
        & Domain("trigger", "=", "auto")
        & Domain("location_id", "parent_of", places.ids),
        ["location_id", "product_id"],
    )
    paths = {
        place.id: [int(number) for number in place.parent_path.split("/")[:-1]]
        for place in places
    }
    by_location = {}
    for rule in rules:
        location_id, product_id = rule.location_id.id, rule.product_id.id
        below = frozenset(id_ for id_, path in paths.items() if location_id in path)
        by_location[location_id, product_id] = Rule(rule.id, product_id, below)
    found = {}
    for place_id, path in paths.items():
        for product_id in rules.product_id.ids:
            for location_id in reversed(path):
                rule = by_location.get((location_id, product_id))
                if rule:
                    found[place_id, product_id] = rule
                    break
    return found
