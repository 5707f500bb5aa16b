"""The status of a part, its surplus and the confidence: pure decisions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_dead_stock_tools.classification import (
    STATUSES,
    Limits,
    Member,
    PartFacts,
    classify,
    judge_confidence,
    judge_movement,
    rank_by_value,
    round_surplus,
    share_surplus,
)

TODAY = date(2031, 3, 5)
LIMITS = Limits(TODAY - timedelta(365), TODAY + timedelta(365), 0.6)
LONG_AGO = TODAY - timedelta(366)
LATELY = TODAY - timedelta(365)

quantities = st.integers(0, 50).map(float)
days = st.none() | st.dates(TODAY - timedelta(800), TODAY)
facts = st.builds(
    PartFacts,
    on_hand=quantities,
    surplus=quantities,
    live=st.integers(0, 4),
    elsewhere=st.integers(0, 2),
    is_linked=st.booleans(),
    has_demand=st.booleans(),
    is_vital=st.booleans(),
    last_use=days,
    stocked_since=days,
    leaves_on=st.none() | st.dates(TODAY, TODAY + timedelta(800)),
)
IN_USE = PartFacts(5.0, live=2, last_use=LONG_AGO, stocked_since=LONG_AGO)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"live": 0}, "dead"),
        ({"live": 0, "is_linked": False}, "unlinked"),
        ({"live": 0, "has_demand": True}, "active"),
        ({"live": 0, "has_demand": True, "surplus": 3.0}, "surplus"),
        ({"live": 0, "elsewhere": 1, "surplus": 5.0}, "surplus"),
        ({"leaves_on": LIMITS.dying_until}, "dying"),
        ({"leaves_on": LIMITS.dying_until + timedelta(1)}, "slow"),
        ({"leaves_on": TODAY, "has_demand": True}, "active"),
        ({"leaves_on": TODAY, "elsewhere": 1}, "slow"),
        ({"surplus": 1.0}, "surplus"),
        ({}, "slow"),
        ({"last_use": LATELY}, "active"),
        ({"last_use": None}, "slow"),
        ({"last_use": None, "stocked_since": LATELY}, "active"),
        ({"on_hand": 0.0}, "active"),
    ],
)
def test_each_status_at_its_boundary(changes, status):
    assert classify(replace(IN_USE, **changes), LIMITS) == status


def test_a_vital_part_is_never_slow_but_dead_without_assets():
    assert classify(replace(IN_USE, is_vital=True), LIMITS) == "active"
    assert classify(replace(IN_USE, is_vital=True, live=0), LIMITS) == "dead"


@given(facts, st.integers(0, 3), st.none() | st.dates(TODAY, TODAY + timedelta(800)))
def test_more_living_assets_never_make_a_part_deader(part, elsewhere, leaves_on):
    day = leaves_on
    if part.live and day is not None:
        day = None if part.leaves_on is None else max(day, part.leaves_on)
    more = replace(
        part,
        live=part.live + 1,
        elsewhere=part.elsewhere + elsewhere,
        leaves_on=day,
        is_linked=True,
        surplus=part.surplus / 2,
    )
    before, after = (STATUSES.index(classify(one, LIMITS)) for one in (part, more))
    assert after <= before


@given(
    st.lists(st.tuples(quantities, quantities), min_size=1, max_size=4),
    quantities,
    quantities,
)
def test_surplus_never_exceeds_stock_and_falls_with_what_is_kept(stock, kept, more):
    members = [Member(number, *row) for number, row in enumerate(stock)]
    found = share_surplus(members, kept)
    for member in members:
        assert 0 <= found[member.part_id] <= member.on_hand
    on_hand = sum(member.on_hand for member in members)
    wanted = kept + sum(member.others for member in members)
    assert sum(found.values()) == pytest.approx(max(on_hand - wanted, 0.0))
    fewer = share_surplus(members, kept + more)
    assert sum(fewer.values()) <= sum(found.values())


def test_the_oldest_of_a_set_is_used_first():
    members = [Member(1, 4.0), Member(2, 6.0)]
    assert share_surplus(members, 5.0) == {1: 0.0, 2: 5.0}


def test_others_get_their_own_part_first():
    members = [Member(1, 4.0), Member(2, 6.0, others=6.0)]
    assert share_surplus(members, 1.0) == {1: 3.0, 2: 0.0}


def test_negative_stock_is_owed_by_what_replaces_it():
    assert share_surplus([Member(1, -2.0), Member(2, 6.0)], 0.0) == {1: 0.0, 2: 4.0}


def test_of_whole_pieces_a_whole_number_is_surplus():
    assert round_surplus(9.92, 10.0, 0.01) == 9.0
    assert round_surplus(1.239, 2.5, 0.01) == pytest.approx(1.23)
    assert round_surplus(3.0 - 1e-9, 5.0, 0.01) == 3.0
    assert round_surplus(-1.0, 5.0, 0.01) == 0.0


def test_confidence_follows_the_coverage():
    assert judge_confidence(0.59, 0.6) == "low"
    assert judge_confidence(0.6, 0.6) == "medium"
    assert judge_confidence(0.9, 0.6) == "high"
    # what is known well enough for a company that asks for more is not low
    assert judge_confidence(0.95, 0.97) == "low"


def test_confidence_is_not_high_where_the_use_of_most_assets_is_unknown():
    assert judge_confidence(1.0, 0.6, 0.5) == "high"
    assert judge_confidence(1.0, 0.6, 0.51) == "medium"


def test_movement_follows_the_turnover():
    assert [judge_movement(turn) for turn in (3.0, 2.9, 0.0)] == [
        "fast",
        "slow",
        "non_moving",
    ]


def test_classes_by_value_of_use():
    values = {1: 5.0, 2: 80.0, 3: 15.0, 4: 0.0}
    assert rank_by_value(values) == {2: "a", 3: "b", 1: "c", 4: "c"}
    # of equal ones the first comes first
    assert rank_by_value({7: 50.0, 3: 50.0}) == {3: "a", 7: "a"}
    assert rank_by_value({1: 80.0, 2: 10.0, 3: 10.0})[3] == "b"
    assert rank_by_value({}) == {}


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 10_000).map(float)))
def test_the_order_of_parts_does_not_change_their_classes(values):
    found = rank_by_value(values)
    assert rank_by_value(dict(reversed(values.items()))) == found
    used = sum(values.values())
    worth = sum(value for part, value in values.items() if found[part] == "a")
    assert worth >= 0.8 * used
