"""Receipt pegging: who gets what has come, and which receipt brings it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.pegging import Wish, deal, serve


def wish(key, number, quantity, criticality="essential"):
    return Wish(key, date(2025, 3, number), quantity, criticality)


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


def test_each_receipt_brings_what_those_before_it_left_open():
    wishes = [wish("late", 12, 2), wish("early", 10, 2), wish("vital", 12, 1, "vital")]
    assert deal([("a", 1), ("b", 2), ("c", 9)], wishes) == {
        "a": {"early": 1},
        "b": {"early": 1, "vital": 1},
        "c": {"late": 2},
    }


def test_what_nobody_wishes_is_brought_to_nobody():
    assert deal([("a", 3)], []) == {"a": {}}
    assert deal([], [wish("early", 10, 2)]) == {}


receipts = st.lists(st.integers(0, 9), max_size=6).map(
    lambda numbers: list(enumerate(numbers))
)


@given(receipts, wishes)
def test_together_the_receipts_serve_as_one(receipts, wishes):
    dealt = deal(receipts, wishes)
    served = serve(sum(quantity for _key, quantity in receipts), wishes)
    for key, quantity in served.items():
        assert sum(brought.get(key, 0) for brought in dealt.values()) == quantity


@given(receipts, wishes)
def test_no_receipt_brings_more_than_it_has(receipts, wishes):
    dealt = deal(receipts, wishes)
    assert all(sum(dealt[key].values()) <= quantity for key, quantity in receipts)
    assert all(amount > 0 for brought in dealt.values() for amount in brought.values())


@given(receipts, st.integers(0, 9), wishes)
def test_a_later_receipt_changes_nothing_of_the_earlier(receipts, more, wishes):
    before = deal(receipts, wishes)
    after = deal([*receipts, ("later", more)], wishes)
    assert {key: after[key] for key in before} == before
