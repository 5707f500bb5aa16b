"""Dates of recurring jobs, counted from an anchor."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_part_age_tools.intervals import occurrence
from maintenance_planning_tools.recurrence import (
    MOST_OCCURRENCES,
    find_step,
    occurrences,
)

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
units = st.sampled_from(["day", "week", "month", "year"])
FOREVER = datetime(2999, 1, 1)


def days(anchor, unit, interval, count):
    found = occurrences(datetime.fromisoformat(anchor), unit, interval, 0, FOREVER)
    return [moment.date().isoformat() for _step, moment in islice(found, count)]


def test_the_last_of_january_does_not_drift():
    assert days("2025-01-31", "month", 1, 4) == [
        "2025-02-28",
        "2025-03-31",
        "2025-04-30",
        "2025-05-31",
    ]


def test_a_leap_day_comes_back_on_leap_days():
    assert days("2024-02-29", "year", 1, 4) == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_every_third_month_over_new_year():
    assert days("2025-08-31", "month", 3, 3) == [
        "2025-11-30",
        "2026-02-28",
        "2026-05-31",
    ]


def test_the_calendar_ends():
    assert list(occurrences(datetime(9999, 6, 1), "year", 1, 0, datetime.max)) == []


@given(moments, units, st.integers(1, 30), st.integers(0, 10), st.integers(0, 4000))
def test_the_list_is_what_is_counted_one_by_one(anchor, unit, interval, step, length):
    until = anchor + timedelta(length)
    listed = list(islice(occurrences(anchor, unit, interval, step, until), 50))
    assert all(moment <= until for _step, moment in listed)
    assert listed == [
        (step + more, occurrence(anchor, unit, interval, step + more))
        for more in range(1, len(listed) + 1)
    ]
    if len(listed) < 50:
        following = occurrence(anchor, unit, interval, step + len(listed) + 1)
        assert following > until


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(1, 13),
    st.integers(0, 5),
    st.dates(date(1990, 1, 1), date(2031, 1, 1)),
)
def test_the_first_step_from_a_day_on_is_found_at_once(
    anchor, unit, interval, step, first_day
):
    found = find_step(anchor, unit, interval, step, first_day)
    assert found > step
    assert occurrence(anchor, unit, interval, found).date() >= first_day
    if found > step + 1:
        assert occurrence(anchor, unit, interval, found - 1).date() < first_day


def test_what_would_have_come_before_is_missed():
    found = occurrences(
        datetime(2025, 1, 1, 8), "week", 1, 0, datetime(2025, 6, 30), date(2025, 6, 15)
    )
    assert [(step, moment.day) for step, moment in found] == [(24, 18), (25, 25)]


@given(
    st.datetimes(),
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(-(2**31), 2**40),
    st.integers(-(2**31), 2**40),
    st.datetimes(),
)
def test_however_it_is_called_it_comes_to_an_end(anchor, unit, interval, step, until):
    found = []
    try:
        for item in occurrences(anchor, unit, interval, step, until):
            found.append(item)
    except OverflowError:
        assert len(found) == MOST_OCCURRENCES
    assert len(found) <= MOST_OCCURRENCES
    assert all(moment <= until for _step, moment in found)


def test_a_job_a_day_since_the_year_202_is_refused():
    start, until = datetime(202, 3, 1), datetime(2026, 3, 1)
    with pytest.raises(OverflowError):
        list(occurrences(start, "day", 1, 0, until))
    assert len(list(occurrences(datetime(2016, 3, 1), "day", 1, 0, until))) == 3652
