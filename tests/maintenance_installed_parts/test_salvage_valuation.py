import pytest
from maintenance_installed_parts_tools.salvage_valuation import judge_salvage


@pytest.mark.parametrize(
    ("is_stored", "method", "own_product", "own_cost", "verdict"),
    [
        (False, "average", True, True, "not_stored"),
        (True, "standard", False, False, "standard"),
        (True, "standard", False, True, "standard"),
        (True, "standard", True, False, "fixed"),
        (True, "average", True, False, "free"),
        (True, "fifo", True, False, "free"),
        (True, "average", False, True, "free"),
        (True, "average", False, False, "mixed"),
        (True, "fifo", False, False, "mixed"),
    ],
)
def test_what_can_hold_a_salvage_value(
    is_stored, method, own_product, own_cost, verdict
):
    assert judge_salvage(is_stored, method, own_product, own_cost) == verdict
