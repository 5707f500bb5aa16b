"""Which values of a line differ from those that follow from the needs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.quantities import TOLERANCE
from maintenance_requisition_tools.changes import find_changes

names = st.sampled_from(["quantity", "vendor_id", "action"])
values = st.one_of(
    st.none(), st.booleans(), st.integers(0, 5), st.just("buy"), st.just(date.max)
)
rows = st.fixed_dictionaries(
    {"quantity": st.floats(0, 100), "vendor_id": values, "action": values}
)


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        (False, None, True),
        (None, False, True),
        ("", False, True),
        (False, 7, False),
        (7, None, False),
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.0 + 2 * TOLERANCE, False),
        (False, 0.0, True),
        (date(2025, 3, 1), date(2025, 3, 1), True),
        (date(2025, 3, 1), date(2025, 3, 2), False),
        ({"short": 2.0}, {"short": 2.0}, True),
        ({"short": 2.0}, {"short": 3.0}, False),
    ],
)
def test_what_is_the_same(before, after, is_same):
    assert find_changes({"x": before}, {"x": after}) == (
        {} if is_same else {"x": after}
    )


@given(rows, rows)
def test_after_writing_the_changes_there_are_none(before, after):
    assert not find_changes(before | find_changes(before, after), after)


@given(rows)
def test_nothing_changes_by_itself(row):
    assert not find_changes(row, dict(row))
    assert not find_changes(row, {})
