"""What of the issues of an asset can still come back unused."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.returning import (
    ISSUE,
    REMOVAL,
    RETURN,
    Balance,
    balance_issues,
    share_return,
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


# --- sharing out what comes back ------------------------------------------------------


def test_the_first_issues_give_back_first():
    issues = {"b": {None: Balance(2)}, "a": {None: Balance(3, returned=1)}}
    assert share_return(issues, 3, None) == ({"b": {None: 2}, "a": {None: 1}}, 4, 0)


def test_what_is_not_there_does_not_come_back():
    issues = {"a": {None: Balance(3, returned=1, removed=1)}}
    assert share_return(issues, 5, None) == ({"a": {None: 1}}, 1, 1)


def test_of_a_lot_no_more_comes_back_than_of_its_issue():
    issues = {"b": {"L": Balance(1), "M": Balance(2)}, "a": {"L": Balance(2)}}
    shares, total, removed = share_return(issues, 3, None, "L", has_lots=True)
    assert (shares, total, removed) == ({"b": {"L": 1}, "a": {"L": 2}}, 3, 0)


def test_where_lots_were_removed_those_that_are_left_are_named():
    issues = {"a": {"L": Balance(1, removed=1), "M": Balance(2)}}
    assert share_return(issues, 1, None, has_lots=True) == ({"a": {"M": 1}}, 2, 1)
    issues = {"a": {"L": Balance(1), "M": Balance(2)}}
    assert share_return(issues, 1, None, has_lots=True) == ({"a": {None: 1}}, 3, 0)


def test_what_is_too_little_to_count_is_left():
    issues = {"b": {None: Balance(0.001)}, "a": {None: Balance(1)}}
    shares, _total, _removed = share_return(
        issues, 1, None, counts=lambda quantity: quantity > 0.01
    )
    assert shares == {"a": {None: 1}}


@given(st.lists(st.tuples(eighths, eighths, eighths), max_size=5), eighths)
def test_all_that_is_there_comes_back_once(issues, quantity):
    issues = {
        number: {None: Balance(issued, returned, removed)}
        for number, (issued, returned, removed) in enumerate(issues)
    }
    shares, total, removed = share_return(issues, quantity, None)
    there = {number: max(each[None].left, 0) for number, each in issues.items()}
    assert total == sum(there.values())
    assert removed <= sum(each[None].removed for each in issues.values())
    assert sum(share[None] for share in shares.values()) == min(quantity, total)
    for number, share in shares.items():
        assert 0 < share[None] <= there[number]
