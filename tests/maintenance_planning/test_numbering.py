"""Job numbers of occurrences that do not exist yet."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.numbering import number_jobs

START = datetime(2025, 1, 1)


def days(*numbers):
    return [START + timedelta(number) for number in numbers]


def test_a_series_counts_on():
    assert number_jobs(2, days(0), [days(0, 10, 20, 30)]) == [[4, 5, 6]]


def test_another_job_counts_if_it_comes_before():
    assert number_jobs(0, days(0, 15), [days(0, 10, 20)]) == [[2, 4]]


def test_of_another_series_counts_what_will_be_there():
    weekly, monthly = days(0, 7, 14, 21, 28, 35), days(1, 31)
    # on day 1, when the monthly job is finished, only the one of day 7 is there
    assert number_jobs(0, days(0, 1), [weekly, monthly])[1] == [4]


def finish_one_by_one(done, extra, series):
    """What Odoo does: finish the jobs in turn, and count at each what is there."""
    jobs = [[day, False] for day in extra]
    heads = [[dates[0], False] for dates in series]
    jobs += heads
    numbers = [[] for _dates in series]
    turns = sorted(
        (day, rank, step)
        for rank, dates in enumerate(series)
        for step, day in enumerate(dates[:-1])
    )
    for _day, rank, step in turns:
        following = series[rank][step + 1]
        before = sum(finished or day < following for day, finished in jobs)
        numbers[rank].append(1 + done + before)
        heads[rank][1] = True
        heads[rank] = [following, False]
        jobs.append(heads[rank])
    return numbers


@given(
    st.integers(0, 5),
    st.lists(st.integers(500, 600)),
    st.lists(
        st.lists(st.integers(1, 30), min_size=1, max_size=6), min_size=1, max_size=4
    ),
)
def test_numbers_are_those_that_finishing_gives(done, late, gaps):
    # no two on the same day: which of them is finished first, nobody knows
    count = len(gaps)
    series = []
    for rank, steps in enumerate(gaps):
        dates = [rank]
        for gap in steps:
            dates.append(dates[-1] + gap * count)
        series.append(days(*dates))
    extra = days(*late)
    heads = [dates[0] for dates in series]
    assert number_jobs(done, extra + heads, series) == finish_one_by_one(
        done, extra, series
    )
