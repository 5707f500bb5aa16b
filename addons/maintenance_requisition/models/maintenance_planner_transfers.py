from odoo import models

EPSILON = 1e-9


class MaintenancePlannerTransfers(models.AbstractModel):
    """What another warehouse of the company has too much of comes before buying."""

    _name = "maintenance.planner.transfers"
    _description = "Transfers Between Warehouses"

    def _get_transfer_offers(self, world, members, decision):
        """Return [[warehouse id, quantity]] of what others can give, the largest first.

        In the unit of the set. A warehouse gives what lies at its hub and none of its
        own needs takes, less what is promised to a third one. One that is being planned
        at this moment gives nothing: its needs are not known.
        """
        if all(lack.is_late for lack in decision.lacks):
            return []
        warehouse = world.warehouse
        others = self.env["stock.warehouse"].search(
            [
                ("company_id", "=", warehouse.company_id.id),
                ("id", "!=", warehouse.id),
            ]
        )
        products = self.env["product.product"].browse(members)
        # most companies have one warehouse, and most parts lie in one
        others = others.filtered(
            lambda other: any(
                self.env["stock.quant"]._read_group(
                    [
                        ("location_id", "child_of", other.lot_stock_id.id),
                        ("product_id", "in", products.ids),
                        ("quantity", ">", 0),
                    ],
                    [],
                    ["__count"],
                )[0]
            )
        ).try_lock_for_update(allow_referencing=True)
        offers = []
        for other in others:
            there = self._look(other, products=products)
            promised = self._get_promised(other, warehouse, products, world)
            for there_members, there_decision in self._decide(there):
                if there_members != members:
                    continue
                left = there_decision.unclaimed - promised
                if left > EPSILON:
                    offers.append([other.id, left])
        return sorted(offers, key=lambda offer: (-offer[1], offer[0]))

    def _get_promised(self, source, warehouse, products, world):
        """Return how much of its surplus ``source`` gives to others than us.

        And what persons have asked of it, for whomever.
        """
        groups = self.env["maintenance.part.shortage"]._read_group(
            [
                ("source_warehouse_id", "=", source.id),
                ("warehouse_id", "!=", warehouse.id),
                ("product_id", "in", products.ids),
                # what moves already has left the surplus; what a person refused stays
                (
                    "requisition_line_id",
                    "not any",
                    [("state", "in", ("ordered", "received", "cancel"))],
                ),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        entered = self.env["maintenance.requisition.line"]._read_group(
            [
                ("is_manual", "=", True),
                ("source_warehouse_id", "=", source.id),
                ("product_id", "in", products.ids),
                ("state", "in", ("draft", "to_approve", "approved")),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        return sum(
            quantity * world.factors[product.id]
            for product, quantity in groups + entered
        )

    def _take_offers(self, offers, pieces):
        """Yield (id of the source warehouse or None, pieces) until all are served."""
        pieces = list(pieces)
        for offer in offers:
            taken, left = [], []
            for key, quantity in pieces:
                part = min(quantity, offer[1])
                if part > EPSILON:
                    offer[1] -= part
                    taken.append((key, part))
                if quantity - part > EPSILON:
                    left.append((key, quantity - part))
            if taken:
                yield offer[0], taken
            pieces = left
        if pieces:
            yield None, pieces
