"""Why a requisition line cannot be ordered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of a line before it is ordered.

    ``is_transfer``: another warehouse, the source, gives it; else it is bought.
    ``has_offer``: it is bought at a line of a vendor list.
    """

    is_transfer: bool = False
    is_part_active: bool = True
    is_warehouse_active: bool = True
    is_source_active: bool = True
    is_purchasable: bool = True
    has_offer: bool = True
    is_vendor_active: bool = True


def find_obstacle(facts: OrderFacts) -> str | None:
    """Return the code of the first thing in the way of ordering, None if nothing is."""
    if not facts.is_part_active:
        return "archived_part"
    if not facts.is_warehouse_active:
        return "archived_warehouse"
    if facts.is_transfer:
        return None if facts.is_source_active else "archived_source"
    if not facts.is_purchasable:
        return "not_purchasable"
    if not facts.has_offer:
        return "no_vendor"
    return None if facts.is_vendor_active else "archived_vendor"
