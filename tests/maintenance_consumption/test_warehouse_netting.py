"""Vans and the hub of a warehouse: examples, and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.criticality import RANKS
from maintenance_consumption_tools.netting import Supply, allocate
from maintenance_consumption_tools.priority import Need
from maintenance_consumption_tools.warehouse_netting import plan_warehouse

TODAY = date(2025, 3, 1)
ARRIVAL = date(2025, 3, 10)
HUB, VAN, OTHER_VAN = "hub", "van", "other van"
places = st.sampled_from([HUB, VAN, OTHER_VAN])
days = st.integers(0, 9).map(lambda number: TODAY + timedelta(number))
quantities = st.integers(1, 40).map(lambda eighths: eighths / 8)
arrivals = st.integers(0, 10).map(lambda number: TODAY + timedelta(number))


@st.composite
def needs_by_place(draw):
    kinds = st.sampled_from(list(RANKS))
    rows = draw(st.lists(st.tuples(places, days, quantities, kinds), max_size=8))
    found = {}
    for number, (place, *row) in enumerate(rows):
        found.setdefault(place, []).append(Need((number,), *row))
    return found


@st.composite
def supplies_by_place(draw, lowest=-16):
    amounts = st.integers(lowest, 40).map(lambda eighths: eighths / 8)
    rows = draw(st.lists(st.tuples(places, st.none() | days, amounts), max_size=8))
    found = {}
    for number, (place, *row) in enumerate(rows):
        found.setdefault(place, []).append(Supply(*row, number))
    return found


def day(number):
    return date(2025, 3, number)


def states(needs, supplies):
    plan = plan_warehouse(needs, supplies, HUB, ARRIVAL)
    return {key[0]: found.state for key, found in plan.allocations.items()}


def test_a_van_is_not_the_shelf():
    supplies = {VAN: [Supply(None, 5)]}
    assert states({HUB: [Need(("shelf",), day(5), 1)]}, supplies) == {"shelf": "short"}
    assert states({OTHER_VAN: [Need(("other",), day(5), 1)]}, supplies) == {
        "other": "short"
    }
    assert states({VAN: [Need(("van",), day(5), 1)]}, supplies) == {"van": "available"}


def test_what_a_van_lacks_the_shelf_gives():
    needs = {VAN: [Need(("van",), day(5), 3)]}
    supplies = {VAN: [Supply(None, 1)], HUB: [Supply(None, 1), Supply(day(4), 5)]}
    plan = plan_warehouse(needs, supplies, HUB, ARRIVAL)
    [found] = plan.allocations.values()
    assert (found.from_stock, found.on_time, found.short) == (2, 1, 0)
    assert found.expected == day(4)
    assert plan.asked == {("van",): 2}


def test_what_a_van_has_of_its_own_is_not_taken_off_the_shelf():
    needs = {VAN: [Need(("van",), day(5), 3)]}
    supplies = {VAN: [Supply(None, 2)], HUB: [Supply(None, 4)]}
    assert plan_warehouse(needs, supplies, HUB, ARRIVAL).unclaimed == 3


def test_what_is_owed_of_one_part_leaves_another_unclaimed():
    supplies = {HUB: [Supply(None, -3, part="A"), Supply(None, 5, part="B")]}
    plan = plan_warehouse({HUB: [Need(("b",), day(5), 1)]}, supplies, HUB, ARRIVAL)
    assert plan.unclaimed == 4


@pytest.mark.parametrize("places", [(HUB, VAN), (VAN, OTHER_VAN), (HUB, HUB)])
def test_two_needs_of_one_key_are_refused_wherever_they_are(places):
    needs = {}
    for place in places:
        needs.setdefault(place, []).append(Need(("same",), day(5), 1))
    with pytest.raises(ValueError, match=r"the key \('same',\)"):
        plan_warehouse(needs, {}, HUB, ARRIVAL)


def test_what_comes_late_to_a_van_is_not_asked_for_again():
    needs = {VAN: [Need(("van",), day(5), 1)]}
    supplies = {VAN: [Supply(day(8), 1)], HUB: [Supply(None, 1)]}
    plan = plan_warehouse(needs, supplies, HUB, ARRIVAL)
    assert plan.asked == {}
    assert plan.allocations["van",].state == "late"


@given(needs_by_place(), supplies_by_place(), arrivals)
def test_nothing_is_promised_twice_nor_taken_from_another_place(
    needs, supplies, arrival
):
    plan = plan_warehouse(needs, supplies, HUB, arrival)
    home = {supply.source: place for place, here in supplies.items() for supply in here}
    place_of = {need.key: place for place, here in needs.items() for need in here}
    taken = {}
    for key, found in plan.allocations.items():
        got = found.from_stock + found.on_time + found.late
        assert got + found.short == found.need.quantity
        assert got == sum(quantity for _supply, quantity in found.supplies)
        for supply, quantity in found.supplies:
            assert home[supply.source] in (place_of[key], HUB)
            taken[supply.source] = taken.get(supply.source, 0) + quantity
    for here in supplies.values():
        for supply in here:
            assert taken.get(supply.source, 0) <= max(supply.quantity, 0)


@given(needs_by_place(), supplies_by_place(), arrivals)
def test_a_warehouse_without_vans_is_the_one_netting(needs, supplies, arrival):
    here = needs.get(HUB, [])
    plan = plan_warehouse({HUB: here}, supplies, HUB, arrival)
    assert plan.allocations == allocate(here, supplies.get(HUB, []), arrival)
    assert plan.asked == {}


@given(needs_by_place(), supplies_by_place(), arrivals, places, quantities)
def test_more_stock_makes_nothing_short_that_was_not(
    needs, supplies, arrival, place, quantity
):
    before = plan_warehouse(needs, supplies, HUB, arrival).allocations
    more = supplies | {place: [*supplies.get(place, []), Supply(None, quantity, "new")]}
    after = plan_warehouse(needs, more, HUB, arrival).allocations
    for key, found in before.items():
        assert after[key].short <= found.short


@given(supplies_by_place(lowest=0), needs_by_place(), arrivals)
def test_what_nobody_takes_is_unclaimed(supplies, needs, arrival):
    here = supplies.get(HUB, [])
    plan = plan_warehouse(needs, supplies, HUB, arrival)
    on_hand = sum(supply.quantity for supply in here if supply.day is None)
    used = sum(
        quantity
        for allocation in plan.allocations.values()
        for supply, quantity in allocation.supplies
        if supply.day is None and supply in here
    )
    assert plan.unclaimed == on_hand - used
