"""What a need is about, told apart from all others."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.fact_shapes import RawNeed
from maintenance_planning_tools.keys import number_keys, tell_apart


def test_a_path_stands_for_itself_parts_by_hand_are_counted():
    lines = [("12/", 1), (None, 7), ("12/45/", 1), (None, 7), (None, 8), ("12/", 2)]
    assert number_keys(3, 1, lines) == [
        "job/3/1/12/",
        "job/3/1/p7-1",
        "job/3/1/12/45/",
        "job/3/1/p7-2",
        "job/3/1/p8-1",
        "job/3/1/12/-2",
    ]


paths = st.none() | st.lists(st.integers(1, 3), min_size=1, max_size=3).map(
    lambda ids: "".join(f"{number}/" for number in ids)
)


@given(st.lists(st.tuples(paths, st.integers(1, 3)), max_size=12))
def test_the_keys_of_a_plan_are_unique(lines):
    assert len(set(number_keys(1, 0, lines))) == len(lines)


@given(st.lists(st.sampled_from(["a", "b", "a#2", "a#2#", "b#2"]), max_size=9))
def test_no_need_stands_in_for_another(keys):
    needs = [RawNeed(key, 1, 1.0, None, 1, "planned") for key in keys]
    apart = tell_apart(needs)
    assert len({need.key for need in apart}) == len(needs)
    firsts = [
        need.key for rank, need in enumerate(apart) if keys[rank] not in keys[:rank]
    ]
    assert firsts == list(dict.fromkeys(keys)), "who has a key of its own keeps it"
    assert tell_apart(apart) == apart
