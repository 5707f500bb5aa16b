"""Which requisition lines a manager has to approve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.approval import ApprovalRules, needs_manager

amounts = st.integers(0, 10_000).map(lambda cents: cents / 100)
rules = st.builds(ApprovalRules, st.booleans(), st.none() | amounts)


def compare(amount, other):
    """As a currency with cents does."""
    cents, other_cents = round(amount * 100), round(other * 100)
    return (cents > other_cents) - (cents < other_cents)


@pytest.mark.parametrize(
    ("cost", "is_rush", "rules", "expected"),
    [
        (1_000_000.0, True, ApprovalRules(), False),
        (0.0, True, ApprovalRules(rush=True), True),
        (0.0, False, ApprovalRules(rush=True), False),
        (100.0, False, ApprovalRules(above=100.0), False),
        (100.004, False, ApprovalRules(above=100.0), False),
        (100.01, False, ApprovalRules(above=100.0), True),
        (0.01, False, ApprovalRules(above=0.0), True),
        (1.0, True, ApprovalRules(above=100.0), False),
    ],
)
def test_what_a_manager_approves(cost, is_rush, rules, expected):
    assert needs_manager(cost, is_rush, rules, compare) is expected


@given(amounts, amounts, st.booleans(), rules)
def test_a_line_that_costs_more_needs_no_less(cost, more, is_rush, rules):
    if needs_manager(cost, is_rush, rules, compare):
        assert needs_manager(cost + more, is_rush, rules, compare)


@given(amounts, rules)
def test_a_rush_needs_no_less(cost, rules):
    if needs_manager(cost, False, rules, compare):
        assert needs_manager(cost, True, rules, compare)
