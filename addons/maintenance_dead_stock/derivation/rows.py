"""From facts to the rows of ``maintenance.dead.stock``, without records."""

from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo.addons.maintenance_bom.tools import CRITICALITIES

from ..tools import (
    Limits,
    Member,
    PartFacts,
    classify,
    judge_confidence,
    judge_movement,
    round_surplus,
    share_surplus,
)
from .facts import ALL_PARTS, Facts, Needed, Stocked, Used

# as many decimals as the last bits of a sum in another order do not change
DIGITS = 6
# more days than that are as good as for ever
MOST_DAYS = 99_999


class Row(NamedTuple):
    """The stored columns that are derived, in their order; ``abc`` comes later."""

    product_id: int
    categ_id: int | None
    location_id: int | None
    status: str
    confidence: str
    coverage: float
    on_hand: float
    on_order: float
    draft_qty: float
    live_asset_count: int
    unknown_asset_count: int
    elsewhere_asset_count: int
    retired_asset_count: int
    other_demand: float
    last_issue_date: object
    last_use_date: object
    next_need_date: object
    remaining_need: float
    minimum_qty: float
    expired_qty: float
    surplus_qty: float
    value: float
    surplus_value: float
    carrying_cost: float
    usage_qty: float
    usage_value: float
    turnover: float
    days_on_hand: int | None
    stocked_since: object
    last_leaving_date: object
    is_lacking: bool
    fsn: str
    criticality: str | None


def prepare_rows(facts: Facts) -> dict[int, Row]:
    """Return {part id: Row} of the parts that lie in the warehouse or are on order.

    Not of parts that have never had to do with an asset and are no spare parts.
    """
    company, today = facts.scope.company, facts.scope.today
    limits = Limits(
        today - relativedelta(months=company.parts_slow_months),
        today + relativedelta(months=company.parts_dying_months),
        company.parts_thin_coverage / 100,
    )
    carrying = company.parts_carrying_rate / 100 * company.parts_carrying_months / 12
    coverage = _get_coverage(facts)
    rows = {}
    shown = facts.stock.keys() | {
        part_id for part_id, quantity in facts.on_order.items() if quantity > 0
    }
    surplus = _share_in_sets(facts)
    for part_id in shown:
        leader, _factor = facts.get_leader(part_id)
        # a job may plan what is on no BOM and was never issued
        is_linked = leader in facts.linked or leader in facts.needed
        if is_linked or part_id in facts.spare:
            rows[part_id] = _prepare_row(
                facts, part_id, leader, is_linked, surplus, limits, carrying, coverage
            )
    return rows


def _get_coverage(facts):
    """Return the coverage of parts that have to do with no asset: that of all."""
    known = facts.needed.get(ALL_PARTS)
    return known.coverage if known and known.coverage is not None else 1.0


def _share_in_sets(facts):
    """Return {part id: surplus} of parts that replace each other, in own units."""
    found = {}
    for leader, part_ids in facts.sets.items():
        kept = facts.needed.get(leader, Needed()).need
        members = []
        for part_id in part_ids:
            factor = facts.leaders[part_id][1]
            kept += facts.minimums.get(part_id, 0.0) * factor
            stocked = facts.stock.get(part_id, Stocked())
            others = _sum_others(facts, part_id)
            usable = stocked.quantity - stocked.expired
            members.append(Member(part_id, usable * factor, others * factor))
        for part_id, quantity in share_surplus(members, kept).items():
            found[part_id] = quantity / facts.leaders[part_id][1]
    return found


def _sum_others(facts, part_id):
    used = facts.used.get(part_id)
    return facts.others.get(part_id, 0.0) + (used.by_others if used else 0.0)


def _prepare_row(
    facts, part_id, leader, is_linked, surplus, limits, carrying, coverage
):
    stocked = facts.stock.get(part_id) or Stocked()
    needed = facts.needed.get(leader) or Needed()
    used = facts.used.get(part_id) or Used()
    price, rounding, categ_id = facts.units[part_id]
    _leader, factor = facts.get_leader(part_id)
    others = _sum_others(facts, part_id)
    minimum = facts.minimums.get(part_id, 0.0)
    need = needed.need / factor
    on_hand = round(stocked.quantity, DIGITS)
    expired = round(min(stocked.expired, max(on_hand, 0.0)), DIGITS)
    is_lacking = leader in facts.lacking
    if is_lacking:
        left = 0.0
    elif part_id in surplus:
        left = surplus[part_id]
    else:
        left = max(on_hand - expired - need - others - minimum, 0.0)
    # nobody can use what has expired
    left = round(round_surplus(left + expired, on_hand, rounding), DIGITS)
    coverage = coverage if needed.coverage is None else needed.coverage
    status = classify(
        PartFacts(
            on_hand,
            left,
            needed.live,
            needed.elsewhere,
            is_linked,
            others > 0 or (needed.need > 0 and not needed.live),
            needed.rank == 0,
            used.last_use,
            stocked.since,
            needed.leaves_on,
            coverage,
        ),
        limits,
    )
    value = float(stocked.value)
    # lots have costs of their own: the average of what is there
    price = value / stocked.quantity if stocked.quantity > 0 else float(price)
    turnover = used.quantity / on_hand if on_hand > 0 else 0.0
    return Row(
        part_id,
        categ_id,
        stocked.location_id,
        status,
        judge_confidence(
            coverage, limits.thin, needed.unknown / needed.live if needed.live else 0.0
        ),
        round(100 * coverage, 1),
        on_hand,
        round(facts.on_order.get(part_id, 0.0), DIGITS),
        round(facts.draft.get(part_id, 0.0), DIGITS),
        needed.live,
        needed.unknown,
        needed.elsewhere,
        needed.retired,
        round(others, DIGITS),
        used.last_issue,
        used.last_use,
        needed.next_need,
        round(need, DIGITS),
        round(minimum, DIGITS),
        expired,
        left,
        round(value, DIGITS),
        round(left * price, DIGITS),
        round(value * carrying, DIGITS),
        round(used.quantity, DIGITS),
        round(max(used.quantity, 0.0) * price, DIGITS),
        round(turnover, DIGITS),
        _count_days(on_hand, used.quantity),
        stocked.since,
        needed.leaves_on if needed.live else None,
        is_lacking,
        judge_movement(turnover),
        CRITICALITIES[needed.rank][0] if needed.rank is not None else None,
    )


def _count_days(on_hand, used):
    """Return for how many days it lasts; None if nothing was used."""
    if on_hand <= 0 or used <= 0:
        return None
    return min(round(on_hand / used * 365), MOST_DAYS)
