import pytest
from maintenance_consumption_tools.proposal import is_used_on_job


@pytest.mark.parametrize(
    ("every_nth", "jobs"),
    [(1, [1, 2, 3, 4, 5, 6]), (2, [2, 4, 6]), (3, [3, 6]), (0, [1, 2, 3, 4, 5, 6])],
)
def test_a_part_is_used_on_every_nth_job(every_nth, jobs):
    found = [number for number in range(1, 7) if is_used_on_job(every_nth, number)]
    assert found == jobs
