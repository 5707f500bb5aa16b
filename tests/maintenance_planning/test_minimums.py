from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.minimums import Use
from maintenance_planning_tools.news import find_news

uses = st.dictionaries(
    st.integers(1, 400), st.integers(1, 5).map(float), max_size=12
).map(lambda use: sorted(use.items()))


def make_use(use, cost=10.0, lead_days=7, length=400):
    return Use(cost, lead_days, length, [day for day, _ in use], [q for _, q in use])


def serve(use, level, lead_days):
    """Keep ``level`` for so long; on how many days was all there that was wanted?

    What is used is ordered at once, and is there a lead time later in the morning.
    """
    served = 0
    for day, quantity in use:
        missing = sum(q for other, q in use if day - lead_days < other < day)
        served += level - missing >= quantity
    return served


@given(uses, st.integers(0, 40), st.integers(0, 20))
def test_a_level_serves_as_many_as_it_says(use, lead_days, level):
    assert make_use(use, lead_days=lead_days).count_served(level) == serve(
        use, level, lead_days
    )


@given(uses, st.integers(1, 40), st.floats(0.5, 200), st.floats(1, 500))
def test_no_other_level_serves_more_for_its_money(use, lead_days, cost, worth):
    past = make_use(use, cost, lead_days)
    years = past.length / 365

    def gain(level):
        return worth * past.count_served(level) / years - cost * level

    best = past.find_best_level(worth)
    assert best >= 0
    for level in (0.0, *past.covers):
        assert gain(best) >= gain(level) - 1e-6


@given(uses, st.integers(1, 40), st.floats(0.5, 200), st.floats(1, 500))
def test_dearer_parts_are_kept_less_and_worthier_service_more(
    use, lead_days, cost, worth
):
    level = make_use(use, cost, lead_days).find_best_level(worth)
    assert make_use(use, cost * 2, lead_days).find_best_level(worth) <= level
    assert make_use(use, cost, lead_days).find_best_level(worth * 2) >= level


def test_who_never_used_it_keeps_none():
    assert make_use([]).find_best_level(1e9) == 0


DAY = date(2025, 3, 1)


def test_news_is_told_once_and_again_after_a_while():
    news, told = find_news({}, ["belt", "oil"], DAY, 7)
    assert news == ["belt", "oil"]
    assert find_news(told, ["belt", "oil"], DAY, 7)[0] == []
    assert find_news(told, ["belt"], DAY + timedelta(6), 7)[0] == []
    assert find_news(told, ["belt", "cap"], DAY + timedelta(7), 7)[0] == ["belt", "cap"]
    assert find_news(told, ["belt"], DAY + timedelta(700))[0] == []


@given(
    st.lists(st.sets(st.integers(0, 5)), max_size=30),
    st.one_of(st.none(), st.integers(1, 9)),
)
def test_nothing_is_told_twice_too_soon_nor_forgotten(days, repeat):
    told, last, before = {}, {}, set()
    for number, current in enumerate(days):
        today = DAY + timedelta(number)
        news, told = find_news(told, current, today, repeat)
        again, same = find_news(told, current, today, repeat)
        assert again == [] and same == told, "running twice changes nothing"
        for thing in current:
            is_new = thing not in before
            is_old = repeat and not is_new and today - last[thing] >= timedelta(repeat)
            assert (thing in news) == bool(is_new or is_old)
            if thing in news:
                last[thing] = today
        assert told.keys() == current
        before = current


@pytest.mark.parametrize("repeat", [1, 7])
def test_what_comes_back_is_news(repeat):
    _news, told = find_news({}, ["belt"], DAY, repeat)
    _news, told = find_news(told, [], DAY, repeat)
    assert find_news(told, ["belt"], DAY, repeat)[0] == ["belt"]
