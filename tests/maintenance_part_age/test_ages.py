"""Parts that are replaced at an age."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_part_age_tools.ages import Age, judge_age

TODAY = date(2025, 3, 1)
dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
units = st.sampled_from(["day", "week", "month", "year"])


def judge(replaced=None, in_service=None, months=36, notice=30, today=TODAY):
    return judge_age(replaced, in_service, months, "month", notice, today)


def test_an_unknown_age_is_a_question():
    assert judge() == Age("unknown", None)


@pytest.mark.parametrize(
    ("in_service", "state", "due_on"),
    [
        (date(2022, 2, 28), "due", date(2025, 2, 28)),
        (date(2022, 3, 1), "due", date(2025, 3, 1)),
        (date(2022, 3, 2), "near", date(2025, 3, 2)),
        (date(2022, 3, 31), "near", date(2025, 3, 31)),
        (date(2022, 4, 1), "far", date(2025, 4, 1)),
    ],
)
def test_a_laptop_battery_of_36_months(in_service, state, due_on):
    assert judge(in_service=in_service) == Age(state, due_on)


def test_a_replacement_restarts_the_clock():
    in_service = date(2019, 1, 1)
    assert judge(None, in_service).state == "due"
    assert judge(date(2025, 2, 1), in_service) == Age("far", date(2028, 2, 1))


def test_what_was_replaced_before_service_counts_from_then():
    assert judge(date(2022, 1, 1), date(2023, 1, 1)).due_on == date(2025, 1, 1)


def test_an_age_beyond_the_calendar_is_never_reached():
    assert judge_age(TODAY, None, 9000, "year", 30, TODAY) == Age("far", None)


@given(dates, st.integers(1, 600), units, st.integers(0, 400), dates, dates)
def test_time_only_brings_it_nearer(start, age, unit, notice, one, other):
    order = ["far", "near", "due"]
    earlier, later = sorted([one, other])
    before = judge_age(start, None, age, unit, notice, earlier)
    after = judge_age(start, None, age, unit, notice, later)
    assert order.index(before.state) <= order.index(after.state)
    assert before.due_on == after.due_on
    assert before.due_on > start
