import logging
from collections import defaultdict
from functools import partial

from psycopg2 import DatabaseError

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.isolation import (
    NOT_OF_RECORDS,
    describe_error,
    try_each,
)
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.tools import (
    Need,
    earmark,
    plan_warehouse,
    reckon_bought,
    scale,
)

from ..tools import MOST, arrival, decide
from .maintenance_planner_refused import name_need
from .maintenance_planner_world import World

_logger = logging.getLogger(__name__)

DERIVED = (
    "maintenance.part.need",
    "maintenance.part.shortage",
    "maintenance.planning.exception",
    "maintenance.low.stock",
)
MOST_ROUNDS = 100
# how many times a warehouse is planned in part to find the parts that fail
MOST_TRIES = 200
# beyond its own lead time a part is looked at for so many days more
LOOK_AHEAD = 30


class MaintenancePlanner(models.AbstractModel):
    """The planner: facts in sets, the decision in plain Python, rows as a difference.

    One warehouse is one unit of work. It works beyond the rights of whoever started it:
    what a warehouse needs is a fact of its company.
    """

    _name = "maintenance.planner"
    _description = "Planner of Parts"
    _inherit = [
        "maintenance.planner.minimums",
        "maintenance.planner.low.stock",
        "maintenance.planner.stock",
    ]

    def _plan(self, warehouse, horizon_days=None):
        """Derive the needs, shortages and exceptions of ``warehouse`` anew.

        A part for which that fails stays as it was, and is told as an exception; if
        that is not enough, the whole warehouse does.

        :param horizon_days: how far to look, else the setting of the company
        :return: dict of counts: ``needs``, ``shortages``, ``rush``, ``exceptions``, and
            how many rows were ``created``, ``changed`` and ``removed``. If the
            warehouse could not be planned, ``reason`` instead: why, in words
        """
        [result] = self._plan_all(warehouse, horizon_days)
        return result

    def _plan_all(self, warehouses, horizon_days=None):
        """Plan several warehouses at once; return [what :meth:`_plan` does of each]."""
        self._open_age_jobs(warehouses)
        self._execute_entered(warehouses)
        results = {}
        for company, here in warehouses.grouped("company_id").items():
            # what a warehouse needs is a fact of its company, see above
            planner = as_superuser(self).with_company(company)
            here = planner.env["stock.warehouse"].browse(here.ids)
            results |= planner._plan_or_split(here, horizon_days)
        planned = warehouses.filtered(lambda one: "reason" not in results[one.id])
        planned._set_moment("parts_derived_at")
        return [results[warehouse.id] for warehouse in warehouses]

    def _plan_or_split(self, warehouses, horizon_days):
        """Plan these warehouses of one company at once, or each by itself if that
        fails. Returns {id of a warehouse: what :meth:`_plan` returns}.
        """
        try:
            with self.env.cr.savepoint():
                return self._plan_together(warehouses, horizon_days)
        except NOT_OF_RECORDS:
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(warehouses) == 1:
                _logger.exception("%s cannot be planned as a whole", warehouses)
                return {
                    warehouses.id: self._plan_without_failing(
                        warehouses, horizon_days, describe_error(error)
                    )
                }
        results = {}
        for warehouse in warehouses:
            results |= self._plan_or_split(warehouse, horizon_days)
        return results

    def _plan_together(self, warehouses, horizon_days, failed=None, products=None):
        """Plan these warehouses of one company.

        :return: {id of a warehouse: what :meth:`_plan` returns}
        :param failed: {product id: why, in words} of parts to leave as they are
        :param products: decide about no others, if given
        """
        seen = {
            warehouse: self._look_and_decide(warehouse, horizon_days, failed, products)
            for warehouse in warehouses
        }
        if any([self._drop_transfers(*found) for found in seen.values()]):
            seen = {
                warehouse: self._look_and_decide(
                    warehouse, horizon_days, world.failed, products
                )
                for warehouse, (world, _decisions) in seen.items()
            }
        # all before anything is ordered: a transfer changes what others see
        for world, decisions in seen.values():
            world.offers = self._get_offers(world, decisions, seen, horizon_days)
        results = {}
        for warehouse, (world, decisions) in seen.items():
            outcome = self._settle(world, decisions, horizon_days)
            results[warehouse.id] = self._write_outcome(*outcome)
        return results

    # --- what fails -----------------------------------------------------------------

    def _plan_without_failing(self, warehouse, horizon_days, reason):
        """Plan ``warehouse`` without the parts for which that fails, and tell these.

        :param reason: why it failed with all of them, in words
        :return: what :meth:`_plan` returns
        """
        parts = self._get_parts_to_try(warehouse)
        failed = self._find_failing(warehouse, horizon_days, parts)
        if failed:
            failed = self._with_equivalents(failed)
            try:
                with self.env.cr.savepoint():
                    return self._plan_together(warehouse, horizon_days, failed)[
                        warehouse.id
                    ]
            except NOT_OF_RECORDS:
                raise
            except Exception as error:
                self.env.invalidate_all()
                _logger.exception("%s cannot be planned", warehouse)
                reason = describe_error(error)
        self.env["maintenance.planning.exception"]._tell_failures(
            "failed_warehouse", {warehouse: reason}, warehouse
        )
        return {
            "warehouse_id": warehouse.id,
            "warehouse_name": warehouse.display_name,
            "reason": reason,
        }

    def _find_failing(self, warehouse, horizon_days, parts):
        """Return {product id: why, in words} of those of ``parts`` that fail.

        Each half is tried by itself, then each half of the one that fails, and so on;
        what was tried is undone. None is found if it fails without any of them, or if
        so many fail that it is not about the parts.
        """
        if self._try_parts(warehouse, horizon_days, parts[:0]) is not None:
            return {}
        failed, waiting = {}, [parts]
        for _try in range(MOST_TRIES):
            if not waiting:
                return failed
            some = waiting.pop()
            reason = self._try_parts(warehouse, horizon_days, some)
            if reason is not None and len(some) == 1:
                failed[some.id] = reason
            elif reason is not None:
                half = len(some) // 2
                waiting += [some[half:], some[:half]]
        return {}

    def _try_parts(self, warehouse, horizon_days, parts):
        """Plan ``parts`` alone, undo it, and return why it failed in words, or None."""
        reason = None
        savepoint = self.env.cr.savepoint()
        try:
            self._plan_together(warehouse, horizon_days, products=parts)
            self.env.flush_all()
        except NOT_OF_RECORDS:
            raise
        except Exception as error:
            reason = describe_error(error)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return reason

    def _get_parts_to_try(self, warehouse):
        """Return all parts that a run for ``warehouse`` may decide about."""
        rows = self.env.execute_query(
            SQL(
                """SELECT product_id FROM maintenance_bom_component
                    UNION
                   SELECT p.product_id
                     FROM maintenance_request_part p
                     JOIN maintenance_request r ON r.id = p.request_id
                    WHERE r.warehouse_id = %(warehouse)s
                    UNION
                   SELECT product_id
                     FROM maintenance_requisition_line
                    WHERE warehouse_id = %(warehouse)s
                    UNION
                   SELECT product_id
                     FROM maintenance_part_minimum
                    WHERE warehouse_id = %(warehouse)s
                 ORDER BY product_id""",
                warehouse=warehouse.id,
            )
        )
        parts = self.env["product.product"].browse([part_id for [part_id] in rows])
        contents = parts._get_part_contents(warehouse.company_id)
        return parts.union(*(part for inside in contents.values() for part in inside))

    def _with_equivalents(self, failed):
        """Return {product id: why} with the parts that replace those: they are decided
        about together.
        """
        sets, _successors = self.env["product.product"]._get_equivalences(set(failed))
        return failed | {
            part_id: next(failed[one] for one in group if one in failed)
            for group in sets
            for part_id in group
            if not failed.keys().isdisjoint(group)
        }

    def _find_unusable(self, world, parts):
        """Return {product id: why, in words} of those with which one cannot calculate:
        some quantity or price is no number, or larger than anybody counts.
        """
        numbers = []
        for part_id in parts.ids:
            sourcing, minimum = world.sourcing[part_id], world.minimums.get(part_id)
            numbers += [
                ("cost", part_id, sourcing.cost),
                ("cost", part_id, sourcing.price),
                ("minimum", part_id, minimum and minimum[0]),
                *(("stock", part_id, qty) for qty in world.on_hand.get(part_id, ())),
            ]
        for what, by_place in (("supply", world.supplies), ("others", world.others)):
            numbers += [
                (what, product.id, row.quantity)
                for (_place_id, product), here in by_place.items()
                for row in here
            ]
        # not: above, for NaN is neither
        found = {
            part_id: (what, number)
            for what, part_id, number in numbers
            if not abs(number or 0.0) <= MOST
        }
        if not found:
            return found
        texts = {
            "cost": self.env._("its cost or price is %s"),
            "minimum": self.env._("its minimum is %s"),
            "others": self.env._("others than maintenance want %s of it"),
            "stock": self.env._("a quantity of it in stock is %s"),
            "supply": self.env._("a quantity of it in stock or on order is %s"),
        }
        found = {
            part_id: texts[what] % number for part_id, (what, number) in found.items()
        }
        return self._with_equivalents(found)

    # --- what is decided ------------------------------------------------------------

    def _forget(self, warehouses):
        """Nothing is needed any more at ``warehouses``, which are archived."""
        lines = self.env["maintenance.requisition.line"]
        for warehouse in warehouses:
            here = lines.with_company(warehouse.company_id)._get_following(warehouse)
            here._drop()._cancel_empty()
        for name in DERIVED:
            self.env[name]._remove_rows(warehouses)

    def _open_age_jobs(self, warehouses):
        """Open jobs for the parts of the assets there that come near their age.

        Only of companies that are live. For all before any is planned: what one lacks
        another may have too much of.
        """
        opened = self.env["maintenance.request"]
        for warehouse in warehouses.filtered("company_id.parts_live"):
            company = warehouse.company_id
            # see above
            planner = as_superuser(self).with_company(company)
            near = planner._get_near_assets_domain(warehouse.with_env(planner.env))
            today = company._get_today()
            assets = planner.env["maintenance.equipment"].search(near)
            found = []
            failed = try_each(assets, partial(_open_some, today, found))
            for result in found:
                opened |= result["opened"]
                failed |= result["failed"]
            table = self.env["maintenance.planning.exception"]
            table._tell_failures("failed_age", failed, warehouse)
        return opened

    def _look_and_decide(
        self, warehouse, horizon_days=None, failed=None, products=None
    ):
        """Return the World of ``warehouse`` and what is decided about its needs.

        :param failed: {product id: why, in words} of parts to leave as they are
        :param products: look at no others, if given
        """
        world = self._look(warehouse, horizon_days, products, failed)
        return world, self._decide(world)

    def _settle(self, world, decisions, horizon_days=None):
        """Find what lacks and order what is due; return what holds after that.

        What is ordered follows the needs as long as it can, and is no fact. A transfer
        is one: whoever looks again sees it on its way, and so do we.
        """
        self._note_shortages(world, decisions)
        # each transfer takes of what others have too much of: few rounds are needed
        for _round in range(MOST_ROUNDS):
            if not self._settle_lines(world, decisions):
                break
            world, decisions = self._look_and_decide(
                world.warehouse, horizon_days, world.failed, world.products
            )
            world.offers = self._get_offers(world, decisions, {}, horizon_days)
            self._note_shortages(world, decisions)
        return world, decisions

    def _look(self, warehouse, horizon_days=None, products=None, failed=None):
        """Return the World of ``warehouse``.

        :param products: look at no others, if given
        :param failed: {product id: why, in words} of parts not to look at
        """
        self.env.flush_all()
        company = warehouse.company_id
        today = company._get_today()
        horizon = company._get_parts_horizon(horizon_days)
        longest = self._get_longest_lead(warehouse) + LOOK_AHEAD
        last_day = fields.Date.add(today, days=max(horizon, longest))
        problems = {}
        needs = self._get_needs(warehouse, today, last_day, products, problems)
        world = World(warehouse, today, needs, products=products, problems=problems)
        world.minimums = self._get_minimums(warehouse, products)
        world.leave_out(failed)
        if products is None:
            ordered = self._get_ordered_parts(warehouse)
        else:
            ordered = products.ids
        self._look_at_parts(
            world, [part_id for part_id in ordered if world.is_planned(part_id)]
        )
        # what is bought is the newest, and that may take longer
        last_days = {}
        for part_id in world.leads:
            lead = world.leads[world.get_part_to_buy(part_id)]
            last_days[part_id] = fields.Date.add(
                today, days=max(horizon, lead.days + LOOK_AHEAD)
            )
        world.needs = [
            need for need in world.needs if need.day <= last_days[need.product_id]
        ]
        return world

    def _look_at_parts(self, world, part_ids=()):
        """Add to ``world`` what is to be known of the parts that it needs.

        :param part_ids: ids of others to look at
        """
        company = world.warehouse.company_id
        wanted = {need.product_id for need in world.needs}
        wanted.update(world.minimums, part_ids)
        world.sets, world.successors = self.env["product.product"]._get_equivalences(
            wanted
        )
        members = [product_id for group in world.sets for product_id in group]
        parts = self.env["product.product"].browse(members)
        # a product asks its template for each field by itself: slow for thousands
        stored = parts.filtered("product_tmpl_id.is_storable")
        world.not_stored = set((parts - stored).ids)
        world.sourcing = parts._get_part_sourcing()
        world.leads = parts._get_part_leads(
            world.sourcing, world.warehouse._get_receipt_days()
        )
        self._fit_units(world, parts)
        places = self.env["stock.location"].browse(world.place_ids)
        world.supplies, world.on_hand, world.bought = self._get_stock(
            places, stored, company
        )
        world.others = self.env["maintenance.request"]._get_other_needs(
            places, stored, dict.fromkeys(places.ids, company)
        )
        world.owners = self._get_owners(places, stored)
        world.leave_out(self._find_unusable(world, parts))

    def _get_longest_lead(self, warehouse):
        """Return the longest lead time of a part on any BOM or job, or of one that
        supersedes another, in days.
        """
        company = warehouse.company_id
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
                                       WHERE r.product_id = p.id)
                           OR EXISTS (SELECT 1
                                        FROM product_product o
                                       WHERE o.superseded_by_id = p.id))""",
                company.id,
            )
        )
        longest = max(longest or 0, company.parts_default_lead_days)
        return company._get_part_lead(longest, warehouse._get_receipt_days()).days

    def _fit_units(self, world, parts):
        """Find for every part how much of its unit is one unit of its set.

        A part whose unit does not convert is netted by itself, and told. Of what is not
        kept in stock there is always some: it is not netted.
        """
        units = {part.id: part.product_tmpl_id.uom_id for part in parts}
        sets = []
        for group in world.sets:
            group = [part_id for part_id in group if part_id not in world.not_stored]
            if not group:
                continue
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
        """Return [(members, Decision)] for every set of parts for which that works."""
        decisions, failed = [], {}
        for members in world.sets:
            try:
                decisions.append((members, self._decide_set(world, members)))
            except DatabaseError:
                raise
            except Exception as error:
                _logger.exception("Products %s are not planned", members)
                failed |= dict.fromkeys(members, describe_error(error))
        world.leave_out(failed)
        return decisions

    def _decide_set(self, world, members):
        """Return the Decision for the parts ``members``, in the unit of the set."""
        needs, parts = defaultdict(list), {}
        on_hand = reserved = 0.0
        first_day = arrival(world.today, world.leads[members[-1]])
        for product_id in members:
            factor = world.factors[product_id]
            to_buy = world.get_part_to_buy(product_id)
            for raw in world.needs_of.get(product_id, ()):
                key, place = ("need", raw.key), raw.location_id
                quantity = raw.quantity * factor
                need = Need(key, raw.day, quantity, raw.criticality)
                needs[place].append(self._with_refused(world, need))
                rule, home = self._get_owner(world, place, to_buy)
                if rule:
                    world.rules[raw.key] = rule
                parts[key] = (to_buy, rule.product_id.id if rule else to_buy, home)
            minimum = self._get_minimum(world, product_id, to_buy, first_day)
            if minimum:
                needs[world.hub].append(self._with_refused(world, minimum))
                parts[minimum.key] = (to_buy, to_buy, world.hub)
            for place, here in world.others_of.get(product_id, ()):
                needs[place] += scale(here, factor)
            quantity, held = world.on_hand.get(product_id, (0.0, 0.0))
            on_hand += quantity * factor
            reserved += held * factor
        supplies = self._get_set_supplies(world, members, needs)
        return decide(
            plan_warehouse,
            needs,
            supplies,
            world.hub,
            first_day,
            parts,
            (on_hand, reserved),
            self.env["product.product"]._get_dust(
                world.factors[part_id] for part_id in members
            ),
        )

    def _get_set_supplies(self, world, members, needs):
        """Return {place id: [Supply]} of the parts ``members``, in the unit of the set,
        with what was bought for ``needs`` that still want it apart.

        :param needs: {place id: [Need]}
        """
        supplies = defaultdict(list)
        wanted, used = {}, {}
        if any(part_id in world.bought_of for part_id in members):
            for need in (one for here in needs.values() for one in here):
                if not need.of_others:
                    wanted[name_need(need.key)] = need.quantity
            for part_id in members:
                if part_id in world.minimums:
                    quantity, _criticality = world.minimums[part_id]
                    name = name_need(("minimum", part_id))
                    wanted[name] = quantity * world.factors[part_id]
                for raw in world.needs_of.get(part_id, ()):
                    used[raw.key] = raw.used * world.factors[part_id]
        for part_id in members:
            factor = world.factors[part_id]
            bought = world.bought_of.get(part_id, {})
            for place_id, here in world.supplies_of.get(part_id, ()):
                supplies[place_id] += earmark(
                    scale(here, factor),
                    reckon_bought(bought.get(place_id, {}), used, factor),
                    wanted,
                )
        return supplies

    def _get_minimum(self, world, product_id, to_buy, day):
        """Return the Need of what is always kept of a part, None if nothing is.

        Where a rule orders the part, its own minimum counts.
        """
        minimum = world.minimums.get(product_id)
        if not minimum or self._get_owner(world, world.hub, to_buy)[0]:
            return None
        quantity, criticality = minimum
        quantity *= world.factors[product_id]
        return Need(("minimum", product_id), day, quantity, criticality)

    def _get_owner(self, world, place, to_buy):
        """Return (the automatic rule that orders for a need, or None; its place).

        It is that of the part to buy: a rule of a part that another supersedes orders
        what nobody wants any more. A rule of the place itself comes before that of the
        hub, which gives what a van lacks.
        """
        for here in (place, world.hub) if world.owners else ():
            rule = world.owners.get((here, to_buy))
            if rule:
                return rule, here
        return None, world.hub


def _open_some(today, found, assets):
    """Open the jobs for the ages of ``assets``; add what came of it to ``found``."""
    found.append(assets._open_age_jobs(today))
