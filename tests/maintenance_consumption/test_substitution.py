"""Who gets which of the parts that replace each other."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.criticality import RANKS
from maintenance_consumption_tools.netting import Supply, allocate
from maintenance_consumption_tools.priority import Need
from maintenance_consumption_tools.substitution import Substitute, allocate_set

TODAY = date(2025, 3, 1)
PARTS = ("old", "new", "other")
quantities = st.integers(1, 24).map(lambda eighths: eighths / 8)
days = st.integers(0, 6).map(lambda number: TODAY + timedelta(number))


def day(number):
    return date(2025, 3, number)


def need(name, number, quantity=1.0, criticality="essential"):
    return Need((name,), day(number), quantity, criticality)


def tell(needs, supplies, arrival=20):
    """{name of the need: (state of its own part, [(part, day, quantity) instead])}."""
    return {
        key[0]: (
            own.state,
            [(s.part, s.day and s.day.day, s.quantity) for s in instead],
        )
        for key, (own, instead) in allocate_set(needs, supplies, day(arrival)).items()
    }


# --- examples -------------------------------------------------------------------------


def test_another_part_is_there_instead():
    told = tell({"A": [need("a", 5, 2)]}, {"A": [], "B": [Supply(None, 4)]})
    assert told == {"a": ("short", [("B", None, 2)])}


def test_the_part_itself_comes_before_others():
    supplies = {"A": [Supply(None, 1)], "B": [Supply(None, 4)]}
    assert tell({"A": [need("a", 5)]}, supplies) == {"a": ("available", [])}
    needs = {"A": [need("a", 5, 3)]}
    assert tell(needs, supplies) == {"a": ("short", [("B", None, 2)])}
    assert allocate_set(needs, supplies, day(20))[("a",)][0].from_stock == 1


def test_the_old_part_is_used_up_first():
    supplies = {"old": [Supply(None, 1)], "own": [], "new": [Supply(None, 1)]}
    assert tell({"own": [need("a", 5)]}, supplies)["a"][1] == [("old", None, 1)]


def test_the_part_itself_in_time_comes_before_another_on_the_shelf():
    supplies = {"A": [Supply(day(4), 1)], "B": [Supply(None, 1)]}
    assert tell({"A": [need("a", 5)]}, supplies) == {"a": ("expected", [])}


def test_the_part_itself_is_late_and_another_is_there():
    supplies = {"A": [Supply(day(9), 1)], "B": [Supply(None, 1)]}
    assert tell({"A": [need("a", 5)]}, supplies) == {"a": ("late", [("B", None, 1)])}


def test_what_is_ordered_instead_is_told_with_its_day():
    supplies = {"A": [], "B": [Supply(day(4), 1), Supply(day(8), 1)]}
    told = tell({"A": [need("a", 5, 2)]}, supplies)
    assert told == {"a": ("short", [("B", 4, 1), ("B", 8, 1)])}


def test_nobody_swaps_crosswise():
    """Either could have the other's part; each has its own."""
    needs = {"A": [need("a", 10)], "B": [need("b", 12)]}
    supplies = {"A": [Supply(None, 1)], "B": [Supply(day(4), 1)]}
    assert tell(needs, supplies) == {"a": ("available", []), "b": ("expected", [])}
    needs["C"] = [need("c", 13)]
    supplies["C"] = []
    told = tell(needs, supplies)
    assert told == {
        "a": ("available", []),
        "b": ("expected", []),
        "c": ("short", []),
    }


def test_one_takes_another_part_so_that_the_more_urgent_gets_something_in_time():
    """The vital job later could wait for the receipt, the one today could not."""
    needs = {"A": [need("a", 10, criticality="vital")], "B": [need("b", 2)]}
    supplies = {"A": [Supply(None, 1)], "B": [Supply(day(4), 1)]}
    told = tell(needs, supplies)
    assert told == {"a": ("short", [("B", 4, 1)]), "b": ("short", [("A", None, 1)])}


