"""Parts that will be due by their age."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.coming_ages import coming_ages

TODAY = date(2025, 3, 1)


def coming(due, planned=(), until=120, every=30, unit="day", notice=10):
    found = coming_ages(
        TODAY + timedelta(due),
        every,
        unit,
        notice,
        [TODAY + timedelta(number) for number in planned],
        TODAY,
        TODAY + timedelta(until),
    )
    return [(day - TODAY).days for day in found]


@pytest.mark.parametrize(
    ("due", "planned", "days"),
    [
        (10, [], [10, 40, 70, 100]),
        (-200, [], [0, 30, 60, 90, 120]),
        (121, [], []),
        # a job soon enough looks after it, and restarts the clock
        (10, [12], [42, 72, 102]),
        (10, [20], [50, 80, 110]),
        (10, [21], [10, 51, 81, 111]),
        (10, [3], [33, 63, 93]),
        (-5, [0], [30, 60, 90, 120]),
        # one that is far off looks after what is due then
        (5, [100], [5, 35, 65]),
        (5, [5, 33, 61, 90], [120]),
        (5, [2, 4], [34, 64, 94]),
    ],
)
def test_a_part_is_due_again_when_whoever_replaces_it_has_done_so(due, planned, days):
    assert coming(due, planned) == days


@given(
    st.integers(-60, 200),
    st.lists(st.integers(0, 150), max_size=6),
    st.integers(1, 60),
    st.integers(0, 40),
)
def test_no_age_passes_unattended(due, planned, every, notice):
    """From one replacement to the next it is at most the age and the notice."""
    days = coming(due, planned, every=every, notice=notice)
    assert days == sorted(days)
    assert all(0 <= day <= 120 for day in days)
    replaced = sorted([*days, *planned])
    last = max(due, 0) - every
    for day in replaced:
        if day > 120:
            break
        assert day - last <= every + notice
        last = max(last, day)
