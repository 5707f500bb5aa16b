"""What lacks, and what is done about it: expedite, reorder, transfer, buy.

Without records.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from odoo.addons.maintenance_consumption.tools import Supply

from ..tools import Lack, Lead, is_rush, order_by, share_facts, split_pieces
from .decision import Decisions
from .facts import Facts


class Shortage(NamedTuple):
    """What lacks of one part for one day, and what is done about it.

    In the unit of the part, not rounded. ``pieces``: ``(key of the need, quantity)``;
    ``source_id``: the warehouse that gives it; ``rule_id``: the reordering rule that
    orders it; ``expected``: when what is late comes; ``facts``: the arithmetic up to
    its day; ``is_rush``: the day to decide has passed, and somebody waits.
    """

    product_id: int
    quantity: float
    day: date
    order_by: date
    action: str
    source_id: int | None
    rule_id: int | None
    expected: date | None
    pieces: list[tuple[tuple, float]]
    facts: dict[str, float]
    is_rush: bool

    @property
    def key(self) -> str:
        return f"{self.product_id}/{self.day}/{self.action}/{self.source_id or ''}"


@dataclass
class Shortages:
    """``by_key``: {key: Shortage}; ``of_need``: {key of a need: key of a shortage}."""

    by_key: dict[str, Shortage] = field(default_factory=dict)
    of_need: dict[str, str] = field(default_factory=dict)

    def add(self, shortage: Shortage) -> None:
        key = shortage.key
        self.by_key[key] = shortage
        for (kind, name), _quantity in shortage.pieces:
            if kind == "need":
                self.of_need[name] = key


class Served(NamedTuple):
    """What of a need something that is not in the books yet is to bring.

    ``quantity`` in the unit of the set; ``is_ordered``: it is on its way; ``is_bought``
    or else transferred; ``day``: when it is expected.
    """

    quantity: float
    is_ordered: bool
    is_bought: bool
    day: date


@dataclass
class Ordering:
    """What is done about shortages beyond telling them: nothing, if none does more.

    ``is_moved``: stock was moved, so that the facts are others now; ``order_of``:
    {key of a shortage: id of what is to get it}; ``unserved``: {key of a
    need whose shortage is not ordered: key of that shortage}; ``served``: {key of a
    need: what is to bring what it lacks}; ``supplies``: {product id: [(place id, what
    was ordered in this run)]}.
    """

    is_moved: bool = False
    order_of: dict[str, int] = field(default_factory=dict)
    unserved: dict[str, str] = field(default_factory=dict)
    served: dict[str, list[Served]] = field(default_factory=dict)
    supplies: Mapping[int, list[tuple[int, list[Supply]]]] = field(default_factory=dict)

    def note_unserved(self, need_key: tuple, shortage_key: str) -> None:
        """Note that this shortage of a need is not ordered: the need names it, rather
        than its other shortages, which are on their way.
        """
        kind, name = need_key
        if kind == "need":
            self.unserved[name] = shortage_key


class Deadlines:
    """The last days to decide, for a company that works on ``weekdays`` but not on
    ``holidays``. Remembers what it was asked: there are few days, and few lead times.
    """

    def __init__(self, weekdays, holidays):
        self._works = weekdays, holidays
        self._found = {}

    def find(self, day: date, lead: Lead) -> date:
        """Return by when to decide about what is needed on ``day``."""
        deadline = self._found.get((day, lead.days))
        if deadline is None:
            deadline = order_by(day, lead, *self._works)
            self._found[day, lead.days] = deadline
        return deadline


def find_shortages(
    facts: Facts,
    decisions: Decisions,
    offers: Mapping[tuple, Mapping[int, float]],
    deadlines: Deadlines,
) -> Shortages:
    """Return what lacks, and what is done about it.

    :param offers: {parts of a set: {other warehouse: how much of its spare stock is for
        this one, in the unit of the set}}
    """
    found = Shortages()
    for members, decision in decisions.sets:
        left = dict(offers.get(tuple(members), ()))
        for lack in decision.lacks:
            lead = facts.parts.leads[lack.part]
            factor = facts.parts.factors[lack.part]
            for action, source, rule_id, pieces in _split_lack(lack, decisions, left):
                deadline = deadlines.find(
                    lack.day, lead.of_transfer() if action == "transfer" else lead
                )
                amount = sum(quantity for _key, quantity in pieces)
                found.add(
                    Shortage(
                        lack.part,
                        amount / factor,
                        lack.day,
                        deadline,
                        action,
                        source,
                        rule_id,
                        lack.expected,
                        [(key, quantity / factor) for key, quantity in pieces],
                        share_facts(lack, amount, factor),
                        action in ("buy", "transfer")
                        and is_rush(deadline, facts.today)
                        # a minimum alone is no rush
                        and any(kind == "need" for (kind, _name), _qty in pieces),
                    )
                )
    return found


def _split_lack(lack: Lack, decisions: Decisions, offers: dict[int, float]):
    """Yield (action, id of the source warehouse, id of the rule, pieces) of a lack.

    What is late is expedited; what a rule owns the rule orders; of the rest comes what
    another warehouse has too much of, and then what is bought.
    """
    if lack.is_late:
        yield "expedite", None, None, lack.pieces
        return
    by_rule = defaultdict(list)
    for key, quantity in lack.pieces:
        rule = decisions.rules.get(key[1]) if key[0] == "need" else None
        by_rule[rule and rule.id].append((key, quantity))
    for rule_id, pieces in by_rule.items():
        if rule_id:
            yield "reorder", None, rule_id, pieces
            continue
        for source, taken in split_pieces(offers, pieces):
            yield ("transfer" if source else "buy"), source, None, taken
