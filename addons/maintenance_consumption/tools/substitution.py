"""Which of several parts that replace each other each need gets.

How much everybody gets, in time and late, is decided by ``allocate`` over the whole set
and nowhere else: so whoever nets the set as one agrees. Here it is decided which of the
parts it is. As far as that harms nobody, each need gets the very part that it asks for:
only that can be reserved and issued as it is planned.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from odoo.addons.maintenance_bom.tools import EPSILON, take

from .netting import Allocation, Supply, allocate, describe, pay_debts
from .priority import Need
from .priority import rank as rank_need


@dataclass(frozen=True, slots=True)
class Substitute:
    """``quantity`` of another ``part`` that is there from ``day`` on; None: now."""

    part: Hashable
    day: date | None
    quantity: float


def allocate_set(
    needs: Mapping[Hashable, Iterable[Need]],
    supplies: Mapping[Hashable, Iterable[Supply]],
    arrival: date,
) -> dict[tuple, tuple[Allocation, list[Substitute]]]:
    """Return {key of the need: (what it gets of its own part, [what of others])}.

    What others give is short, or late, of the own part: nobody is told that a part is
    there which is not. If all can be served from their own parts, nobody gets another.

    :param needs: by part; keys are unique over all parts
    :param supplies: by part, those to use up first in front
    :param arrival: see ``allocate``
    """
    needs = {part: list(here) for part, here in needs.items()}
    if len(needs) == 1 and needs.keys() == supplies.keys():
        [[part, here]] = needs.items()
        found = allocate(here, supplies[part], arrival)
        return {key: (own, []) for key, own in found.items()}
    needs = {
        part: [need._replace(part=part) if need.of_others else need for need in here]
        for part, here in needs.items()
    }
    supplies = {
        part: [supply._replace(part=part) for supply in here]
        for part, here in supplies.items()
    }
    together = allocate(
        (need for here in needs.values() for need in here),
        (supply for here in supplies.values() for supply in here),
        arrival,
    )
    apart = {}
    for part, here in needs.items():
        apart |= allocate(here, supplies.get(part, ()), arrival)
    if all(_is_as_good(apart[key], found) for key, found in together.items()):
        return {key: (found, []) for key, found in apart.items()}
    turns = sorted(together.values(), key=lambda found: rank_need(found.need, arrival))
    part_of = {need.key: part for part, here in needs.items() for need in here}
    pool = _put_together(supplies)
    # others than maintenance take what they ask for, and nothing else
    others = {found.need.key: (found, []) for found in turns if found.need.of_others}
    for found, _instead in others.values():
        _take_out(pool, found)
    turns = [found for found in turns if not found.need.of_others]
    return others | _share_parts(turns, part_of, pool)


def _is_as_good(apart: Allocation, together: Allocation) -> bool:
    return (
        abs(_in_time(apart) - _in_time(together)) <= EPSILON
        and abs(apart.late - together.late) <= EPSILON
    )


def _in_time(found: Allocation) -> float:
    return found.from_stock + found.on_time


def _put_together(supplies):
    """Return ``[supply, quantity left]`` by day, then in the order of parts."""
    order = {part: number for number, part in enumerate(supplies)}
    return sorted(
        pay_debts(supply for here in supplies.values() for supply in here)[0],
        key=lambda entry: (entry[0].day or date.min, order[entry[0].part]),
    )


def _take_out(pool, found):
    """Take out of the pool what one need gets."""
    for supply, quantity in found.supplies:
        take(quantity, (entry for entry in pool if entry[0] == supply))


def _share_parts(turns, part_of, pool):
    """Share out the pool so that each gets as much, and as much in time, as ``turns``
    say, of its own part wherever possible.

    First come first served, but nobody takes of its own part what would leave another
    without what that one is to get in time.
    """
    held = defaultdict(list)
    slack = _Slack(turns, pool)
    for found in turns:
        own = [entry for entry in pool if entry[0].part == part_of[found.need.key]]
        left = _in_time(found)
        for entry in reversed(_filter_in_time(own, found.need)):
            left -= slack.take(held[found.need.key], entry, found.need, left)
    for found in turns:
        mine = held[found.need.key]
        left = _in_time(found) - sum(quantity for _entry, quantity in mine)
        # the latest first: what is there earlier is left to those who cannot wait
        mine += take(left, reversed(_filter_in_time(pool, found.need)))
    for found in turns:
        liked = _prefer(pool, found.need, part_of)
        held[found.need.key] += take(found.late, liked)
    for found in turns:
        _exchange(held[found.need.key], _prefer(pool, found.need, part_of))
    return {
        found.need.key: _tell(found.need, part_of, held[found.need.key], pool)
        for found in turns
    }


class _Slack:
    """How much more there is up to each day than those need who are due by then."""

    def __init__(self, turns, pool):
        self.days = sorted(
            {entry[0].day or date.min for entry in pool}
            | {found.need.day for found in turns}
        )
        self.room = [
            sum(left for supply, left in pool if (supply.day or date.min) <= day)
            - sum(_in_time(found) for found in turns if found.need.day <= day)
            for day in self.days
        ]

    def take(self, held, entry, need, wanted):
        """Take of ``entry`` what nobody due before ``need`` depends on."""
        here = range(
            self.days.index(entry[0].day or date.min), self.days.index(need.day)
        )
        room = min((self.room[at] for at in here), default=wanted)
        pieces = take(min(wanted, room), [entry])
        held += pieces
        taken = sum(quantity for _entry, quantity in pieces)
        for at in here:
            self.room[at] -= taken
        return taken


def _filter_in_time(pool, need):
    return [
        entry
        for entry in pool
        if (entry[0].day or date.min) <= need.day and entry[0].is_fresh_for(need)
    ]


def _prefer(pool, need, part_of):
    """Return the pool as ``need`` likes it: in time, its own, early, the first part."""
    return sorted(
        (entry for entry in pool if entry[0].is_fresh_for(need)),
        key=lambda entry: (
            (entry[0].day or date.min) > need.day,
            entry[0].part != part_of[need.key],
        ),
    )


def _exchange(held, liked):
    """Give back what is held and take as much again of what is liked most."""
    left = sum(quantity for _entry, quantity in held)
    for entry, quantity in held:
        entry[1] += quantity
    held[:] = take(left, liked)


def _tell(need, part_of, held, pool):
    """Return (what it gets of its own part, [Substitute]).

    Of the own part it also gets what comes too late for it and nobody else takes: it is
    worth telling beside what is there instead.
    """
    own, instead = [], defaultdict(float)
    for entry, quantity in held:
        supply, _left = entry
        if supply.part == part_of[need.key]:
            own.append((entry, quantity))
        else:
            instead[supply.part, supply.day] += quantity
    left = need.quantity - sum(quantity for _entry, quantity in own)
    own += take(
        left,
        (
            entry
            for entry in pool
            if entry[0].part == part_of[need.key] and entry[0].is_fresh_for(need)
        ),
    )
    return describe(need, own), [
        Substitute(part, day, quantity) for (part, day), quantity in instead.items()
    ]
