"""What becomes of the needs for a set of parts that replace each other."""

from collections import defaultdict
from datetime import date, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.criticality import RANKS
from maintenance_consumption_tools.netting import Supply
from maintenance_consumption_tools.priority import Need
from maintenance_consumption_tools.warehouse_netting import plan_warehouse
from maintenance_planning_tools.decision import decide, share_facts

TODAY = date(2025, 3, 1)
ARRIVAL = date(2025, 3, 5)
HUB, VAN = "hub", "van"
OLD, NEW = 1, 2


def day(number):
    return date(2025, 3, number)


def run(needs, supplies, parts=None, stock=None, arrival=ARRIVAL):
    """``needs`` and ``supplies`` by place; every need of ours unless in ``parts``."""
    if parts is None:
        parts = {need.key: (NEW, NEW, HUB) for here in needs.values() for need in here}
    if stock is None:
        here = [supply for place in supplies.values() for supply in place]
        stock = (sum(supply.quantity for supply in here if supply.day is None), 0.0)
    return decide(plan_warehouse, needs, supplies, HUB, arrival, parts, stock)


def need(name, number, quantity=1.0, criticality="essential"):
    return Need((name,), day(number), quantity, criticality)


def shelf(quantity, part=NEW, place=HUB):
    return Supply(None, quantity, ("stock", 7, part, place))


def receipt(number, quantity, kind="incoming", part=NEW, place=HUB):
    return Supply(day(number), quantity, (kind, number, part, place))


def test_the_arithmetic_in_the_words_of_the_issue():
    """On hand 2, reserved 1, due 12 March 4, needed 7 → short 2."""
    needs = {HUB: [need("pm", 15, 7)]}
    supplies = {HUB: [shelf(1), receipt(12, 4)]}
    [lack] = run(needs, supplies, stock=(2, 1)).lacks
    assert (lack.day, lack.quantity, lack.is_late) == (day(15), 2, False)
    assert lack.facts == {
        "on_hand": 2,
        "reserved": 1,
        "incoming": 4,
        "needed": 7,
        "short": 2,
    }


@pytest.mark.parametrize(
    ("supply", "covered_by"),
    [
        (shelf(1), "stock"),
        (receipt(9, 1), "incoming"),
        (receipt(9, 1, "rfq"), "rfq"),
        (receipt(9, 1, "requisition"), "requisition"),
        (receipt(9, 0.5), "nothing"),
    ],
)
def test_where_the_last_of_it_comes_from(supply, covered_by):
    [verdict] = run({HUB: [need("pm", 10)]}, {HUB: [supply]}).verdicts.values()
    assert verdict.covered_by == covered_by


def test_what_is_ordered_too_late_is_late_not_short():
    decision = run({HUB: [need("pm", 10)]}, {HUB: [receipt(14, 1)]})
    [lack] = decision.lacks
    assert lack.is_late
    assert lack.expected == day(14)
    assert decision.verdicts["pm",].short == 0


def test_the_old_part_is_used_before_the_new_one_is_bought():
    decision = run(
        {HUB: [need("pm", 10, 3)]},
        {HUB: [shelf(2, OLD)]},
        parts={("pm",): (NEW, NEW, HUB)},
    )
    assert decision.verdicts["pm",].foreign == 2
    assert [(lack.part, lack.quantity) for lack in decision.lacks] == [(NEW, 1)]


def test_what_others_take_is_told_in_the_arithmetic():
    needs = {HUB: [need("sale", 8, 2), need("pm", 10, 2)]}
    decision = run(needs, {HUB: [shelf(3)]}, parts={("pm",): (NEW, NEW, HUB)})
    [lack] = decision.lacks
    assert (lack.facts["others"], lack.facts["needed"]) == (2, 2)
    assert set(decision.verdicts) == {("pm",)}


def test_what_lies_in_a_van_is_kept():
    needs = {HUB: [need("pm", 10, 2)]}
    [lack] = run(needs, {HUB: [shelf(1)], VAN: [shelf(5, place=VAN)]}).lacks
    assert (lack.quantity, lack.facts["kept"]) == (1, 5)


def test_what_expires_before_the_need_is_told_as_that():
    """Of three that expire on 7 March an earlier need takes one."""
    needs = {HUB: [need("early", 6, 1), need("pm", 10, 2)]}
    supplies = {
        HUB: [shelf(3)._replace(until=day(7)), shelf(1)._replace(until=day(10))]
    }
    [lack] = run(needs, supplies).lacks
    assert lack.facts == {"on_hand": 4, "expired": 2, "needed": 3, "short": 1}


def test_what_never_expires_by_the_calendar_is_no_error():
    supplies = {HUB: [shelf(1)._replace(until=date.max)]}
    [lack] = run({HUB: [need("pm", 10, 2)]}, supplies).lacks
    assert lack.facts == {"on_hand": 1, "needed": 2, "short": 1}


def test_of_a_part_of_a_lack_the_rest_lacks_also():
    """Told in dozens: of 36 that lack another warehouse gives 24."""
    [lack] = run({HUB: [need("pm", 15, 48)]}, {HUB: [shelf(12)]}).lacks
    assert share_facts(lack, 36, 1.0) == {"on_hand": 12, "needed": 48, "short": 36}
    assert share_facts(lack, 24, 12.0) == {
        "on_hand": 1,
        "needed": 4,
        "also": 1,
        "short": 2,
    }


quantities = st.integers(1, 40).map(lambda eighths: eighths / 8)
days = st.integers(0, 9).map(lambda number: TODAY + timedelta(number))


