from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.attempts import split, try_all


@given(st.lists(st.booleans(), max_size=60))
def test_the_bad_are_told_and_the_good_are_done_once(goods):
    done, failed = [], []

    def attempt(items):
        if not all(goods[item] for item in items):
            return "bad"
        done.extend(items)
        return None

    try_all(range(len(goods)), attempt, lambda item, reason: failed.append(item))
    assert done == [number for number, good in enumerate(goods) if good]
    assert failed == [number for number, good in enumerate(goods) if not good]


def test_one_bad_of_500_costs_about_as_much_as_all_of_them_again():
    tried = []

    def attempt(items):
        tried.append(len(items))
        return "bad" if 333 in items else None

    try_all(range(500), attempt, lambda item, reason: None)
    assert sum(tried) < 1_100


@given(st.lists(st.integers()), st.integers(1, 9))
def test_the_pieces_are_all_of_it(items, parts):
    pieces = list(split(items, parts))
    assert [item for piece in pieces for item in piece] == items
    assert len(pieces) <= parts
