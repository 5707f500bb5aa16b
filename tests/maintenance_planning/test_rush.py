"""What is a rush."""

from datetime import date

from maintenance_planning_tools.rush import is_rush


def test_what_should_have_been_ordered_is_a_rush():
    assert is_rush(date(2025, 3, 7), date(2025, 3, 8))
    assert not is_rush(date(2025, 3, 7), date(2025, 3, 7))