def test_an_earlier_job_takes_the_part_of_a_later_one():
    """As the planner does: the later one can still be ordered for."""
    needs = {"A": [need("a", 5)], "B": [need("b", 6)]}
    supplies = {"A": [], "B": [Supply(None, 1)]}
    told = tell(needs, supplies, arrival=3)
    assert told == {"a": ("short", [("B", None, 1)]), "b": ("short", [])}


def test_a_debt_of_the_old_part_leaves_the_new_one_alone():
    """What was taken of the old one and is pending will be issued as the old one."""
    needs = {"old": [], "new": [need("a", 5, 5)]}
    supplies = {"old": [Supply(None, -3)], "new": [Supply(None, 5)]}
    assert tell(needs, supplies) == {"a": ("available", [])}
    supplies["old"].append(Supply(None, 4))
    assert tell(needs, supplies) == {"a": ("available", [])}
    needs["old"].append(need("b", 5, 2))
    assert tell(needs, supplies) == {"a": ("available", []), "b": ("short", [])}


# --- what always holds ----------------------------------------------------------------


@st.composite
def sets(draw, parts=PARTS, lowest=-8):
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(parts),
                days,
                quantities,
                st.sampled_from(list(RANKS)),
                st.just(0.0) | quantities,
            ),
            max_size=6,
        )
    )
    needs = {part: [] for part in parts}
    for number, (part, *row) in enumerate(rows):
        needs[part].append(Need((number,), *row))
    amounts = st.integers(lowest, 24).map(lambda eighths: eighths / 8)
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(parts), st.none() | days, amounts), max_size=6
        )
    )
    supplies = {part: [] for part in parts}
    for number, (part, *row) in enumerate(rows):
        supplies[part].append(Supply(*row, ("source", number)))
    return needs, supplies, TODAY + timedelta(draw(st.integers(0, 7)))


def net_together(needs, supplies, arrival):
    known = [
        supply._replace(part=part) for part, here in supplies.items() for supply in here
    ]
    return allocate(sum(needs.values(), []), known, arrival)


def amounts(told):
    """{key of a need: (what it gets of its own part, of others, and when)}."""
    return {
        key: (
            own.from_stock,
            own.on_time,
            own.late,
            own.expected,
            {(s.part, s.day): s.quantity for s in instead},
        )
        for key, (own, instead) in told.items()
    }


def is_in_time(substitute, need):
    return substitute.day is None or substitute.day <= need.day


@given(sets())
def test_it_is_as_much_in_time_as_when_the_set_is_netted_as_one(given_set):
    """The planner nets the set as one: both agree about what is to be bought."""
    together = net_together(*given_set)
    told = allocate_set(*given_set)
    assert told.keys() == together.keys()
    for key, (own, instead) in told.items():
        found = together[key]
        in_time = own.from_stock + own.on_time
        in_time += sum(s.quantity for s in instead if is_in_time(s, own.need))
        # more, where one that is late anyway waits for its own part
        assert in_time >= found.from_stock + found.on_time
        got = own.need.quantity - own.short + sum(s.quantity for s in instead)
        assert got >= own.need.quantity - found.short


@given(sets())
def test_nothing_is_promised_twice(given_set):
    needs, supplies, arrival = given_set
    promised = defaultdict(float)
    part_of = {need.key: part for part, here in needs.items() for need in here}
    for key, (own, instead) in allocate_set(needs, supplies, arrival).items():
        for supply, quantity in own.supplies:
            assert supply.source in [other.source for other in supplies[part_of[key]]]
            promised[part_of[key], supply.day] += quantity
        for substitute in instead:
            assert substitute.part != part_of[key]
            assert substitute.quantity > 0
            promised[substitute.part, substitute.day] += substitute.quantity
    for (part, on), quantity in promised.items():
        there = [supply.quantity for supply in supplies[part] if supply.day == on]
        assert quantity <= sum(max(each, 0) for each in there)