@st.composite
def worlds(draw):
    """(needs, supplies, parts, stock): some of the needs are those of others."""
    needs, parts, supplies = {}, {}, {}
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from([HUB, VAN]),
                days,
                quantities,
                st.sampled_from(list(RANKS)),
                st.sampled_from([None, OLD, NEW]),
            ),
            max_size=8,
        )
    )
    for number, (place, when, quantity, criticality, buy) in enumerate(rows):
        needs.setdefault(place, []).append(Need((number,), when, quantity, criticality))
        if buy:
            parts[number,] = (buy, buy, HUB)
    kinds = st.sampled_from(["incoming", "rfq", "requisition"])
    for number, (place, when, quantity, part, kind, until) in enumerate(
        draw(
            st.lists(
                st.tuples(
                    st.sampled_from([HUB, VAN]),
                    st.none() | days,
                    quantities,
                    st.sampled_from([OLD, NEW]),
                    kinds,
                    st.none() | days,
                ),
                max_size=8,
            )
        )
    ):
        kind = kind if when else "stock"
        until = None if when else until
        supplies.setdefault(place, []).append(
            Supply(when, quantity, (kind, number, part, place), until=until)
        )
    free = sum(
        supply.quantity
        for here in supplies.values()
        for supply in here
        if supply.day is None
    )
    reserved = draw(quantities)
    return needs, supplies, parts, (free + reserved, reserved)


@given(worlds(), st.integers(0, 10).map(lambda number: TODAY + timedelta(number)))
def test_the_arithmetic_always_adds_up(world, arrival):
    needs, supplies, parts, stock = world
    decision = run(needs, supplies, parts, stock, arrival)
    for lack in decision.lacks:
        facts = defaultdict(float, lack.facts)
        assert facts["short"] == lack.quantity > 0
        assert lack.quantity == sum(quantity for _key, quantity in lack.pieces)
        assert facts["kept"] >= 0, "nothing is kept that is not there"
        assert facts["also"] >= 0
        assert facts["expired"] >= 0
        there = facts["on_hand"] - facts["reserved"] + facts["incoming"]
        assert (
            there
            - facts["expired"]
            + facts["ordered"]
            - facts["kept"]
            - facts["others"]
            - facts["needed"]
            + facts["also"]
            == -facts["short"]
        )


@given(worlds())
def test_what_lacks_is_what_the_needs_lack(world):
    decision = run(*world)
    for name, is_late in (("short", False), ("late", True)):
        assert sum(getattr(one, name) for one in decision.verdicts.values()) == sum(
            lack.quantity for lack in decision.lacks if lack.is_late == is_late
        )
    assert set(decision.verdicts) == set(world[2])


def buy(supplies, lacks, arrival, pack=None):
    """``supplies``, and what lacks: each for its day, in full packs."""
    bought = []
    for number, lack in enumerate(lacks):
        quantity = lack.quantity if pack is None else pack * ceil(lack.quantity / pack)
        source = ("rfq", ("new", number), lack.part, HUB)
        bought.append(Supply(max(lack.day, arrival), quantity, source))
    return supplies | {HUB: [*supplies.get(HUB, []), *bought]}


packs = st.none() | st.sampled_from([0.5, 1, 4, 10])


@given(worlds(), days, packs)
def test_what_is_bought_is_what_lacks(world, arrival, pack):
    """Buying exactly what lacks, each for its day, leaves nobody short; full packs
    neither, and no more than that is bought."""
    needs, supplies, parts, stock = world
    # what others lack is theirs to buy
    parts = {need.key: (NEW, NEW, HUB) for here in needs.values() for need in here}
    lacks = [
        lack
        for lack in run(needs, supplies, parts, stock, arrival).lacks
        if not lack.is_late
    ]
    more = buy(supplies, lacks, arrival, pack)
    again = run(needs, more, parts, stock, arrival)
    assert not [lack for lack in again.lacks if not lack.is_late]
    if pack:
        new = sum(s.quantity for s in more.get(HUB, [])) - sum(
            s.quantity for s in supplies.get(HUB, [])
        )
        assert new < sum(lack.quantity for lack in lacks) + pack * len(lacks) or not new


@given(worlds(), days)
def test_every_piece_of_every_need_is_somewhere_once(world, arrival):
    """What a need asks for it gets, waits for, or lacks: told once."""
    needs, supplies, parts, stock = world
    decision = run(needs, supplies, parts, stock, arrival)
    told = {}
    for lack in decision.lacks:
        for key, quantity in lack.pieces:
            assert (key, lack.is_late) not in told
            told[key, lack.is_late] = quantity
    for key, verdict in decision.verdicts.items():
        assert told.get((key, False), 0) == verdict.short
        assert told.get((key, True), 0) == verdict.late


@given(worlds(), days, st.randoms())
def test_the_order_of_the_facts_does_not_matter(world, arrival, random):
    needs, supplies, parts, stock = world

    def mixed(by_place):
        places = random.sample(sorted(by_place), len(by_place))
        return {
            place: random.sample(by_place[place], len(by_place[place]))
            for place in places
        }

    keys = random.sample(sorted(parts), len(parts))
    again = run(
        mixed(needs), mixed(supplies), {key: parts[key] for key in keys}, stock, arrival
    )
    decision = run(needs, supplies, parts, stock, arrival)
    assert again.verdicts == decision.verdicts
    assert again.unclaimed == decision.unclaimed
    assert [
        (lack.part, lack.day, lack.quantity, lack.facts) for lack in again.lacks
    ] == [(lack.part, lack.day, lack.quantity, lack.facts) for lack in decision.lacks]
