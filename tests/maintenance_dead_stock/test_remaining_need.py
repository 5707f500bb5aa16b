"""What living assets still need: a pure calculation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_dead_stock_tools.remaining_need import (
    AssetUse,
    count_exposure,
    need_of_asset,
    need_of_assets,
    rule_rate,
)

numbers = st.floats(0, 1000)
uses = st.builds(
    AssetUse,
    fitted=numbers,
    rule_rate=st.floats(0, 5),
    issued=numbers,
    exposure=st.floats(1, 1000),
    needed=numbers,
    days_left=st.floats(0, 5000),
)


def test_unknown_is_not_zero():
    assert need_of_asset(AssetUse(2.0, days_left=900)) == 2.0
    # what is fitted is not needed beside what is planned
    assert need_of_asset(AssetUse(2.0, needed=1.5)) == 2.0
    assert need_of_asset(AssetUse(2.0, needed=5.0)) == 5.0


def test_after_the_horizon_the_faster_of_rule_and_observation_counts():
    use = AssetUse(1.0, rule_rate(1.0, 1, "year"), 4.0, 730.5, 1.0, 365.25)
    assert need_of_asset(use) == pytest.approx(1 + 2)
    use = AssetUse(1.0, rule_rate(1.0, 3, "month"), 1.0, 730.5, 1.0, 365.25)
    assert need_of_asset(use) == pytest.approx(1 + 4)


def test_an_asset_that_leaves_within_the_horizon_needs_what_is_dated():
    assert need_of_asset(AssetUse(1.0, issued=9.0, needed=3.0, days_left=-20)) == 3.0


@given(st.lists(uses, max_size=5), uses)
def test_more_living_assets_never_need_less(some, another):
    assert need_of_assets([*some, another]) >= need_of_assets(some) - 1e-9


@given(st.lists(uses, max_size=5), st.randoms())
def test_the_order_of_assets_does_not_matter(some, shuffle):
    other = list(some)
    shuffle.shuffle(other)
    assert need_of_assets(other) == pytest.approx(need_of_assets(some))


@pytest.mark.parametrize(
    ("days", "exposure"), [(None, 730), (10, 365), (400, 400), (9000, 730)]
)
def test_a_short_time_in_service_says_little(days, exposure):
    assert count_exposure(days, 730) == exposure
    assert count_exposure(days, 90) == 90
