"""Parts that replace each other."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.equivalence import find_sets, newest

parts = st.integers(1, 8)
successors = st.dictionaries(parts, parts, max_size=6)
pairs = st.lists(st.tuples(parts, parts), max_size=4)


def test_old_before_new():
    assert find_sets([3], {7: 3, 3: 5}, []) == [[7, 3, 5]]
    assert newest(7, {7: 3, 3: 5}) == 5


def test_alternatives_join_by_their_number():
    assert find_sets([2, 9], {}, [(9, 4), (4, 2)]) == [[2, 4, 9]]


def test_parts_of_their_own():
    assert find_sets([2, 1], {5: 6}, [(7, 8)]) == [[1], [2]]


def test_a_chain_that_bites_its_tail_ends():
    assert newest(1, {1: 2, 2: 3, 3: 1}) == 3
    assert find_sets([1], {1: 1}, []) == [[1]]


@given(st.sets(parts), successors, pairs)
def test_every_part_is_in_one_set_with_all_that_it_is_linked_to(chosen, links, alike):
    found = find_sets(chosen, links, alike)
    members = [part for group in found for part in group]
    assert len(members) == len(set(members))
    assert chosen <= set(members)
    place = {part: number for number, group in enumerate(found) for part in group}
    for one, other in (*links.items(), *alike):
        assert place.get(one) == place.get(other)
    for group in found:
        assert chosen & set(group), "no set that nobody asked for"
        reached = {group[0]}
        for _round in group:
            for one, other in (*links.items(), *alike):
                if {one, other} & reached:
                    reached |= {one, other}
        assert reached == set(group), "all of a set are linked"
