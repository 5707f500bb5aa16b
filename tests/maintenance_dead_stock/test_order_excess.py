from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from maintenance_dead_stock_tools.order_excess import (
    Ordered,
    find_excess,
    share_excess,
)

quantities = st.integers(0, 50)
DAY = date(2031, 3, 5)
LATER = date(2031, 4, 5)


def test_what_stock_does_not_cover_is_still_wanted():
    assert find_excess(on_hand=2, on_order=7, kept=8) == 1
    assert find_excess(on_hand=9, on_order=7, kept=8) == 7
    assert find_excess(on_hand=0, on_order=7, kept=8) == 0
    assert find_excess(on_hand=-3, on_order=7, kept=5) == 2


def test_what_is_easiest_to_undo_comes_first():
    lines = [
        Ordered("confirmed", 4, 2, LATER),
        Ordered("early", 4, 1, DAY),
        Ordered("late", 4, 1, LATER),
        Ordered("some day", 4, 1),
        Ordered("not asked", 4, 0, DAY),
    ]
    assert share_excess(lines, 4) == {"not asked": 4}
    assert share_excess(lines, 6) == {"not asked": 4, "some day": 2}
    assert share_excess(lines, 11) == {"not asked": 4, "some day": 4, "late": 3}
    assert share_excess(lines, 99) == {line.key: 4 for line in lines}


@given(quantities, quantities, quantities, quantities)
def test_the_less_is_wanted_the_more_is_too_many(on_hand, on_order, kept, less):
    assert find_excess(on_hand, on_order, max(kept - less, 0)) >= find_excess(
        on_hand, on_order, kept
    )


@given(quantities, quantities, quantities)
def test_never_more_than_is_on_order(on_hand, on_order, kept):
    assert 0 <= find_excess(on_hand, on_order, kept) <= on_order


@given(st.lists(quantities), quantities)
def test_what_is_shared_is_the_excess_as_far_as_lines_go(numbers, excess):
    lines = [Ordered(key, number, key % 3) for key, number in enumerate(numbers)]
    shares = share_excess(lines, excess)
    assert sum(shares.values()) == min(excess, sum(numbers))
    assert all(
        shares[line.key] <= line.quantity for line in lines if line.key in shares
    )