@given(sets(parts=("only",)))
def test_one_part_alone_is_netted_as_without_substitutes(given_set):
    needs, supplies, arrival = given_set
    told = allocate_set(needs, supplies, arrival)
    assert [instead for _own, instead in told.values()] == [[]] * len(told)
    found = allocate(needs["only"], supplies["only"], arrival)
    assert {key: own for key, (own, _instead) in told.items()} == found


@given(sets(lowest=0))
def test_who_can_all_be_served_from_their_own_are(given_set):
    needs, supplies, arrival = given_set
    told = allocate_set(needs, supplies, arrival)
    apart = {}
    for part, here in needs.items():
        apart |= allocate(here, supplies[part], arrival)
    if all(found.state in ("available", "expected") for found in apart.values()):
        assert amounts(told) == amounts({key: (own, []) for key, own in apart.items()})


@given(sets())
def test_nobody_is_told_of_another_part_than_those_of_the_set(given_set):
    for own, instead in allocate_set(*given_set).values():
        assert sum(s.quantity for s in instead) <= own.need.quantity
        assert all(isinstance(s, Substitute) and s.part in PARTS for s in instead)


@given(sets(), st.sampled_from(PARTS), quantities)
def test_what_is_owed_of_a_part_is_taken_from_that_part_alone(given_set, part, owed):
    """Owed and there in enough quantity: as if neither were. Owed and not there: as if
    there were none of the part, however much is owed."""
    needs, supplies, arrival = given_set
    free = {**supplies, part: [s for s in supplies[part] if s.quantity > 0]}
    paid = [Supply(None, owed, ("stock", "to pay")), Supply(None, -owed, ("pending",))]
    assert amounts(
        allocate_set(needs, {**free, part: [*free[part], *paid]}, arrival)
    ) == amounts(allocate_set(needs, free, arrival))
    none = {**supplies, part: []}
    more = owed + sum(supply.quantity for supply in free[part])
    debt = Supply(None, -more, ("pending",))
    assert amounts(
        allocate_set(needs, {**free, part: [*free[part], debt]}, arrival)
    ) == amounts(allocate_set(needs, none, arrival))


# --- others than maintenance ----------------------------------------------------------


def test_customers_keep_the_part_that_they_ordered():
    needs = {
        "old": [Need(("customer",), day(4), 4, part="old", of_others=True)],
        "new": [need("job", 5, 5)],
    }
    supplies = {"old": [Supply(None, 4)], "new": [Supply(None, 5)]}
    told = tell(needs, supplies)
    assert told == {"customer": ("available", []), "job": ("available", [])}
    supplies = {"old": [Supply(None, 5)], "new": [Supply(None, 3)]}
    assert tell(needs, supplies) == {
        "customer": ("available", []),
        "job": ("short", [("old", None, 1)]),
    }


@given(sets(), st.data())
def test_with_others_everybody_gets_as_much_as_the_netting_of_the_set_says(
    given_set, data
):
    needs, supplies, arrival = given_set
    needs = {
        part: [
            need._replace(part=part, of_others=data.draw(st.booleans()))
            for need in here
        ]
        for part, here in needs.items()
    }
    supplies = {
        part: [
            supply._replace(part=part, pegged=data.draw(st.booleans()))
            if supply.quantity > 0
            else supply._replace(part=part)
            for supply in here
        ]
        for part, here in supplies.items()
    }
    told = allocate_set(needs, supplies, arrival)
    together = allocate(
        [need for here in needs.values() for need in here],
        [supply for here in supplies.values() for supply in here],
        arrival,
    )
    for key, (own, instead) in told.items():
        found = together[key]
        in_time = own.from_stock + own.on_time
        in_time += sum(
            one.quantity
            for one in instead
            if one.day is None or one.day <= found.need.day
        )
        # more, where one that is late anyway waits for its own part
        assert in_time >= found.from_stock + found.on_time
        assert not (instead and found.need.of_others)
