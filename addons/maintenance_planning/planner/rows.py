"""What a run writes: rows of the derived tables. Without records."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import EPSILON

from ..tools import TO_ORDER, RawNeed, Verdict
from .decision import Decisions
from .facts import Facts
from .shortages import Deadlines, Ordering, Shortages

# of a part of which no stock is kept
IN_STOCK = Verdict("stock", None, 0.0, 0.0, 0.0)


class NeedRow(NamedTuple):
    """The columns of a row of ``maintenance.part.need``."""

    product_id: int
    quantity: float
    date_need: date
    location_id: int
    source: str
    equipment_id: int | None
    request_id: int | None
    bom_line_id: int | None
    position: str | None
    criticality: str
    unit_cost: float
    cost: float
    short_cost: float
    date_order_by: date
    covered_by: str
    short_qty: float
    date_expected: date | None
    orderpoint_id: int | None
    rule_qty: float
    shortage_id: int | None


class ShortageRow(NamedTuple):
    """The columns of a row of ``maintenance.part.shortage``."""

    product_id: int
    quantity: float
    date_need: date
    date_order_by: date
    is_rush: bool
    action: str
    source_warehouse_id: int | None
    orderpoint_id: int | None
    date_expected: date | None
    vendor_id: int | None
    cost: float
    facts: dict


class Cover(NamedTuple):
    """What a need gets, in the unit of its set.

    ``covered_by``: where the last of it comes from; ``expected``: when; ``short``: how
    much has no planned supply; ``unordered``: how much is not ordered yet.
    """

    covered_by: str
    expected: date | None
    short: float
    unordered: float


def prepare_shortages(
    facts: Facts, shortages: Shortages, to_money: Callable[[float], float]
) -> dict[str, ShortageRow]:
    """Return {key: row} of what lacks.

    :param to_money: rounds to the currency of the company
    """
    rows = {}
    for key, one in shortages.by_key.items():
        sourcing = facts.parts.sourcing[one.product_id]
        rows[key] = ShortageRow(
            one.product_id,
            one.quantity,
            one.day,
            one.order_by,
            one.is_rush,
            one.action,
            one.source_id,
            one.rule_id,
            one.expected,
            sourcing.vendor_id,
            to_money(one.quantity * sourcing.price),
            one.facts,
        )
    return rows


def prepare_needs(
    facts: Facts,
    decisions: Decisions,
    ordering: Ordering,
    shortage_ids: Mapping[str, int],
    deadlines: Deadlines,
    to_money: Callable[[float], float],
) -> dict[str, NeedRow]:
    """Return {key: row} of what is needed.

    :param shortage_ids: {key of a need: id of the row of what it lacks}
    :param to_money: rounds to the currency of the company
    """
    verdicts = {
        key[1]: verdict
        for _members, decision in decisions.sets
        for key, verdict in decision.verdicts.items()
    }
    parts = facts.parts
    rows = {}
    for need in facts.needs:
        key, part_id = need.key, need.product_id
        to_buy = parts.get_part_to_buy(part_id)
        sourcing = parts.sourcing[part_id]
        verdict = verdicts.get(key, IN_STOCK)
        covered, expected, short, unordered = find_cover(verdict, ordering, key)
        if short or unordered:
            short /= parts.factors[part_id]
            unordered /= parts.factors[to_buy]
        rule = decisions.rules.get(key)
        rows[key] = NeedRow(
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
            to_money(unordered * parts.sourcing[to_buy].price) if unordered else 0.0,
            deadlines.find(need.day, parts.leads[to_buy]),
            covered,
            short,
            expected,
            rule.id if rule else None,
            _get_rule_quantity(facts, need, verdict, rule) if rule else 0.0,
            shortage_ids.get(key),
        )
    return rows


def find_cover(verdict: Verdict, ordering: Ordering, key: str) -> Cover:
    """Return what a need gets, with what is to be ordered for it.

    :param key: of the need
    """
    served = ordering.served.get(key)
    if not served:
        return Cover(verdict.covered_by, verdict.expected, verdict.short, verdict.short)
    waiting = sum(one.quantity for one in served if not one.is_ordered)
    short = verdict.short - sum(one.quantity for one in served)
    if short > EPSILON:
        return Cover("nothing", None, short, short + waiting)
    if waiting > EPSILON:
        covered = TO_ORDER
    else:
        covered = "rfq" if any(one.is_bought for one in served) else "incoming"
    return Cover(covered, max(one.day for one in served), 0.0, waiting)


def _get_rule_quantity(facts, need: RawNeed, verdict, rule):
    """Return what a rule has to see of a need, in the unit of the rule's part.

    That belongs to the same set of parts. What waits in an open issue Odoo's rule for
    the same part and place sees by itself.
    """
    quantity = need.quantity
    if (
        need.waiting
        and rule.product_id == need.product_id
        and need.location_id in rule.place_ids
    ):
        quantity -= need.waiting
    own = quantity * facts.parts.factors[need.product_id] - verdict.foreign
    return max(own, 0.0) / facts.parts.factors[rule.product_id]
