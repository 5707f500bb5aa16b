"""What becomes of the needs for one set of parts that replace each other.

Quantities are in the unit of the set; whoever calls converts. The netting itself is
that of ``maintenance_consumption``, handed in as ``net``.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

EPSILON = 1e-9
# where the last of a need comes from: the worst first
COVERS = ("nothing", "requisition", "rfq", "incoming", "stock")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one need gets.

    ``covered_by``: one of COVERS; ``expected``: the day on which the last of it is
    there, None if now or never; ``short``: how much comes from nowhere; ``late``: how
    much comes after its day; ``foreign``: how much of it other parts or places supply.
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
    ``explain``; ``expected``: of what is late, when the last of it comes.
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
    """``verdicts``: {key: Verdict}; ``lacks`` by day; ``unclaimed``: what lies at the
    hub and nobody takes; ``claimed``: {source of a supply: how much of it is taken}."""

    verdicts: dict[tuple, Verdict]
    lacks: list[Lack]
    unclaimed: float
    claimed: dict[tuple, float]


def decide(
    net: Callable,
    unclaimed: Callable,
    needs: Mapping[Hashable, Iterable],
    supplies: Mapping[Hashable, Iterable],
    hub: Hashable,
    arrival: date,
    parts: Mapping[tuple, tuple[int, int, Hashable]],
    stock: tuple[float, float],
) -> Decision:
    """Net the needs of one set of parts and say what becomes of each.

    :param net: ``plan_warehouse`` of ``maintenance_consumption``
    :param unclaimed: its ``find_unclaimed``
    :param needs: by place, of maintenance and of all others
    :param supplies: by place; a source is ``(kind, id, part, place)``, the kind one of
        COVERS
    :param parts: {key of a need of maintenance: (the part to buy for it, the part and
        the place whose supply is not foreign)}. Needs with other keys are those of
        others: they take part, and are not told
    :param stock: what lies in all places together: (quantity, of it reserved)
    """
    plan = net(needs, supplies, hub, arrival)
    verdicts, lacks = {}, {}
    for key, (to_buy, *home) in parts.items():
        found = plan.allocations[key]
        verdicts[key] = _judge(found, *home)
        day = found.need.day
        for is_late, quantity in ((False, found.short), (True, found.late)):
            if quantity > EPSILON:
                lack = lacks.setdefault(
                    (day, to_buy, is_late), Lack(to_buy, day, is_late)
                )
                lack.quantity += quantity
                lack.pieces.append((key, quantity))
                if is_late:
                    latest = max(
                        supply.day for supply, _q in found.supplies if supply.day
                    )
                    lack.expected = max(lack.expected or latest, latest)
    told = [lacks[at] for at in sorted(lacks)]
    for lack in told:
        lack.facts = explain(lack, plan.allocations, supplies, parts, stock)
    at_hub = [plan.allocations[need.key] for need in needs.get(hub, ())]
    asked = [plan.allocations[key] for key in plan.asked]
    claimed = defaultdict(float)
    for found in plan.allocations.values():
        for supply, quantity in found.supplies:
            claimed[supply.source] += quantity
    left = unclaimed(supplies.get(hub, ()), at_hub + asked)
    return Decision(verdicts, told, left, dict(claimed))


def explain(
    lack: Lack,
    allocations: Mapping[tuple, object],
    supplies: Mapping[Hashable, Iterable],
    ours: Container[tuple],
    stock: tuple[float, float],
) -> dict[str, float]:
    """Return the arithmetic of a lack: what there is up to its day, and what is wanted.

    ``on_hand − reserved + incoming + ordered − kept − others − needed + also = −short``

    ``ordered``: draft RFQs and requisitions. ``others``: what others than maintenance
    take by that day. ``also``: what else nobody has by that day. ``kept``: what lies in
    a van, or goes to needs that come first though they are later.
    """
    day, on_hand, reserved = lack.day, *stock
    coming = defaultdict(float)
    for here in supplies.values():
        for supply in here:
            if supply.day is not None and supply.day <= day:
                coming[supply.source[0]] += supply.quantity
    wanted, unserved = defaultdict(float), 0.0
    for key, found in allocations.items():
        if found.need.day <= day:
            wanted[key in ours] += found.need.quantity
            unserved += found.short + sum(
                quantity
                for supply, quantity in found.supplies
                if supply.day is not None and supply.day > day
            )
    facts = {
        "on_hand": on_hand,
        "reserved": reserved,
        "incoming": coming["incoming"],
        "ordered": coming["rfq"] + coming["requisition"],
        "others": wanted[False],
        "needed": wanted[True],
        "also": unserved - lack.quantity,
        "short": lack.quantity,
    }
    there = on_hand - reserved + facts["incoming"] + facts["ordered"]
    facts["kept"] = there - (facts["others"] + facts["needed"] - unserved)
    return {
        name: number if abs(number) > EPSILON else 0.0 for name, number in facts.items()
    }


def _judge(found, home_part: int, home_place: Hashable) -> Verdict:
    kinds, foreign = set(), 0.0
    for supply, quantity in found.supplies:
        kind, _source, part, place = supply.source
        kinds.add(kind)
        if part != home_part or place != home_place:
            foreign += quantity
    if found.short > EPSILON:
        kinds.add("nothing")
    covered_by = next((kind for kind in COVERS if kind in kinds), "stock")
    return Verdict(covered_by, found.expected, found.short, found.late, foreign)
