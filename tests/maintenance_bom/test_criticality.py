"""Which of two parts comes first."""

from maintenance_bom_tools.criticality import CRITICALITIES, RANKS


def test_the_most_critical_comes_first():
    assert list(RANKS) == [name for name, _label in CRITICALITIES]
    assert RANKS["vital"] < RANKS["essential"] < RANKS["desirable"]
