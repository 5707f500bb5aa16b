"""Who gets what has come, and what of an order nobody wants any more."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.serving import Wish, find_surplus, serve


def wish(key, number, quantity, criticality="essential"):
    return Wish(key, date(2025, 3, number), quantity, criticality)


def same(quantity):
    return quantity


def fives(quantity):
    return -(-quantity // 5) * 5


def test_the_earliest_gets_it_first_and_of_one_day_the_most_critical():
    wishes = [wish(1, 12, 2), wish(2, 10, 2), wish(3, 12, 2, "vital")]
    assert serve(3, wishes) == {2: 2, 3: 1, 1: 0}
    assert serve(9, wishes) == {2: 2, 3: 2, 1: 2}
    assert serve(0, wishes) == {2: 0, 3: 0, 1: 0}
    assert serve(-1, wishes) == {2: 0, 3: 0, 1: 0}


wishes = st.lists(
    st.builds(
        wish,
        st.integers(1, 99),
        st.integers(1, 28),
        st.integers(0, 9),
        st.sampled_from(["vital", "essential", "desirable"]),
    ),
    max_size=8,
    unique_by=lambda wish: wish.key,
)


@given(st.integers(0, 60), wishes)
def test_nothing_is_given_twice_or_kept_back(received, wishes):
    served = serve(received, wishes)
    assert all(served[wish.key] <= wish.quantity for wish in wishes)
    assert sum(served.values()) == min(received, sum(wish.quantity for wish in wishes))


@pytest.mark.parametrize(
    ("ordered", "received", "claimed", "surplus"),
    [
        (5, 0, 5, 0),
        (5, 0, 3, 2),
        (5, 0, 0, 5),
        (5, 2, 0, 3),
        (5, 5, 0, 0),
        (5, 2, 3, 0),
    ],
)
def test_what_nobody_claims_is_surplus(ordered, received, claimed, surplus):
    assert find_surplus(ordered, received, claimed, same) == surplus


@pytest.mark.parametrize(
    ("ordered", "received", "claimed", "surplus"),
    [(5, 0, 1, 0), (10, 0, 4, 5), (10, 0, 6, 0), (10, 0, 0, 10), (10, 2, 0, 5)],
)
def test_what_a_pack_needs_is_none(ordered, received, claimed, surplus):
    assert find_surplus(ordered, received, claimed, fives) == surplus
