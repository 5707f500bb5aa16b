"""From what lacks to the replenishments and lines that are ordered."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.replenishment import (
    Held,
    Replenishment,
    Short,
    match_lines,
    plan_replenishments,
)

TODAY = date(2025, 3, 3)
LEAD = 7


def day(number):
    return TODAY + timedelta(number)


def short(number, quantity, need=None):
    """What lacks in ``number`` days, of one need."""
    return new_short(number, [(need or f"n{number}", quantity)])


def new_short(number, pieces):
    order_by = day(number - LEAD)
    return Short(number, day(number), order_by, tuple(pieces), order_by < TODAY)


def exactly(quantity):
    return quantity, None


def packs(size):
    return lambda quantity: (-(-round(quantity, 6) // size) * size, f"pack of {size}")


def replenishments(*shorts, look_ahead=7, bucket=7, round_up=exactly):
    return plan_replenishments(shorts, TODAY, look_ahead, bucket, round_up)


def told(found):
    return [
        ((replenishment.day - TODAY).days, replenishment.needed, replenishment.quantity)
        for replenishment in found
    ]


def test_what_is_to_be_decided_soon_is_ordered_the_rest_waits():
    found = replenishments(short(14, 3), short(15, 2), bucket=0)
    assert told(found) == [(14, 3, 3)]


def test_what_is_wanted_within_some_days_is_one_on_the_first():
    found = replenishments(short(9, 3), short(16, 2), short(17, 1))
    assert told(found) == [(9, 5, 5)]
    assert found[0].order_by == day(2)


def test_bucket_zero_is_one_replenishment_a_day():
    found = replenishments(short(8, 3), short(9, 2), bucket=0)
    assert told(found) == [(8, 3, 3), (9, 2, 2)]


def test_a_rush_waits_for_nobody():
    found = replenishments(short(5, 1), short(8, 4))
    assert told(found) == [(5, 1, 1), (8, 4, 4)]
    assert [replenishment.is_rush for replenishment in found] == [True, False]


def test_what_is_left_of_a_pack_serves_the_next():
    found = replenishments(
        short(8, 3), short(9, 4), short(10, 3), bucket=0, round_up=packs(5)
    )
    assert told(found) == [(8, 5, 5), (9, 5, 5)]
    assert found[0].pieces == [(8, "n8", 3), (9, "n9", 2)]
    assert found[1].pieces == [(9, "n9", 2), (10, "n10", 3)]
    assert found[0].offer == "pack of 5"


def test_what_is_left_also_serves_what_is_decided_later():
    found = replenishments(short(8, 3), short(60, 4), round_up=packs(5))
    assert told(found) == [(8, 5, 5)]


wanted = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(0, 9)), max_size=12
)
settings = st.fixed_dictionaries(
    {
        "look_ahead": st.integers(0, 60),
        "bucket": st.integers(0, 20),
        "round_up": st.sampled_from([exactly, packs(5), packs(12)]),
    }
)


def shorts_of(wanted):
    pieces = defaultdict(list)
    for rank, (number, quantity, _who) in enumerate(wanted):
        pieces[number].append((rank, quantity / 4))
    return [new_short(number, here) for number, here in pieces.items()]


@given(wanted, settings)
def test_everything_due_is_served_once_and_nothing_more(wanted, settings):
    shorts = shorts_of(wanted)
    found = replenishments(*shorts, **settings)
    served = defaultdict(float)
    for replenishment in found:
        for _short, need, quantity in replenishment.pieces:
            served[need] += quantity
    limit = TODAY + timedelta(settings["look_ahead"])
    for one in shorts:
        for need, quantity in one.pieces:
            assert served[need] <= quantity + 1e-6
            if one.order_by <= limit:
                assert served[need] == pytest.approx(quantity)


@given(wanted, settings)
def test_a_replenishment_serves_no_earlier_day_and_is_more_than_needed_by_rounding_only(
    wanted, settings
):
    round_up = settings["round_up"]
    for replenishment in replenishments(*shorts_of(wanted), **settings):
        assert replenishment.needed <= replenishment.quantity + 1e-6
        assert all(
            day(number) >= replenishment.day
            for number, _need, _quantity in replenishment.pieces
        )
        own = sum(
            quantity
            for number, _need, quantity in replenishment.pieces
            if day(number) <= replenishment.day + timedelta(settings["bucket"])
        )
        assert (
            replenishment.quantity == pytest.approx(round_up(own)[0])
            or own < replenishment.needed
        )


@given(wanted, settings)
def test_together_less_than_a_pack_too_much(wanted, settings):
    found = replenishments(*shorts_of(wanted), **settings)
    if settings["round_up"] is exactly:
        assert all(replenishment.spare == pytest.approx(0) for replenishment in found)
    else:
        assert sum(replenishment.spare for replenishment in found) < 12


def replenishment(number, **pieces):
    return Replenishment(
        day(number),
        day(number),
        False,
        [("s", need, quantity) for need, quantity in pieces.items()],
    )


def test_a_line_stays_with_those_it_is_for():
    lines = [Held(1, day(8), {"a": 2}), Held(2, day(20), {"b": 5})]
    found = [replenishment(8, b=5), replenishment(20, a=2), replenishment(30, c=1)]
    assert match_lines(lines, found) == {0: 2, 1: 1}


def test_the_line_that_has_gone_furthest_is_kept():
    lines = [Held(1, day(8), {"a": 2}, rank=3), Held(2, day(8), {"a": 2}, rank=1)]
    assert match_lines(lines, [replenishment(8, a=2)]) == {0: 2}


def test_a_line_whose_needs_are_gone_is_used_again():
    assert match_lines([Held(1, day(8), {"a": 2})], [replenishment(12, b=1)]) == {0: 1}


@given(wanted, settings)
def test_matching_the_lots_of_the_last_run_changes_nothing(wanted, settings):
    found = replenishments(*shorts_of(wanted), **settings)
    lines = []
    for index, one in enumerate(found):
        keys = defaultdict(float)
        for _short, need, quantity in one.pieces:
            keys[need] += quantity
        lines.append(Held(index, one.day, keys))
    assert match_lines(lines, found) == {index: index for index in range(len(found))}
