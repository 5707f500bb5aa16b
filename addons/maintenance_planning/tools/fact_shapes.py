"""The shapes in which facts come to the planner."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# no quantity or amount that one calculates with is larger: sums and products of some
# of these are still numbers
MOST = 1e15

# states of purchase orders that are requests for quotation: not confirmed yet
DRAFT_ORDERS = ("draft", "sent", "to approve")


class RawNeed(NamedTuple):
    """One dated quantity of one part, in its own unit, before it is netted.

    For ``waiting`` of it an issue is open that has reserved nothing: Odoo sees that
    much itself. ``used`` of what was planned has been taken already, or is reserved.
    """

    key: str
    product_id: int
    quantity: float
    day: date
    location_id: int
    source: str
    equipment_id: int | None = None
    request_id: int | None = None
    bom_line_id: int | None = None
    position: str | None = None
    criticality: str = "essential"
    waiting: float = 0.0
    used: float = 0.0


class Spot(NamedTuple):
    """What is known of where on an asset a planned part goes: its ``path``; of a part
    that a person has added no path, but the part and its position, or None.
    """

    asset_id: int | None
    path: str | None
    product_id: int | None = None
    position: str | None = None

    @classmethod
    def of(
        cls,
        asset_id: int | None,
        path: str | None,
        product_id: int,
        position: str | None,
    ) -> "Spot":
        if path:
            return cls(asset_id, path)
        return cls(asset_id, None, product_id, position or None)

    @property
    def added(self) -> tuple[int | None, int | None, str | None]:
        """What was added by a person, as ``_match_single_places()`` takes it."""
        return self.asset_id, self.product_id, self.position


@dataclass(slots=True)
class Sourcing:
    """How a part is bought.

    Its vendor (None: nobody sells it) and how long the vendor takes in days (None: it
    does not say). Of one, in the currency of the company: the ``price`` that the vendor
    asks, else its cost; and its ``cost`` in stock, else that price. ``is_unit_wrong``:
    there are vendors, but none whose unit converts to its own.
    """

    vendor_id: int | None = None
    delay: int | None = None
    price: float = 0.0
    cost: float = 0.0
    is_unit_wrong: bool = False
