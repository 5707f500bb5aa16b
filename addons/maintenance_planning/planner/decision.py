"""What each need gets: the facts of a set of parts, netted. Without records."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from odoo.addons.maintenance_bom.models.isolation import describe_error
from odoo.addons.maintenance_bom.tools import EPSILON
from odoo.addons.maintenance_consumption.tools import (
    Need,
    Supply,
    find_dust,
    peg_supplies,
    plan_warehouse,
    reckon_bought,
    scale,
)

from ..tools import (
    Decision,
    Lack,
    arrival,
    decide,
    get_valid,
    refuse,
    with_refused,
)
from .facts import Facts, OnHand, Rule

_logger = logging.getLogger(__name__)


class SetDecision(NamedTuple):
    """What is decided about parts that replace each other, in the unit of their set."""

    members: list[int]
    decision: Decision


@dataclass
class Decisions:
    """``rules``: {key of a need: the automatic reordering rule that orders for it}."""

    sets: list[SetDecision] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)

    @property
    def lacks(self) -> list[Lack]:
        return [lack for _members, decision in self.sets for lack in decision.lacks]


def decide_all(facts: Facts) -> Decisions:
    """Decide about every set of parts; leave out of ``facts`` those that fail."""
    decisions, failed = Decisions(), {}
    for members in facts.parts.sets:
        try:
            decision = decide_set(facts, members, decisions.rules)
        except Exception as error:
            _logger.exception("Products %s are not planned", members)
            failed |= dict.fromkeys(members, describe_error(error))
        else:
            decisions.sets.append(SetDecision(members, decision))
    facts.leave_out(failed)
    return decisions


def decide_set(
    facts: Facts, members: Sequence[int], rules: dict[str, Rule]
) -> Decision:
    """Return the Decision for the parts ``members``, in the unit of the set.

    :param rules: {key of a need: the rule that orders for it}, to add those to
    """
    factors, leads = facts.parts.factors, facts.parts.leads
    needs, parts = defaultdict(list), {}
    on_hand = reserved = 0.0
    first_day = arrival(facts.today, leads[members[-1]])
    for product_id in members:
        factor = factors[product_id]
        to_buy = facts.parts.get_part_to_buy(product_id)
        for raw in facts.needs_of.get(product_id, ()):
            key, place = ("need", raw.key), raw.location_id
            need = Need(key, raw.day, raw.quantity * factor, raw.criticality)
            needs[place].append(note_refused(facts, need))
            rule, home = facts.find_rule(place, to_buy)
            if rule:
                rules[raw.key] = rule
            parts[key] = (to_buy, rule.product_id if rule else to_buy, home)
        minimum = _get_minimum(facts, product_id, to_buy, first_day)
        if minimum:
            needs[facts.hub].append(note_refused(facts, minimum))
            parts[minimum.key] = (to_buy, to_buy, facts.hub)
        for place, here in facts.others_of.get(product_id, ()):
            needs[place] += scale(here, factor)
        there = facts.stock.on_hand.get(product_id, OnHand())
        on_hand += there.quantity * factor
        reserved += there.reserved * factor
    return decide(
        plan_warehouse,
        needs,
        get_set_supplies(facts, members, needs),
        facts.hub,
        first_day,
        parts,
        (on_hand, reserved),
        find_dust(facts.digits, (factors[part_id] for part_id in members)),
    )


def get_set_supplies(
    facts: Facts, members: Sequence[int], needs: dict[int, list[Need]]
) -> dict[int, list[Supply]]:
    """Return {place id: [Supply]} of the parts ``members``, in the unit of the set,
    with what was bought for ``needs`` that still want it apart.

    :param needs: {place id: [Need]}
    """
    factors = facts.parts.factors
    supplies = defaultdict(list)
    wanted, used = {}, {}
    if any(part_id in facts.bought_of for part_id in members):
        for need in (one for here in needs.values() for one in here):
            if not need.of_others:
                wanted[name_need(need.key)] = need.quantity
        for part_id in members:
            if part_id in facts.minimums:
                name = name_need(("minimum", part_id))
                wanted[name] = facts.minimums[part_id].quantity * factors[part_id]
            for raw in facts.needs_of.get(part_id, ()):
                used[raw.key] = raw.used * factors[part_id]
    for part_id in members:
        factor = factors[part_id]
        bought = facts.bought_of.get(part_id, {})
        for place_id, here in facts.supplies_of.get(part_id, ()):
            supplies[place_id] += peg_supplies(
                scale(here, factor),
                reckon_bought(bought.get(place_id, {}), used, factor),
                wanted,
            )
    return supplies


def _get_minimum(facts, product_id, to_buy, day):
    """Return the Need of what is always kept of a part, None if nothing is.

    Where a rule orders the part, its own minimum counts.
    """
    minimum = facts.minimums.get(product_id)
    if not minimum or facts.find_rule(facts.hub, to_buy)[0]:
        return None
    quantity = minimum.quantity * facts.parts.factors[product_id]
    return Need(("minimum", product_id), day, quantity, minimum.criticality)


def sum_claimed(facts: Facts, decisions: Decisions) -> dict[tuple[str, int], float]:
    """Return {(kind, id of a supply): how much of it somebody counts on}, each in the
    unit of its part.
    """
    claimed = defaultdict(float)
    for members, decision in decisions.sets:
        for source, quantity in decision.claimed.items():
            kind, number, part_id, _place = source
            if part_id in members:
                claimed[kind, number] += quantity / facts.parts.factors[part_id]
    return claimed


# --- what persons have rejected -------------------------------------------------------


def name_need(key: tuple) -> str:
    """Return the name under which it is remembered for which need, or minimum, of the
    netting something was bought or rejected.
    """
    kind, name = key
    return name if kind == "need" else f"{kind}/{name}"


def note_refused(facts: Facts, need: Need) -> Need:
    """Return ``need``, of a set of parts, with what of it persons have rejected."""
    if not facts.refused:
        return need
    return with_refused(
        need,
        facts.refused.get(name_need(need.key), ()),
        facts.today,
        lambda part_id: facts.parts.factors.get(part_id, 1.0),
    )


def refuse_pieces(
    facts: Facts, key: tuple, day, pieces: Sequence[tuple]
) -> tuple[list[float], int | None]:
    """Return (how much of each piece is refused, id of the line that was cancelled).

    :param key: of a need that lacks ``pieces`` for ``day``
    :param pieces: [(group, quantity in the unit of the part)]
    """
    refused = facts.refused.get(name_need(key), ())
    valid = get_valid(refused, key, day, facts.today)
    if not valid:
        return [0.0] * len(pieces), None
    return refuse(pieces, [one.refusal for one in valid]), valid[-1].line_id


def sum_unrefused(facts: Facts, decisions: Decisions, lack: Lack) -> float:
    """Return what of ``lack`` nobody has refused and no reordering rule orders, in the
    unit of the set.
    """
    left = 0.0
    factor = facts.parts.factors[lack.part]
    for key, quantity in lack.pieces:
        if key[1] in decisions.rules:
            continue
        [taken], _line = refuse_pieces(
            facts, key, lack.day, [(None, quantity / factor)]
        )
        if quantity - taken * factor > EPSILON:
            left += quantity - taken * factor
    return left
