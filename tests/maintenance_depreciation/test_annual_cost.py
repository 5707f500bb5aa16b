import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_depreciation_tools.annual_cost import (
    KEEP,
    REPLACE,
    UNKNOWN,
    get_annual_cost,
    get_recovery_factor,
    judge,
)

rates = st.floats(0, 0.5)
years = st.floats(0.25, 60)
money = st.floats(0, 1e7)


def test_the_factor_is_that_of_the_tables():
    # compound interest tables: A/P, 8 %, 10 years, and 10 %, 5 years
    assert get_recovery_factor(0.08, 10) == pytest.approx(0.14903, abs=5e-6)
    assert get_recovery_factor(0.10, 5) == pytest.approx(0.26380, abs=5e-6)


def test_without_interest_each_year_pays_its_share():
    assert get_annual_cost(1000, 200, 4, 50, 0) == pytest.approx(250)


@pytest.mark.parametrize(("rate", "number"), [(0.1, 0), (0.1, -1), (-0.1, 5)])
def test_what_makes_no_sense_is_refused(rate, number):
    with pytest.raises(ValueError):
        get_recovery_factor(rate, number)


@given(rate=rates, number=st.integers(1, 40), price=money)
def test_the_annual_payments_are_worth_the_price_today(rate, number, price):
    payment = get_annual_cost(price, 0, number, 0, rate)
    worth = sum(payment / (1 + rate) ** year for year in range(1, number + 1))
    assert worth == pytest.approx(price, rel=1e-6, abs=1e-6)


@given(rate=rates, number=years, price=money, resale=money, upkeep=money)
def test_both_ways_to_write_the_formula_agree(rate, number, price, resale, upkeep):
    factor = get_recovery_factor(rate, number)
    other = (price - resale / (1 + rate) ** number) * factor + upkeep
    found = get_annual_cost(price, resale, number, upkeep, rate)
    assert found == pytest.approx(other, rel=1e-6, abs=1e-2)


@given(rate=rates, number=years, price=money, resale=money, more=st.floats(0, 1e6))
def test_more_is_never_cheaper(rate, number, price, resale, more):
    cost = get_annual_cost(price, resale, number, 0, rate)
    slack = 1e-6 * max(1, price, resale)
    assert get_annual_cost(price + more, resale, number, 0, rate) >= cost - slack
    assert get_annual_cost(price, resale + more, number, 0, rate) <= cost + slack
    assert get_annual_cost(price, resale, number, more, rate) >= cost - slack


def test_equal_is_no_reason_to_replace():
    assert judge(100.0, 100.004, 0.01) == KEEP
    assert judge(100.01, 100.0, 0.005) == REPLACE
    assert judge(None, 1.0, 0.01) == UNKNOWN
    assert judge(1.0, None, 0.01) == UNKNOWN
