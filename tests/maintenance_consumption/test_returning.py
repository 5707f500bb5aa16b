"""What of the issues of an asset can still come back unused."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.returning import (
    ISSUE,
    REMOVAL,
    RETURN,
    balance_issues,
)

eighths = st.integers(0, 24).map(lambda number: number / 8)
kinds = st.sampled_from([ISSUE, RETURN, REMOVAL])
steps = st.lists(st.tuples(kinds, st.integers(0, 9), eighths), max_size=12)


def left(events):
    return {issue: balance.left for issue, balance in balance_issues(events).items()}


def test_a_removal_is_of_the_oldest_issue():
    events = [(ISSUE, "a", 2), (ISSUE, "b", 2), (REMOVAL, None, 3)]
    assert left(events) == {"a": 0, "b": 1}


def test_what_was_removed_before_the_issue_came_with_the_machine():
    assert left([(REMOVAL, None, 3), (ISSUE, "a", 2)]) == {"a": 2}


def test_what_is_removed_beyond_the_issues_came_with_the_machine():
    events = [(ISSUE, "a", 2), (REMOVAL, None, 5), (ISSUE, "b", 1)]
    assert left(events) == {"a": 0, "b": 1}


def test_what_came_back_was_not_removed():
    events = [(ISSUE, "a", 2), (RETURN, "a", 2), (ISSUE, "b", 2), (REMOVAL, None, 1)]
    assert left(events) == {"a": 0, "b": 1}


def test_a_return_without_its_issue_is_of_the_latest():
    events = [(ISSUE, "a", 2), (ISSUE, "b", 2), (RETURN, None, 3)]
    assert left(events) == {"a": 1, "b": 0}


@given(steps)
def test_pieces_in_a_row(history):
    """Beside a list of pieces, the oldest first: only what is there comes back."""
    events, pieces = [], []
    issued, returned, removed = 0.0, 0.0, 0.0
    for kind, number, quantity in history:
        if kind == ISSUE:
            pieces.append([len(events), quantity])
            issued += quantity
            events.append((ISSUE, len(events), quantity))
        elif kind == RETURN and pieces:
            piece = pieces[number % len(pieces)]
            quantity = min(quantity, piece[1])
            piece[1] -= quantity
            returned += quantity
            events.append((RETURN, piece[0], quantity))
        elif kind == REMOVAL:
            events.append((REMOVAL, None, quantity))
            for piece in pieces:
                taken = min(quantity, piece[1])
                piece[1] -= taken
                quantity -= taken
                removed += taken
    balances = balance_issues(events)
    assert {issue: balance.left for issue, balance in balances.items()} == dict(pieces)
    total = sum(balance.left for balance in balances.values())
    assert total == issued - returned - removed >= 0
