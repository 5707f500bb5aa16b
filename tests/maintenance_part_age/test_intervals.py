"""Days, weeks, months and years after a date."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_part_age_tools.intervals import occurrence

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
units = st.sampled_from(["day", "week", "month", "year"])


@pytest.mark.parametrize(
    ("unit", "interval"), [("hour", 1), ("day", 0), ("month", -1), ("", 1)]
)
def test_nonsense_is_refused(unit, interval):
    with pytest.raises(ValueError, match="no (unit|interval)"):
        occurrence(datetime(2025, 1, 1), unit, interval, 1)


@given(moments, units, st.integers(1, 99), st.integers(0, 30))
def test_dates_go_forward_at_the_same_hour(anchor, unit, interval, step):
    earlier = occurrence(anchor, unit, interval, step)
    later = occurrence(anchor, unit, interval, step + 1)
    assert later > earlier
    assert later.time() == anchor.time()


@given(moments, st.integers(1, 400))
def test_months_are_exact_but_for_days_that_a_month_lacks(anchor, months):
    found = occurrence(anchor, "month", months, 1)
    count = 12 * (found.year - anchor.year) + found.month - anchor.month
    assert count == months
    assert found.day == anchor.day or (
        found.day < anchor.day and (found + timedelta(1)).day == 1
    )
