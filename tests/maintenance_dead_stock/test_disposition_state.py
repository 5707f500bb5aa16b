"""The state and the loss of a disposition: pure decisions."""

import pytest
from maintenance_dead_stock_tools.disposition_state import (
    Moved,
    calculate_loss,
    deal_credit,
    find_state,
    sum_done,
    sum_promised,
)


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ((), "approved"),
        (("assigned",), "approved"),
        (("done", "confirmed"), "approved"),
        (("done",), "done"),
        (("done", "cancel"), "done"),
        (("cancel", "cancel"), "draft"),
    ],
)
def test_the_state_follows_the_moves(states, state):
    assert find_state(Moved(one, 2.0) for one in states) == state


def test_only_what_is_done_has_moved():
    assert sum_done([Moved("done", 2.0), Moved("cancel", 3.0), Moved("done", 1.0)]) == 3


def test_what_is_approved_leaves_first_and_then_the_oldest():
    waiting = [(3, "draft", 2.0), (2, "draft", 5.0), (4, "approved", 1.0)]
    assert sum_promised(waiting) == {4: 1, 2: 6, 3: 8}


def test_only_what_leaves_the_company_can_be_lost():
    assert calculate_loss("scrap", 100.0, 0.0) == 100
    assert calculate_loss("sell", 100.0, 130.0) == -30
    assert calculate_loss("transfer", 100.0, 0.0) == 0
    assert calculate_loss("keep", 100.0, 0.0) == 0
    assert calculate_loss(None, 100.0, 0.0) == 0
    assert calculate_loss("scrap", 100.0, 0.0, "done") == 100
    assert calculate_loss("scrap", 100.0, 0.0, "cancel") == 0


def test_what_went_back_first_is_credited_first():
    returned = [("a", 3.0), ("b", 2.0), ("c", 4.0)]
    assert deal_credit(40.0, 4.0, returned) == {"a": 30, "b": 10, "c": 0}
    assert deal_credit(90.0, 9.0, returned) == {"a": 30, "b": 20, "c": 40}
    # more was credited than went back
    assert deal_credit(100.0, 10.0, returned[:1]) == {"a": 30}


def test_without_a_credit_nothing_is_dealt():
    assert deal_credit(0.0, 0.0, [("a", 3.0)]) == {}
    assert deal_credit(5.0, -1.0, [("a", 3.0)]) == {}
