"""What holds for every allocation, found by looking for a counterexample.

Quantities are eighths: sums of them are exact in floats.
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.criticality import RANKS
from maintenance_consumption_tools.netting import Supply, allocate, net, peg_supplies
from maintenance_consumption_tools.priority import Need

TODAY = date(2025, 3, 1)
days = st.integers(0, 9).map(lambda number: TODAY + timedelta(number))
quantities = st.integers(1, 40).map(lambda eighths: eighths / 8)
arrivals = st.integers(0, 10).map(lambda number: TODAY + timedelta(number))


@st.composite
def needs_lists(draw):
    rows = draw(
        st.lists(st.tuples(days, quantities, st.sampled_from(list(RANKS))), max_size=7)
    )
    return [Need((number,), *row) for number, row in enumerate(rows)]


@st.composite
def supplies_lists(draw, lowest=-16):
    amounts = st.integers(lowest, 40).map(lambda eighths: eighths / 8)
    rows = draw(st.lists(st.tuples(st.none() | days, amounts), max_size=6))
    return [Supply(day, quantity, n) for n, (day, quantity) in enumerate(rows)]


def in_time(allocation):
    return allocation.from_stock + allocation.on_time


def got(allocation):
    return in_time(allocation) + allocation.late


def assert_nobody_is_worse_off(before, after):
    for key, allocation in before.items():
        assert in_time(after[key]) >= in_time(allocation)
        assert got(after[key]) >= got(allocation)
        if not allocation.short:
            there = after[key].expected or date.min
            assert there <= max(allocation.expected or date.min, allocation.need.day)


@given(needs_lists(), supplies_lists(), arrivals)
def test_the_parts_of_a_need_are_what_it_asked_for(needs, supplies, arrival):
    allocations = allocate(needs, supplies, arrival)
    assert len(allocations) == len(needs)
    for allocation in allocations.values():
        assert got(allocation) + allocation.short == allocation.need.quantity
        assert got(allocation) == sum(taken for _supply, taken in allocation.supplies)
        for supply, taken in allocation.supplies:
            assert taken > 0
            assert supply in supplies
        late = [
            taken
            for supply, taken in allocation.supplies
            if supply.day and supply.day > allocation.need.day
        ]
        assert allocation.late == sum(late)


@given(needs_lists(), supplies_lists(), arrivals)
def test_nothing_is_promised_twice(needs, supplies, arrival):
    allocations = allocate(needs, supplies, arrival).values()
    for supply in supplies:
        promised = sum(
            taken
            for allocation in allocations
            for source, taken in allocation.supplies
            if source == supply
        )
        assert promised <= max(supply.quantity, 0)
    total = max(sum(supply.quantity for supply in supplies), 0)
    wanted = sum(need.quantity for need in needs)
    assert sum(map(got, allocations)) == min(total, wanted), "and nothing is held back"


@given(needs_lists(), supplies_lists(), arrivals)
def test_earlier_needs_go_first(needs, supplies, arrival):
    """Whoever gets less than asked has nobody after it in turn who gets anything."""
    allocations = allocate(needs, supplies, arrival)
    for first in needs:
        for second in needs:
            if first.day >= second.day or not allocations[first.key].short:
                continue
            overtakes = (
                second.day < arrival
                and RANKS[second.criticality] < RANKS[first.criticality]
            )
            assert overtakes or got(allocations[second.key]) == 0


@given(needs_lists(), supplies_lists(), arrivals, st.data())
def test_a_need_that_can_be_ordered_takes_nothing_from_earlier_ones(
    needs, supplies, arrival, data
):
    before = allocate(needs, supplies, arrival)
    new = Need(
        (99,),
        data.draw(days.filter(lambda day: day >= arrival) | st.just(arrival)),
        data.draw(quantities),
        data.draw(st.sampled_from(list(RANKS))),
    )
    after = allocate([*needs, new], supplies, arrival)
    for key, allocation in before.items():
        if allocation.need.day < new.day:
            assert in_time(after[key]) == in_time(allocation)
            assert got(after[key]) == got(allocation)


@given(needs_lists(), supplies_lists(), arrivals, supplies_lists(lowest=0))
def test_more_supply_makes_nobody_worse_off(needs, supplies, arrival, more):
    assert_nobody_is_worse_off(
        allocate(needs, supplies, arrival),
        allocate(needs, [*supplies, *more], arrival),
    )


@given(needs_lists(), supplies_lists(), arrivals, st.data())
def test_an_earlier_receipt_makes_nobody_worse_off(needs, supplies, arrival, data):
    earlier = [
        supply._replace(
            day=data.draw(st.none() | days.filter(lambda d, s=supply: d <= s.day)),
        )
        if supply.day and supply.quantity > 0
        else supply
        for supply in supplies
    ]
    assert_nobody_is_worse_off(
        allocate(needs, supplies, arrival), allocate(needs, earlier, arrival)
    )


@given(needs_lists(), supplies_lists(), arrivals, st.data())
def test_less_demand_makes_nobody_worse_off(needs, supplies, arrival, data):
    fewer = [need for need in needs if data.draw(st.booleans())]
    after = allocate(fewer, supplies, arrival)
    before = allocate(needs, supplies, arrival)
    assert_nobody_is_worse_off({need.key: before[need.key] for need in fewer}, after)


@given(needs_lists(), supplies_lists(), arrivals, st.data())
def test_what_is_refused_takes_nothing_from_others(needs, supplies, arrival, data):
    noes = [data.draw(st.just(0.0) | quantities) for _need in needs]
    refused = [need._replace(refused=no) for need, no in zip(needs, noes, strict=True)]
    kept = [
        need._replace(quantity=max(need.quantity - no, 0.0))
        for need, no in zip(needs, noes, strict=True)
    ]
    found = allocate(refused, supplies, arrival)
    without = allocate(kept, supplies, arrival)
    for need in refused:
        assert got(found[need.key]) >= got(without[need.key])
        if not need.refused:
            assert got(found[need.key]) == got(without[need.key])
            assert in_time(found[need.key]) == in_time(without[need.key])
    as_ever = allocate(needs, supplies, arrival)
    assert sum(map(got, found.values())) == sum(map(got, as_ever.values()))


@given(needs_lists(), supplies_lists(), arrivals, st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_irrelevant(needs, supplies, arrival, random):
    before = allocate(needs, supplies, arrival)
    random.shuffle(needs)
    random.shuffle(supplies)
    assert allocate(needs, supplies, arrival) == before


@given(needs_lists(), supplies_lists(), arrivals)
def test_nobody_waits_for_a_receipt_while_something_earlier_is_left_over(
    needs, supplies, arrival
):
    allocations = allocate(needs, supplies, arrival)
    taken = {supply: 0.0 for supply in supplies}
    for allocation in allocations.values():
        for supply, quantity in allocation.supplies:
            taken[supply] += quantity
    if any(supply.quantity < 0 for supply in supplies):
        return
    left = [supply for supply in supplies if taken[supply] < supply.quantity]
    for allocation in allocations.values():
        for supply, _quantity in allocation.supplies:
            there = supply.day or date.min
            assert not any((other.day or date.min) < there for other in left)


@given(needs_lists(), supplies_lists(), arrivals)
def test_as_many_are_served_in_time_as_the_order_of_turns_allows(
    needs, supplies, arrival
):
    """The first in turn gets all that is there by its day; so does each after it."""
    for need in needs:
        [alone] = allocate([need], supplies, arrival).values()
        total = sum(supply.quantity for supply in supplies)
        owed = -sum(min(supply.quantity, 0) for supply in supplies)
        by_day = sum(
            max(supply.quantity, 0)
            for supply in supplies
            if (supply.day or date.min) <= need.day
        )
        assert in_time(alone) == min(need.quantity, max(by_day - owed, 0))
        assert got(alone) == min(need.quantity, max(total, 0))


# --- with demand of others, and what was bought for maintenance ----------------------

PARTS = ("old", "new")


@st.composite
def worlds(draw):
    """(needs, supplies) of two parts that replace each other."""
    needs = [
        need._replace(
            part=draw(st.sampled_from(PARTS)),
            of_others=draw(st.booleans()),
            refused=0.0,
        )
        for need in draw(needs_lists())
    ]
    return needs, draw(worldly_supplies())


@st.composite
def worldly_supplies(draw, lowest=-16):
    return [
        supply._replace(
            source=(number, draw(st.integers(0, 10**6))),
            part=draw(st.sampled_from(PARTS)),
            pegged=supply.quantity > 0 and draw(st.booleans()),
        )
        for number, supply in enumerate(draw(supplies_lists(lowest)))
    ]


def owed(supplies):
    found = dict.fromkeys(PARTS, 0.0)
    for supply in supplies:
        found[supply.part] -= min(supply.quantity, 0.0)
    return found


@given(worlds(), arrivals)
def test_what_there_is_goes_to_needs_to_debts_or_is_left(world, arrival):
    needs, supplies = world
    found = net(needs, supplies, arrival)
    for supply in supplies:
        pieces = [
            pair for one in found.allocations.values() for pair in one.supplies
        ] + [*found.paid, *found.left]
        there = sum(quantity for source, quantity in pieces if source == supply)
        assert there == max(supply.quantity, 0.0)
    for part, debt in owed(supplies).items():
        paid = sum(quantity for supply, quantity in found.paid if supply.part == part)
        assert paid <= debt


@given(worlds(), arrivals)
def test_others_take_the_part_that_they_name(world, arrival):
    needs, supplies = world
    for found in allocate(needs, supplies, arrival).values():
        if found.need.of_others:
            assert all(supply.part == found.need.part for supply, _q in found.supplies)


@given(worlds(), arrivals)
def test_what_was_bought_for_maintenance_is_for_maintenance(world, arrival):
    """Others, and debts, get of it what no need of maintenance takes."""
    needs, supplies = world
    found = net(needs, supplies, arrival)
    ours = [one for one in found.allocations.values() if not one.need.of_others]
    taken = [*found.paid]
    for one in found.allocations.values():
        taken += one.supplies if one.need.of_others else ()
    if any(one.short for one in ours):
        assert not any(supply.pegged for supply, _quantity in taken)
    bought = sum(supply.quantity for supply in supplies if supply.pegged)
    wanted = sum(one.need.quantity for one in ours)
    assert sum(map(got, ours)) >= min(bought, wanted)


@given(worlds(), arrivals, worldly_supplies(lowest=0))
def test_more_supply_makes_no_need_of_maintenance_worse_off(world, arrival, more):
    needs, supplies = world
    before = allocate(needs, supplies, arrival)
    after = allocate(needs, [*supplies, *more], arrival)
    ours = {key: one for key, one in before.items() if not one.need.of_others}
    assert_nobody_is_worse_off(ours, after)


@given(worlds(), arrivals)
def test_where_only_maintenance_takes_part_nothing_is_different(world, arrival):
    needs, supplies = world
    ours = [need for need in needs if not need.of_others]
    plain = [supply._replace(pegged=False) for supply in supplies]
    if not any(owed(supplies).values()):
        found = allocate(ours, supplies, arrival)
        as_ever = allocate(ours, plain, arrival)
        assert [(got(one), in_time(one)) for one in found.values()] == [
            (got(one), in_time(one)) for one in as_ever.values()
        ]


@given(
    supplies_lists(),
    st.dictionaries(
        st.none() | st.integers(0, 5),
        st.dictionaries(st.sampled_from("abc"), quantities),
    ),
    st.dictionaries(st.sampled_from("abc"), quantities),
)
def test_pegged_is_what_was_bought_and_is_wanted(supplies, bought, wanted):
    left = dict(wanted)
    found = peg_supplies(supplies, bought, left)
    assert sum(one.quantity for one in found) == sum(one.quantity for one in supplies)
    kept = [one for one in found if one.pegged]
    assert all(one.quantity > 0 for one in kept)
    assert sum(one.quantity for one in kept) == sum(wanted.values()) - sum(
        left.values()
    )
    assert all(quantity >= 0 for quantity in left.values())
    on_shelf = sum(one.quantity for one in kept if one.day is None)
    free = sum(one.quantity for one in supplies if one.day is None)
    assert on_shelf <= max(free, 0.0)
    assert on_shelf <= sum(bought.get(None, {}).values())
