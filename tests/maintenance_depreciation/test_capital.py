import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_depreciation_tools.capital import PartFacts, get_months, is_capital
from maintenance_depreciation_tools.replaced import find_replaced

parts = st.builds(
    PartFacts,
    unit_value=st.floats(0, 1e6),
    is_marked=st.booleans(),
    is_never=st.booleans(),
    life_months=st.none() | st.floats(0, 600),
    threshold=st.sampled_from([0, 100, 5000]),
)


@given(parts)
def test_never_is_never(part):
    if part.is_never:
        assert not is_capital(part)


@given(parts)
def test_without_a_threshold_only_marked_parts_are_asked_about(part):
    if not part.threshold and not part.is_marked:
        assert not is_capital(part)


@given(parts)
def test_what_is_worth_nothing_is_nothing_to_capitalise(part):
    if not part.unit_value:
        assert not is_capital(part)


def test_the_threshold_itself_counts_and_a_year_does_not():
    assert is_capital(PartFacts(100, threshold=100, life_months=12.1))
    assert not is_capital(PartFacts(99.99, threshold=100, life_months=24))
    assert not is_capital(PartFacts(100, threshold=100, life_months=12))
    assert not is_capital(PartFacts(100, threshold=100))


@pytest.mark.parametrize(
    ("number", "unit", "months"),
    [(2, "year", 24), (18, "month", 18), (0, "year", None), (3, "hour", None)],
)
def test_ages_are_read_in_months(number, unit, months):
    assert get_months(number, unit) == months


def test_days_and_weeks_are_months_of_the_calendar():
    assert get_months(365.25, "day") == pytest.approx(12)
    assert get_months(52.18, "week") == pytest.approx(12, abs=0.01)


def test_newer_parts_replace_older_ones_of_the_same_place():
    newest_first = [("c", 1), ("b", 1), ("a", 1)]
    assert find_replaced(newest_first, 1) == ["b", "a"]
    assert find_replaced(newest_first, 2) == ["a"]
    assert find_replaced(newest_first, 3) == []
    assert find_replaced([], 1) == []


@given(st.lists(st.floats(0.1, 5), max_size=8), st.floats(0.1, 20))
def test_the_newest_is_never_replaced(quantities, capacity):
    rows = list(enumerate(quantities))
    replaced = find_replaced(rows, capacity)
    assert 0 not in replaced
    kept = sum(quantity for key, quantity in rows if key not in replaced)
    # what is kept fills the place, or is all there is
    assert not replaced or kept >= capacity
