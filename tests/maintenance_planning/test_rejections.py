"""What persons have rejected."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools import Refusal, refuse

BUY, MOVE = "buy", "move"
amounts = st.integers(1, 20).map(float)
groups = st.sampled_from([BUY, MOVE])
pieces = st.lists(st.tuples(groups, amounts), min_size=1, max_size=4)
refusals = st.lists(st.builds(Refusal, groups, amounts, amounts), max_size=4)


def test_as_long_as_it_is_no_more():
    said = [Refusal(BUY, 4, 4)]
    assert refuse([(BUY, 4)], said) == [4]
    assert refuse([(BUY, 3)], said) == [3]
    assert refuse([(BUY, 5)], said) == [0]


def test_a_rejected_transfer_leaves_the_purchase():
    said = [Refusal(MOVE, 3, 5)]
    assert refuse([(BUY, 2), (MOVE, 3)], said) == [0, 3]
    assert refuse([(MOVE, 3), (BUY, 2)], said) == [3, 0]


def test_what_comes_from_elsewhere_then_is_refused_too():
    assert refuse([(BUY, 5)], [Refusal(MOVE, 3, 5)]) == [3]


@given(pieces, refusals)
def test_never_more_than_there_is_nor_than_was_said(some, said):
    taken = refuse(some, said)
    assert all(
        0 <= no <= quantity for no, (_g, quantity) in zip(taken, some, strict=True)
    )
    total = sum(quantity for _group, quantity in some)
    valid = sum(one.quantity for one in said if total <= one.total)
    assert abs(sum(taken) - min(total, valid)) < 1e-9
