"""What of an order nobody needs any more, and why."""

import pytest
from maintenance_requisition_tools.order_surplus import (
    ShareFacts,
    find_surplus,
    judge_share,
)


def same(quantity):
    return quantity


def fives(quantity):
    return -(-quantity // 5) * 5


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (ShareFacts(2, 2), None),
        (ShareFacts(2, 3, is_retired=True), None),
        (ShareFacts(2, 1), "less"),
        (ShareFacts(2, 0), "gone"),
        (ShareFacts(2, 0, is_retired=True, is_cancelled=True), "retired"),
        (ShareFacts(2, 0, is_cancelled=True, is_done=True), "cancelled"),
        (ShareFacts(2, 1, is_done=True), "done"),
        (ShareFacts(0.3, 0.1 + 0.2 - 1e-12), None),
    ],
)
def test_the_reason_why_one_wants_less(facts, reason):
    assert judge_share(facts) == reason


@pytest.mark.parametrize(
    ("ordered", "received", "claimed", "surplus"),
    [
        (5, 0, 5, 0),
        (5, 0, 3, 2),
        (5, 0, 0, 5),
        (5, 2, 0, 3),
        (5, 5, 0, 0),
        (5, 2, 3, 0),
    ],
)
def test_what_nobody_claims_is_surplus(ordered, received, claimed, surplus):
    assert find_surplus(ordered, received, claimed, same) == surplus


@pytest.mark.parametrize(
    ("ordered", "received", "claimed", "surplus"),
    [(5, 0, 1, 0), (10, 0, 4, 5), (10, 0, 6, 0), (10, 0, 0, 10), (10, 2, 0, 5)],
)
def test_what_a_pack_needs_is_none(ordered, received, claimed, surplus):
    assert find_surplus(ordered, received, claimed, fives) == surplus
