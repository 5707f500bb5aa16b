"""Loops, and what lies above and below a BOM."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.loops import ancestors, descendants, find_cycle

nodes = st.integers(1, 6)
graphs = st.dictionaries(nodes, st.lists(nodes, max_size=4), max_size=6)
starts = st.lists(nodes, max_size=3)


def reachable_in(graph, start, steps):
    """The nodes that exactly ``steps`` steps lead to, by brute force."""
    level = {start}
    for _step in range(steps):
        level = {child for node in level for child in graph.get(node, ())}
    return level


def reach(graph, start):
    """Everything that one step or more lead to; no path needs more than 6 nodes."""
    return set().union(*(reachable_in(graph, start, steps) for steps in range(1, 7)))


@given(graphs, starts)
def test_a_loop_is_found_if_and_only_if_there_is_one(graph, start):
    seen = {node for top in start for node in {top, *reach(graph, top)}}
    has_loop = any(node in reach(graph, node) for node in seen)
    assert bool(find_cycle(graph, start)) == has_loop


@given(graphs, starts)
def test_a_found_loop_is_one(graph, start):
    loop = find_cycle(graph, start)
    if loop:
        assert loop[0] == loop[-1]
        assert len(set(loop)) == len(loop) - 1, "each BOM is named once"
        assert all(child in graph[parent] for parent, child in pairwise(loop))


@given(graphs, starts)
def test_descendants_are_all_that_can_be_reached(graph, start):
    expected = set(start).union(*(reach(graph, node) for node in start))
    assert descendants(graph, start) == expected


@given(graphs, starts)
def test_ancestors_see_their_descendants(graph, start):
    expected = {node for node in range(1, 7) if reach(graph, node) & set(start)}
    assert ancestors(graph, start) == expected | set(start)


def test_a_deep_chain_does_not_exhaust_the_stack():
    chain = {number: [number + 1] for number in range(1, 5000)}
    assert find_cycle(chain, [1]) == []
    assert len(find_cycle({**chain, 5000: [1]}, [1])) == 5001
