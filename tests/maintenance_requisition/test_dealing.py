"""Receipt pegging: which receipt brings what for which line."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.dealing import deal
from maintenance_requisition_tools.serving import Wish, serve


def wish(key, number, quantity, criticality="essential"):
    return Wish(key, date(2025, 3, number), quantity, criticality)


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
