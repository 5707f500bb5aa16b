"""By when to order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.order_by import (
    LONGEST_DAYS,
    Lead,
    arrival,
    order_by,
    planned_day,
)

leads = st.builds(Lead, *[st.integers(0, 90)] * 4)
dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
WEDNESDAY = date(2025, 3, 12)


def test_lead_days_are_calendar_days():
    lead = Lead(vendor=10, purchase=2, receipt=1, safety=3)
    assert order_by(WEDNESDAY, lead) == date(2025, 2, 24)


def test_a_day_off_is_decided_before():
    assert order_by(WEDNESDAY, Lead(3)) == date(2025, 3, 7), "Sunday becomes Friday"
    holidays = {date(2025, 3, 7)}
    assert order_by(WEDNESDAY, Lead(3), holidays=holidays) == date(2025, 3, 6)


def test_a_company_that_works_on_sundays():
    assert order_by(WEDNESDAY, Lead(3), {6, 0, 1, 2, 3}) == date(2025, 3, 9)


def test_a_calendar_without_working_days_is_none():
    assert order_by(WEDNESDAY, Lead(3), ()) == date(2025, 3, 9)


@given(dates, st.builds(Lead, *[st.integers(0, 2**31)] * 4))
def test_no_lead_is_too_long_for_a_calendar(today, lead):
    latest = today + timedelta(LONGEST_DAYS)
    assert lead.days <= LONGEST_DAYS
    assert order_by(today, lead) <= today <= arrival(today, lead) <= latest
    assert planned_day(today, lead, today) <= latest


@given(dates, leads, weekdays, st.frozensets(dates, max_size=5))
def test_it_is_the_last_working_day_that_is_early_enough(need, lead, works, holidays):
    found = order_by(need, lead, works, holidays)
    latest = need - timedelta(lead.days)
    assert found <= latest
    assert arrival(found, lead) <= need
    assert found.weekday() in works
    assert found not in holidays
    day = found + timedelta(1)
    while day <= latest:
        assert day.weekday() not in works or day in holidays
        day += timedelta(1)
