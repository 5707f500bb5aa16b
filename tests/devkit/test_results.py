from devkit.results import Counts


def test_counts_add():
    assert Counts(1, 2) + Counts(3) == Counts(4, 2)
