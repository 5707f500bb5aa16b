"""What becomes of the needs for one set of parts that replace each other.

Quantities are in the unit of the set; the caller converts. The netting itself is
that of ``maintenance_consumption``, handed in as ``net``.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.maintenance_bom.tools import EPSILON

# the kind of what is to be ordered and is in no request for quotation yet
TO_ORDER = "requisition"
# where the last of a need comes from: the worst first
COVERS = ("nothing", TO_ORDER, "rfq", "incoming", "stock")


class Verdict(NamedTuple):
    """What one need gets.

    ``covered_by``: one of COVERS; ``expected``: the day on which the last of it is
    there, None if now or never; ``short``: how much has no planned supply;
    ``late``: how much comes after its day; ``foreign``: how much of it other parts
    or places supply.
    """

    covered_by: str
    expected: date | None
    short: float
    late: float
    foreign: float


@dataclass(slots=True)
class Lack:
    """What one part is short of, or gets too late, for one day.

    ``pieces``: ``(key of the need, quantity)``; ``facts``: the arithmetic, see
    ``_explain``; ``expected``: of what is late, when the last of it comes.
    """

    part: int
    day: date
    is_late: bool
    quantity: float = 0.0
    expected: date | None = None
    pieces: list[tuple[tuple, float]] = field(default_factory=list)
    facts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """``verdicts``: {key: Verdict}; ``lacks`` by day; ``unclaimed``: stock at the
    hub that no need takes; ``claimed``: {source of a supply: how much of it is taken,
    or covers negative stock}."""

    verdicts: dict[tuple, Verdict]
    lacks: list[Lack]
    unclaimed: float
    claimed: dict[tuple, float]


def decide(
    net: Callable,
    needs: Mapping[Hashable, Iterable],
    supplies: Mapping[Hashable, Iterable],
    hub: Hashable,
    arrival: date,
    parts: Mapping[tuple, tuple[int, int, Hashable]],
    stock: tuple[float, float],
    dust: float = EPSILON,
) -> Decision:
    """Net the needs of one set of parts and say what becomes of each.

    :param net: ``plan_warehouse`` of ``maintenance_consumption``
    :param needs: by place, of maintenance and of all others
    :param supplies: by place; a source is ``(kind, id, part, place)``, the kind one of
        COVERS
    :param parts: {key of a need of maintenance: (the part to buy for it, the part and
        the place whose supply is not foreign)}. Needs with other keys are those of
        others: they take part, and are not told
    :param stock: what lies in all places together: (quantity, of it reserved)
    :param dust: shortages up to this are ignored, as less cannot be moved
    """
    plan = net(needs, supplies, hub, arrival)
    verdicts, lacks = {}, {}
    for key, (to_buy, home_part, home_place) in parts.items():
        found = plan.allocations[key].without(dust)
        verdicts[key] = _judge(found, home_part, home_place)
        if found.short > EPSILON:
            _note_lack(lacks, to_buy, found, found.short)
        if found.late > EPSILON:
            latest = max(supply.day for supply, _q in found.supplies if supply.day)
            _note_lack(lacks, to_buy, found, found.late, latest)
    told = [lacks[at] for at in sorted(lacks)]
    if told:
        _explain(told, plan, supplies, parts, stock)
    claimed = defaultdict(float)
    for found in plan.allocations.values():
        for supply, quantity in found.supplies:
            claimed[supply.source] += quantity
    for supply, quantity in plan.paid:
        claimed[supply.source] += quantity
    return Decision(verdicts, told, plan.unclaimed, dict(claimed))


def _note_lack(lacks, to_buy, found, quantity, expected=None):
    """Add to the lacks of a day what one need is short of, or gets too late."""
    day, is_late = found.need.day, expected is not None
    lack = lacks.get((day, to_buy, is_late))
    if not lack:
        lack = lacks[day, to_buy, is_late] = Lack(to_buy, day, is_late)
    lack.quantity += quantity
    lack.pieces.append((found.need.key, quantity))
    if is_late:
        lack.expected = max(lack.expected or expected, expected)


def _explain(
    lacks: Iterable[Lack],
    plan: object,
    supplies: Mapping[Hashable, Iterable],
    ours: Container[tuple],
    stock: tuple[float, float],
) -> None:
    """Give every lack its arithmetic: what there is by its day, and what is wanted.

    ``on_hand − reserved − expired + incoming + ordered − kept − others − needed + also
    = −short``

    ``expired``: stock that expires before that day and that no need takes until then.
    ``ordered``: what is to be ordered or in draft RFQs. ``others``: what others than
    maintenance take by that day. ``also``: what else is missing by that day. ``kept``:
    what lies in a van, or goes to needs that come first though they are later.

    Those that are zero are left out.

    :param lacks: by day
    """
    changes = _find_changes(plan, supplies, ours, max(lack.day for lack in lacks))
    days = sorted(changes, reverse=True)
    sums = defaultdict(float)
    for lack in lacks:
        while days and days[-1] <= lack.day:
            for name, number in changes[days.pop()].items():
                sums[name] += number
        facts = {
            "on_hand": stock[0],
            "reserved": stock[1],
            "expired": sums["expired"],
            "incoming": sums["incoming"],
            "ordered": sums["ordered"],
            "others": sums["others"],
            "needed": sums["needed"],
            "also": sums["unserved"] - lack.quantity,
            "short": lack.quantity,
        }
        there = stock[0] - stock[1] - sums["expired"]
        there += sums["incoming"] + sums["ordered"]
        facts["kept"] = there - (sums["others"] + sums["needed"] - sums["unserved"])
        lack.facts = {
            name: number for name, number in facts.items() if abs(number) > EPSILON
        }


def share_facts(lack: Lack, quantity: float, factor: float) -> dict[str, float]:
    """Return the arithmetic of a part of ``lack``: what else lacks, lacks also.

    :param quantity: how much of the lack it is, in the unit of the set
    :param factor: how much of that unit is one of the unit in which to tell it
    """
    if quantity == lack.quantity and factor == 1.0:
        return lack.facts
    also = lack.facts.get("also", 0.0) + lack.quantity - quantity
    facts = dict(lack.facts, also=also, short=quantity)
    return {
        name: number / factor for name, number in facts.items() if abs(number) > EPSILON
    }


def _find_changes(plan, supplies, ours, last_day) -> dict[date, dict[str, float]]:
    """Return {day: by how much what has come, has expired, is wanted or is unserved
    changes}, of what expires only up to ``last_day``.
    """
    changes = defaultdict(lambda: defaultdict(float))
    for here in supplies.values():
        for supply in here:
            if supply.day is not None:
                name = "incoming" if supply.source[0] == "incoming" else "ordered"
                changes[supply.day][name] += supply.quantity
            elif supply.quantity > 0 and _expires_before(last_day, supply):
                changes[supply.until + timedelta(1)]["expired"] += supply.quantity
    taken = [piece for found in plan.allocations.values() for piece in found.supplies]
    for supply, quantity in (*taken, *plan.paid):
        if supply.day is None and _expires_before(last_day, supply):
            changes[supply.until + timedelta(1)]["expired"] -= quantity
    for key, found in plan.allocations.items():
        here = changes[found.need.day]
        here["needed" if key in ours else "others"] += found.need.quantity
        here["unserved"] += found.short
        if found.late > EPSILON:
            for supply, quantity in found.supplies:
                if supply.day is not None and supply.day > found.need.day:
                    here["unserved"] += quantity
                    changes[supply.day]["unserved"] -= quantity
    return changes


def _expires_before(day: date, supply) -> bool:
    return supply.until is not None and supply.until < day


def _judge(found, home_part: int, home_place: Hashable) -> Verdict:
    worst, foreign = "nothing" if found.short else "stock", 0.0
    for supply, quantity in found.supplies:
        kind, _source, part, place = supply.source
        worst = min(worst, kind, key=COVERS.index)
        if part != home_part or place != home_place:
            foreign += quantity
    return Verdict(worst, found.expected, found.short, found.late, foreign)
