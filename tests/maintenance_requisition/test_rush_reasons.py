"""Why a part has to be bought in a rush."""

from datetime import date

import pytest
from maintenance_requisition_tools.rush_reasons import RushFacts, judge_rush

ORDER_BY = date(2025, 3, 10)
BEFORE, AFTER = date(2025, 3, 9), date(2025, 3, 11)


@pytest.mark.parametrize(
    ("has_late_order", "waiting", "cause"),
    [
        (False, [], "late_planning"),
        (True, [], "late_vendor"),
        (False, [RushFacts(AFTER)], "late_planning"),
        (False, [RushFacts(AFTER, is_failure=True)], "unplanned_failure"),
        (False, [RushFacts(ORDER_BY, is_failure=True)], "late_planning"),
        (False, [RushFacts(None, is_failure=True)], "late_planning"),
        (True, [RushFacts(AFTER, is_failure=True)], "late_vendor"),
        (False, [RushFacts(BEFORE, AFTER)], "unknown_age"),
        (True, [RushFacts(AFTER, AFTER, is_failure=True)], "unknown_age"),
        (False, [RushFacts(AFTER, ORDER_BY)], "late_planning"),
        (False, [RushFacts(BEFORE), RushFacts(AFTER, AFTER)], "unknown_age"),
    ],
)
def test_the_most_telling_cause_counts(has_late_order, waiting, cause):
    assert judge_rush(ORDER_BY, has_late_order, waiting) == cause
