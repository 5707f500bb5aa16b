"""How far a requisition line is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.progress import find_state, find_status

decisions = st.sampled_from(["draft", "to_approve", "approved", "cancel"])
fates = st.lists(st.sampled_from(["rfq", "ordered", "received", "assigned", "cancel"]))


@pytest.mark.parametrize(
    ("decision", "fates", "state"),
    [
        ("draft", [], "draft"),
        ("cancel", ["received"], "cancel"),
        ("approved", [], "approved"),
        ("approved", ["cancel"], "approved"),
        ("approved", ["rfq"], "ordered"),
        ("approved", ["assigned", "received"], "ordered"),
        ("approved", ["received", "cancel"], "received"),
    ],
)
def test_the_state(decision, fates, state):
    assert find_state(decision, fates) == state


@pytest.mark.parametrize(
    ("state", "fates", "has_failed", "status"),
    [
        ("ordered", ["ordered", "rfq"], False, "rfq"),
        ("ordered", ["ordered"], True, "ordered"),
        ("received", ["rfq"], False, "received"),
        ("approved", [], True, "failed"),
        ("to_approve", [], True, "failed"),
        ("cancel", [], True, "cancel"),
        ("draft", [], False, "draft"),
    ],
)
def test_the_status(state, fates, has_failed, status):
    assert find_status(state, fates, has_failed) == status


@given(decisions, fates)
def test_what_is_cancelled_changes_nothing(decision, some):
    assert find_state(decision, some) == find_state(decision, [*some, "cancel"])


@given(decisions, fates, st.booleans())
def test_only_what_is_not_ordered_fails(decision, some, has_failed):
    state = find_state(decision, some)
    if find_status(state, some, has_failed) == "failed":
        assert has_failed
        assert state in ("draft", "to_approve", "approved")
