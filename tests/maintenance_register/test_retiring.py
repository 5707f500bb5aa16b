from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.retiring import get_most, is_too_many

totals = st.integers(0, 10**6)


@given(totals, totals, st.floats(0, 100))
def test_never_more_than_the_share(count, total, percent):
    if not is_too_many(count, total, percent):
        assert count <= total * percent / 100 + 1e-6


def test_the_share_itself_is_allowed():
    assert get_most(100, 7.0) == 7
    assert not is_too_many(5, 100, 5.0)
    assert is_too_many(6, 100, 5.0)
    assert is_too_many(1, 10, 5.0)
    assert not is_too_many(10, 10, 100.0)
    assert not is_too_many(0, 0, 0.0)
