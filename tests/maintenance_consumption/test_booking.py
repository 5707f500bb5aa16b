from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.booking import ChargeFacts, get_booking

FACTS = ChargeFacts(has_account=True)


@pytest.mark.parametrize(
    ("facts", "booking"),
    [
        (replace(FACTS, entry="posted"), "booked"),
        (replace(FACTS, entry="posted", is_closing=True), "closed"),
        (replace(FACTS, entry="draft"), "entry_draft"),
        (replace(FACTS, entry="cancel"), "entry_cancelled"),
        (ChargeFacts(is_imputed=True), "imputed"),
        (replace(FACTS, is_stocked=False), "billed"),
        (replace(FACTS, has_value=False), "no_value"),
        (replace(FACTS, has_value=False, is_consigned=True), "consigned"),
        (replace(FACTS, has_account=False), "no_account"),
        (replace(FACTS, has_account=False, awaits_closing=True), "no_account"),
        (FACTS, "not_booked_then"),
        (replace(FACTS, awaits_closing=True), "awaits_closing"),
    ],
)
def test_each_reason(facts, booking):
    assert get_booking(facts) == booking


@given(st.builds(ChargeFacts, entry=st.sampled_from(["posted", "draft", "cancel"])))
def test_an_entry_settles_it_whatever_else_is_true(facts):
    settled = ChargeFacts(entry=facts.entry, is_closing=facts.is_closing)
    assert get_booking(facts) == get_booking(settled)
