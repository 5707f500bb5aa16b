"""Why something that is ordered is not wanted any more."""

import pytest
from maintenance_requisition_tools.reasons import ShareFacts, judge_share


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (ShareFacts(2, 2), None),
        (ShareFacts(2, 3, is_retired=True), None),
        (ShareFacts(2, 1), "less"),
        (ShareFacts(2, 0), "gone"),
        (ShareFacts(2, 0, is_retired=True, is_cancelled=True), "retired"),
        (ShareFacts(2, 0, is_cancelled=True, is_done=True), "cancelled"),
        (ShareFacts(2, 1, is_done=True), "done"),
        (ShareFacts(0.3, 0.1 + 0.2 - 1e-12), None),
    ],
)
def test_the_reason_why_one_wants_less(facts, reason):
    assert judge_share(facts) == reason
