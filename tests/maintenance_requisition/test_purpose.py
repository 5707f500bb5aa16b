"""What a quantity is for, in few words."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.purpose import Taker, gather


def taker(name, number, quantity=1):
    return Taker(name, date(2025, 3, number) if number else None, quantity)


def test_the_earliest_are_named_and_the_rest_is_counted():
    takers = [taker(name, number) for number, name in enumerate("GFEDCBA", 1)]
    assert gather(takers) == (takers[:3], 4)
    assert gather(takers, most=7) == (takers, 0)


def test_who_takes_twice_on_one_day_is_named_once():
    told, more = gather([taker("A", 3, 2), taker("A", 3, 1), taker("A", 4, 5)])
    assert (told, more) == ([taker("A", 3, 3), taker("A", 4, 5)], 0)


def test_who_wants_it_on_no_day_comes_last():
    assert gather([taker("A", None), taker("B", 3)])[0] == [
        taker("B", 3),
        taker("A", None),
    ]


takers = st.lists(
    st.builds(
        taker, st.sampled_from("ABC"), st.none() | st.integers(1, 5), st.integers(1, 9)
    )
)


@given(takers)
def test_nobody_is_forgotten_and_nothing_is_lost(takers):
    told, more = gather(takers)
    assert len(told) <= 3
    assert len(told) + more == len({(one.name, one.day) for one in takers})
    everyone, _none = gather(takers, most=99)
    assert everyone[: len(told)] == told
    assert sum(one.quantity for one in everyone) == sum(one.quantity for one in takers)
