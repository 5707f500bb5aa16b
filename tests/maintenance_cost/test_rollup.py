from hypothesis import given
from hypothesis import strategies as st
from maintenance_cost_tools.rollup import roll_up


@st.composite
def forests(draw):
    """{node: the node above it, or None}, without loops: parents have lower numbers."""
    size = draw(st.integers(1, 12))
    return {
        node: draw(st.sampled_from([None, *range(1, node)]))
        for node in range(1, size + 1)
    }


@st.composite
def costs_of(draw, forest):
    cents = st.integers(-(10**9), 10**9)
    return draw(st.lists(st.tuples(st.sampled_from(sorted(forest)), cents)))


@given(st.data())
def test_the_topmost_nodes_hold_every_cost_once(data):
    forest = data.draw(forests())
    costs = data.draw(costs_of(forest))
    totals = roll_up(costs, forest)
    top = [node for node, parent in forest.items() if parent is None]
    assert sum(totals.get(node, 0) for node in top) == sum(cost for _, cost in costs)


@given(st.data())
def test_a_node_holds_its_own_and_those_of_its_children(data):
    forest = data.draw(forests())
    costs = data.draw(costs_of(forest))
    totals = roll_up(costs, forest)
    for node in forest:
        own = sum(cost for owner, cost in costs if owner == node)
        below = sum(
            totals.get(child, 0) for child, parent in forest.items() if parent == node
        )
        assert totals.get(node, 0) == own + below


def test_a_loop_counts_a_cost_once():
    assert roll_up([(1, 5.0)], {1: 2, 2: 1}) == {1: 5.0, 2: 5.0}
