"""What a job uses of its BOM, and what a recurring job hands on to the next."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.proposal import (
    Listed,
    choose_proposed,
    is_used_on_job,
    next_plan,
)


@pytest.mark.parametrize(
    ("every_nth", "jobs"),
    [(1, [1, 2, 3, 4, 5, 6]), (2, [2, 4, 6]), (3, [3, 6]), (0, [1, 2, 3, 4, 5, 6])],
)
def test_a_part_is_used_on_every_nth_job(every_nth, jobs):
    found = [number for number in range(1, 7) if is_used_on_job(every_nth, number)]
    assert found == jobs


DAY, LAST = date(2025, 6, 1), date(2025, 5, 1)
OIL, BELT = Listed("1/"), Listed("2/", every_nth=2)


def plan(planned, listed, job_number=1, is_proposed=False):
    """Keys are the paths, or names of parts planned by hand."""
    return next_plan(
        [(key, key if key.endswith("/") else None) for key in planned],
        {part.path: part for part in listed},
        job_number,
        DAY,
        LAST,
        is_proposed,
    )


def test_a_job_proposes_what_it_does_not_plan_yet():
    parts = [
        {"path": path, "every_nth": nth} for path, nth in (("1", 1), ("2", 2), ("3", 1))
    ]

    def choose(job_number):
        return [part["path"] for part in choose_proposed(parts, ["3"], job_number)]

    assert choose(1) == ["1"]
    assert choose(2) == ["1", "2"]
    assert choose(None) == ["1", "2"], "a corrective job is none of the planned ones"


def test_what_is_used_on_every_job_goes_on():
    assert plan(["1/", "tape"], [OIL, BELT]) == (["1/", "tape"], [])


def test_a_part_of_every_second_job_comes_at_its_turn():
    assert plan(["1/"], [OIL, BELT], 2) == (["1/"], ["2/"])
    assert plan(["1/", "2/"], [OIL, BELT], 2) == (["1/", "2/"], [])
    assert plan(["1/", "2/"], [OIL, BELT], 3) == (["1/"], [])


def test_what_a_person_left_out_stays_out():
    assert plan(["2/"], [OIL, BELT], 2) == (["2/"], [])


def test_a_plan_that_never_followed_the_bom_is_left_alone():
    assert plan(["tape"], [OIL, BELT], 2) == (["tape"], [])
    assert plan([], [BELT], 2) == ([], [])
    assert plan([], [BELT], 2, is_proposed=True) == ([], ["2/"])


def test_a_part_that_another_succeeds_on_a_day():
    old, new = Listed("1/", date_to=LAST), Listed("3/", date_from=DAY)
    assert plan(["1/"], [old, new]) == ([], ["3/"])
    later = Listed("3/", date_from=date(2025, 6, 2))
    assert plan(["1/"], [old, later]) == ([], [])
    # valid at the time of the job before: a person has left it out
    known = Listed("3/", date_from=LAST)
    assert plan(["1/"], [old, known]) == ([], [])


def test_what_the_asset_does_not_have_any_more_does_not_go_on():
    assert plan(["1/", "9/"], [OIL]) == (["1/"], [])


def test_an_own_line_takes_the_place_of_what_it_replaces():
    own = Listed("1/7/", replaces="1/5/")
    assert plan(["1/5/"], [own]) == ([], ["1/7/"])
    assert plan(["1/5/", "1/7/"], [own]) == (["1/7/"], [])
    assert plan(["1/5/"], [replace(own, every_nth=2)]) == ([], [])


def test_parts_of_repairs_are_not_added():
    assert plan(["1/"], [OIL, replace(BELT, is_used=False)], 2) == (["1/"], [])


parts = st.builds(
    Listed,
    path=st.integers(1, 9).map("{}/".format),
    every_nth=st.integers(1, 4),
    date_from=st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
    date_to=st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
    is_used=st.booleans(),
)
plans = st.lists(st.sampled_from(["tape", *map("{}/".format, range(1, 10))]))


@given(plans, st.lists(parts, unique_by=lambda part: part.path), st.integers(1, 12))
def test_a_plan_holds_what_is_due_and_what_was_planned_by_hand(planned, listed, number):
    kept, added = plan(planned, listed, number)
    by_path = {part.path: part for part in listed}
    assert [key for key in planned if key in kept] == kept
    assert kept.count("tape") == planned.count("tape")
    assert not set(kept) & set(added)
    assert all(by_path[path].is_due(number, DAY) for path in {*kept, *added} - {"tape"})
    # handing on once more at the same turn changes nothing
    assert plan([*kept, *added], listed, number) == ([*kept, *added], [])
