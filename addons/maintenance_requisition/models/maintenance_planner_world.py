from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from odoo import fields, models

from odoo.addons.maintenance_consumption.tools import newest


@dataclass
class World:
    """All facts about one warehouse and the parts that it needs, fetched in sets.

    ``kept_at``: ids of places to look at though nothing is needed there; ``rules``:
    {key of a need: the automatic rule that orders for it}; ``offers``: {the parts of a
    set: {other warehouse: how much of its surplus is for us}}; ``shortages``: {key of a
    shortage: values of its row}; ``lacking``: {the same key: RawLack};
    ``shortage_of``: {key of a need: that key}; ``line_of``: {that key: id of the
    requisition line that gets it}; ``bought``: {(place id, product): {source of a
    supply: {name of a need: what was bought for it}}}; ``served``: {key of a need:
    [(requisition line, quantity in the unit of the set)]}; ``products``: look at no
    others, None for all; ``failed``: {product id: why it is not planned, in words};
    ``problems``: {key: values of an exception} of what was left out of the needs.
    """

    warehouse: models.BaseModel
    today: fields.Date
    needs: list
    kept_at: set = field(default_factory=set)
    sets: list = field(default_factory=list)
    successors: dict = field(default_factory=dict)
    factors: dict = field(default_factory=dict)
    sourcing: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    supplies: dict = field(default_factory=dict)
    on_hand: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)
    bought: dict = field(default_factory=dict)
    owners: dict = field(default_factory=dict)
    minimums: dict = field(default_factory=dict)
    not_stored: set = field(default_factory=set)
    misfits: set = field(default_factory=set)
    rules: dict = field(default_factory=dict)
    offers: dict = field(default_factory=dict)
    shortages: dict = field(default_factory=dict)
    lacking: dict = field(default_factory=dict)
    shortage_of: dict = field(default_factory=dict)
    line_of: dict = field(default_factory=dict)
    served: dict = field(default_factory=dict)
    refused: dict | None = None
    products: models.BaseModel | None = None
    failed: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)

    @cached_property
    def hub(self):
        return self.warehouse.lot_stock_id.id

    @property
    def place_ids(self):
        """Ids of the places that count."""
        return {need.location_id for need in self.needs} | {self.hub} | self.kept_at

    @cached_property
    def needs_by_key(self):
        return {need.key: need for need in self.needs}

    @cached_property
    def needs_of(self):
        """{product id: [RawNeed]}"""
        found = defaultdict(list)
        for need in self.needs:
            found[need.product_id].append(need)
        return found

    @cached_property
    def supplies_of(self):
        """{product id: [(place id, [Supply])]} at the places that count."""
        return self._by_part(self.supplies)

    @cached_property
    def others_of(self):
        """{product id: [(place id, [Need of others])]} at the same places."""
        return self._by_part(self.others)

    @cached_property
    def bought_of(self):
        """{product id: {place id: {source of a supply: {name of a need: quantity}}}}"""
        found = defaultdict(dict)
        for (place_id, product), here in self.bought.items():
            found[product.id][place_id] = here
        return found

    def _by_part(self, by_place):
        place_ids = self.place_ids
        found = defaultdict(list)
        for (place_id, product), here in by_place.items():
            if place_id in place_ids:
                found[product.id].append((place_id, here))
        return found

    def is_planned(self, product_id):
        """Return whether this run decides about a part: what it does not decide about
        stays as it was.
        """
        return product_id not in self.failed and (
            self.products is None or product_id in self.products._ids
        )

    def leave_out(self, failed):
        """Forget what is known of parts that cannot be planned.

        :param failed: {product id: why, in words}; with those that replace each other
        """
        if not failed:
            return
        self.failed |= failed
        self.needs = [need for need in self.needs if need.product_id not in failed]
        self.minimums = {
            part_id: minimum
            for part_id, minimum in self.minimums.items()
            if part_id not in failed
        }
        self.sets = [group for group in self.sets if failed.keys().isdisjoint(group)]
        for name in ("needs_by_key", "needs_of"):
            self.__dict__.pop(name, None)

    def note_open(self, need_key, shortage_key):
        """Note that nobody gets a need what it lacks there: it names that shortage,
        rather than others whose part of it is on its way.
        """
        kind, name = need_key
        if kind == "need":
            self.shortage_of[name] = shortage_key

    def get_part_to_buy(self, part_id):
        """Return the id of the part to buy: the newest, if its unit converts and it is
        kept in stock.
        """
        to_buy = newest(part_id, self.successors)
        apart = {part_id, to_buy} & (self.misfits | self.not_stored)
        return part_id if apart else to_buy
