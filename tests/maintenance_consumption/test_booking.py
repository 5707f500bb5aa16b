from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.booking import (
    ChargeFacts,
    get_booking,
    get_closing,
)

PERIODIC = ChargeFacts(has_account=True)
PERPETUAL = replace(PERIODIC, is_perpetual=True)
MARCH = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("facts", "booking"),
    [
        (replace(PERPETUAL, entry="posted"), "booked"),
        (replace(PERPETUAL, entry="draft"), "entry_draft"),
        (replace(PERPETUAL, entry="cancel"), "entry_cancelled"),
        (ChargeFacts(is_imputed=True), "imputed"),
        (replace(PERPETUAL, is_stocked=False), "billed"),
        (replace(PERPETUAL, has_value=False), "no_value"),
        (replace(PERPETUAL, has_account=False), "no_account"),
        (replace(PERIODIC, has_account=False), "no_account"),
        (PERPETUAL, "not_booked_then"),
        (PERIODIC, "awaits_closing"),
        (replace(PERIODIC, closing="closed"), "closed"),
        (replace(PERIODIC, closing="passed_over"), "passed_over"),
    ],
)
def test_each_reason(facts, booking):
    assert get_booking(facts) == booking


@given(st.builds(ChargeFacts, entry=st.sampled_from(["posted", "draft", "cancel"])))
def test_an_entry_settles_it_whatever_else_is_true(facts):
    assert get_booking(facts) == get_booking(ChargeFacts(entry=facts.entry))


@pytest.mark.parametrize(
    ("day", "is_closed", "closings", "expected"),
    [
        (MARCH, False, [], ("awaits_closing", None)),
        (MARCH, False, [MARCH], ("awaits_closing", None)),
        (MARCH, True, [MARCH], ("closed", 0)),
        (MARCH, True, [MARCH - timedelta(31), MARCH], ("closed", 1)),
        (MARCH + timedelta(1), True, [MARCH], ("passed_over", None)),
    ],
)
def test_the_first_closing_that_reaches_so_far_took_it(
    day, is_closed, closings, expected
):
    assert get_closing(day, is_closed, closings) == expected


def test_the_oldest_known_closing_need_not_be_the_one_that_took_it():
    closings = [MARCH, MARCH + timedelta(1)]
    assert get_closing(MARCH, True, closings, is_complete=False) == ("closed", None)
    later = MARCH + timedelta(1)
    assert get_closing(later, True, closings, is_complete=False) == ("closed", 1)
