from collections import defaultdict
from functools import cache, partial

from odoo import models
from odoo.tools import SQL, float_round

from ..tools import RawLack, Verdict, is_rush, order_by, share_facts, split_pieces

NEED_COLUMNS = (
    "product_id",
    "quantity",
    "date_need",
    "location_id",
    "source",
    "equipment_id",
    "request_id",
    "bom_line_id",
    "position",
    "criticality",
    "unit_cost",
    "cost",
    "short_cost",
    "date_order_by",
    "covered_by",
    "short_qty",
    "date_expected",
    "orderpoint_id",
    "rule_qty",
    "shortage_id",
)
SHORTAGE_COLUMNS = (
    "product_id",
    "quantity",
    "date_need",
    "date_order_by",
    "is_rush",
    "action",
    "source_warehouse_id",
    "orderpoint_id",
    "date_expected",
    "vendor_id",
    "cost",
    "facts",
    "requisition_line_id",
)
RUSH = SHORTAGE_COLUMNS.index("is_rush")
# of a part of which no stock is kept
IN_STOCK = Verdict("stock", None, 0.0, 0.0, 0.0)


class MaintenancePlannerRows(models.AbstractModel):
    """What the planner found, as rows."""

    _name = "maintenance.planner.rows"
    _description = "Results of the Planner"
    _inherit = [
        "maintenance.planner.evidence",
        "maintenance.planner.lines",
        "maintenance.planner.transfers",
    ]

    def _write_outcome(self, world, decisions):
        """Write needs, shortages and exceptions; return the summary of the run."""
        warehouse = world.warehouse
        table = self.env["maintenance.part.need"]
        rules = table._get_rules(warehouse)
        shortages = world.shortages | {
            key: (*world.shortages[key][:-1], line_id)
            for key, line_id in world.line_of.items()
        }
        exceptions = self._prepare_exceptions(world, decisions)
        kept = get_kept(world)
        table = self.env["maintenance.part.shortage"]
        written = [table._replace_rows(warehouse, SHORTAGE_COLUMNS, shortages, kept)]
        ids = table._get_ids_by_key(warehouse)
        shortage_of_need = {need: ids[key] for need, key in world.shortage_of.items()}
        needs = self._prepare_needs(world, decisions, shortage_of_need)
        table = self.env["maintenance.part.need"]
        written.append(table._replace_rows(warehouse, NEED_COLUMNS, needs, kept))
        (rules | table._get_rules(warehouse))._refresh_parts_demand()
        table = self.env["maintenance.planning.exception"]
        written.append(table._replace_exceptions(warehouse, exceptions))
        created, changed, removed = map(sum, zip(*written, strict=True))
        return {
            "warehouse_id": warehouse.id,
            "warehouse_name": warehouse.display_name,
            "needs": len(needs),
            "shortages": len(shortages),
            "rush": sum(row[RUSH] for row in shortages.values()),
            "exceptions": len(exceptions),
            "created": created,
            "changed": changed,
            "removed": removed,
        }

    def _prepare_needs(self, world, decisions, shortage_of_need):
        """Return {key: values of NEED_COLUMNS}."""
        verdicts = {
            key[1]: verdict
            for _members, decision in decisions
            for key, verdict in decision.verdicts.items()
        }
        to_money = _get_rounding(world.warehouse.company_id.currency_id)
        get_deadline = self._get_deadline_finder(world)
        rows = {}
        for need in world.needs:
            key, part_id = need.key, need.product_id
            to_buy = world.get_part_to_buy(part_id)
            sourcing = world.sourcing[part_id]
            verdict = verdicts.get(key, IN_STOCK)
            covered, expected, short, unordered = self._get_cover(world, need, verdict)
            if short or unordered:
                short /= world.factors[part_id]
                unordered /= world.factors[to_buy]
            rule = world.rules.get(key)
            rows[key] = (
                part_id,
                need.quantity,
                need.day,
                need.location_id,
                need.source,
                need.equipment_id,
                need.request_id,
                need.bom_line_id,
                need.position,
                need.criticality,
                sourcing.cost,
                to_money(need.quantity * sourcing.cost),
                to_money(unordered * world.sourcing[to_buy].price)
                if unordered
                else 0.0,
                get_deadline(need.day, world.leads[to_buy]),
                covered,
                short,
                expected,
                rule.id if rule else None,
                self._get_rule_quantity(world, need, verdict, rule) if rule else 0.0,
                shortage_of_need.get(key),
            )
        return rows

    def _get_rule_quantity(self, world, need, verdict, rule):
        """Return what a rule has to see of a need, in the unit of the rule's part.

        That belongs to the same set of parts. What waits in an open issue Odoo's rule
        for the same part and place sees by itself.
        """
        quantity = need.quantity
        if need.waiting and rule.product_id.id == need.product_id:
            place = self.env["stock.location"].browse(need.location_id)
            if place._child_of(rule.location_id):
                quantity -= need.waiting
        own = quantity * world.factors[need.product_id] - verdict.foreign
        return max(own, 0.0) / world.factors[rule.product_id.id]

    def _note_shortages(self, world, decisions):
        """Note in ``world`` what lacks."""
        to_money = _get_rounding(world.warehouse.company_id.currency_id)
        get_deadline = self._get_deadline_finder(world)
        for members, decision in decisions:
            offers = dict(world.offers.get(tuple(members), ()))
            for lack in decision.lacks:
                part_id = lack.part
                factor = world.factors[part_id]
                sourcing = world.sourcing[part_id]
                lead = world.leads[part_id]
                for action, source, rule, pieces in self._split_lack(
                    lack, world.rules, offers
                ):
                    is_given = action == "transfer"
                    deadline = get_deadline(
                        lack.day, lead.of_transfer() if is_given else lead
                    )
                    amount = sum(quantity for _key, quantity in pieces)
                    key = f"{part_id}/{lack.day}/{action}/{source or ''}"
                    facts = share_facts(lack, amount, factor)
                    rush = (
                        action in ("buy", "transfer")
                        and is_rush(deadline, world.today)
                        # nobody waits for a minimum
                        and any(kind == "need" for (kind, _name), _qty in pieces)
                    )
                    world.shortages[key] = (
                        part_id,
                        amount / factor,
                        lack.day,
                        deadline,
                        rush,
                        action,
                        source,
                        rule.id if rule else None,
                        lack.expected,
                        sourcing.vendor_id,
                        to_money(amount / factor * sourcing.price),
                        facts,
                        None,
                    )
                    world.lacking[key] = RawLack(
                        part_id,
                        lack.day,
                        deadline,
                        action,
                        source,
                        [
                            (need_key, quantity / factor)
                            for need_key, quantity in pieces
                        ],
                        facts,
                        rush,
                    )
                    for (kind, need_key), _quantity in pieces:
                        if kind == "need":
                            world.shortage_of[need_key] = key

    def _split_lack(self, lack, rules, offers):
        """Yield (action, id of the source warehouse, rule, pieces) of a lack.

        What is late is expedited; what a rule owns the rule orders; of the rest comes
        what another warehouse has too much of, and then what is bought.
        """
        if lack.is_late:
            yield "expedite", None, None, lack.pieces
            return
        by_rule = defaultdict(list)
        for key, quantity in lack.pieces:
            rule = rules.get(key[1]) if key[0] == "need" else None
            by_rule[rule].append((key, quantity))
        for rule, pieces in by_rule.items():
            if rule:
                yield "reorder", None, rule, pieces
                continue
            for source, taken in split_pieces(offers, pieces):
                yield ("transfer" if source else "buy"), source, None, taken

    def _get_deadline_finder(self, world):
        """Return a function from the day of a need and a Lead to the day to decide.

        Remembers what it was asked: there are few days, and few lead times.
        """
        from_day = world.today.replace(year=world.today.year - 1, day=1)
        until = world.today.replace(year=world.today.year + 2, day=1)
        works = world.warehouse.company_id._get_working_days(from_day, until)
        found = {}

        def get_deadline(day, lead):
            deadline = found.get((day, lead.days))
            if deadline is None:
                deadline = found[day, lead.days] = order_by(day, lead, *works)
            return deadline

        return get_deadline


def _get_rounding(currency):
    """Return the function that rounds as ``currency`` does.

    Remembers what it was asked: many needs cost the same.
    """
    return cache(partial(float_round, precision_rounding=currency.rounding))


def get_kept(world):
    """Return the condition on rows ``old`` that stay, of parts that are not planned."""
    return world.failed and SQL("old.product_id = ANY(%s)", list(world.failed))
