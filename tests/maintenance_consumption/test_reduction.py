"""Open issues give up what a job does not need any more."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.reduction import reduce_demands

eighths = st.integers(0, 40).map(lambda number: number / 8)


@st.composite
def moves_lists(draw):
    rows = draw(st.lists(st.tuples(eighths, eighths), max_size=6))
    return [
        (key, demand, min(demand, reserved))
        for key, (demand, reserved) in enumerate(rows)
    ]


def test_what_is_not_set_aside_goes_first():
    moves = [("late", 5, 5), ("early", 12, 10)]
    assert reduce_demands(moves, 2) == {"early": 10}
    assert reduce_demands(moves, 3) == {"early": 10, "late": 4}
    assert reduce_demands(moves, 9) == {"early": 8, "late": 0}


@given(moves_lists(), eighths)
def test_exactly_the_excess_is_given_up(moves, excess):
    asked = {key: demand for key, demand, _reserved in moves}
    demands = asked | reduce_demands(moves, excess)
    assert sum(demands.values()) == max(sum(asked.values()) - excess, 0)
    assert all(0 <= demands[key] <= asked[key] for key in asked)


@given(moves_lists(), eighths)
def test_nothing_is_released_as_long_as_something_is_not_set_aside(moves, excess):
    demands = reduce_demands(moves, excess)
    released = any(
        demands.get(key, demand) < reserved for key, demand, reserved in moves
    )
    idle = sum(demand - reserved for _key, demand, reserved in moves)
    assert released == (excess > idle and any(reserved for _k, _d, reserved in moves))


@given(moves_lists(), eighths)
def test_only_those_that_change_are_named(moves, excess):
    asked = {key: demand for key, demand, _reserved in moves}
    for key, demand in reduce_demands(moves, excess).items():
        assert demand < asked[key]
