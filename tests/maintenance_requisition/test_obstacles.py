"""What is in the way of ordering a requisition line."""

from dataclasses import fields, replace
from itertools import product

import pytest
from maintenance_requisition_tools.obstacles import OrderFacts, find_obstacle

BOUGHT = OrderFacts()
TRANSFERRED = OrderFacts(
    is_transfer=True, is_purchasable=False, has_offer=False, is_vendor_active=False
)


def test_nothing_is_in_the_way():
    assert find_obstacle(BOUGHT) is None
    assert find_obstacle(replace(BOUGHT, is_source_active=False)) is None
    assert find_obstacle(TRANSFERRED) is None


@pytest.mark.parametrize(
    ("facts", "changes", "code"),
    [
        (BOUGHT, {"is_part_active": False}, "archived_part"),
        (TRANSFERRED, {"is_part_active": False}, "archived_part"),
        (BOUGHT, {"is_warehouse_active": False}, "archived_warehouse"),
        (TRANSFERRED, {"is_warehouse_active": False}, "archived_warehouse"),
        (TRANSFERRED, {"is_source_active": False}, "archived_source"),
        (BOUGHT, {"is_purchasable": False}, "not_purchasable"),
        (BOUGHT, {"has_offer": False, "is_vendor_active": False}, "no_vendor"),
        (BOUGHT, {"is_vendor_active": False}, "archived_vendor"),
    ],
)
def test_each_obstacle_has_a_code(facts, changes, code):
    assert find_obstacle(replace(facts, **changes)) == code


def test_only_one_that_has_all_that_it_needs_can_be_ordered():
    names = [field.name for field in fields(OrderFacts)]
    for values in product((False, True), repeat=len(names)):
        facts = OrderFacts(**dict(zip(names, values, strict=True)))
        needed = [facts.is_part_active, facts.is_warehouse_active]
        if facts.is_transfer:
            needed.append(facts.is_source_active)
        else:
            needed += [facts.is_purchasable, facts.has_offer, facts.is_vendor_active]
        assert (find_obstacle(facts) is None) == all(needed)
