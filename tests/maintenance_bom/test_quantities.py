"""A quantity is taken from several in order, as far as it goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.quantities import EPSILON, take

quantities = st.floats(0, 100)


def test_the_first_gives_first():
    entries = [["a", 2.0], ["b", 0.0], ["c", 5.0], ["d", 1.0]]
    taken = take(4.0, entries)
    assert [(key, quantity) for (key, _left), quantity in taken] == [
        ("a", 2.0),
        ("c", 2.0),
    ]
    assert entries == [["a", 0.0], ["b", 0.0], ["c", 3.0], ["d", 1.0]]


def test_dust_is_not_taken():
    assert take(EPSILON, [["a", 1.0]]) == []
    assert take(1.0, [["a", EPSILON], ["b", -3.0]]) == []


@given(quantities, st.lists(quantities))
def test_as_much_as_there_is_and_no_more_than_wanted(wanted, lefts):
    entries = [[place, left] for place, left in enumerate(lefts)]
    taken = take(wanted, entries)
    total = sum(quantity for _entry, quantity in taken)
    assert total == pytest.approx(min(wanted, sum(lefts)), abs=1e-6)
    assert total + sum(left for _place, left in entries) == pytest.approx(sum(lefts))
    # whoever gives only part of what it has is the last to give
    for (_place, left), _quantity in taken[:-1]:
        assert left <= EPSILON
