from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..tools import Need, Supply

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")


class MaintenanceRequestSupply(models.AbstractModel):
    """What is there and on its way, and what others than maintenance take of it.

    Beyond the rights of the caller: see ``maintenance.request.availability``.
    """

    _name = "maintenance.request.supply"
    _description = "Stock and Receipts for Maintenance Jobs"

    def _get_supplies(self, places, products, companies):
        """Return {(place id, product): [Supply]}: what is free now, receipts, debts.

        A thing lies at the nearest of ``places`` around it: a van below the shelf's
        location is not the shelf.

        :param companies: {place id: company}
        """
        supplies = defaultdict(list)
        quants = self.env["stock.quant"].sudo()
        for product, location, free, until in quants._get_free_parts(places, products):
            place_id = get_nearest(location, places)
            company = companies.get(place_id) or self.env.company
            last_day = company._get_local_day(until) if until else None
            supplies[place_id, product].append(
                Supply(None, free, ("stock", location.id), product.id, until=last_day)
            )
        days_to_shelf = places.warehouse_id._get_days_to_shelf()
        for move in self._get_open_moves(self._get_receipts_domain(places), products):
            place_id = get_nearest(
                move.location_final_id or move.location_dest_id, places
            )
            company = companies.get(place_id)
            if company and place_id != get_nearest(move.location_id, places):
                moment = max(move._get_parts_receipt_date(), fields.Datetime.now())
                day = company._get_local_day(moment)
                day += timedelta(days_to_shelf.get(move.location_dest_id.id, 0))
                supplies[place_id, move.product_id].append(
                    Supply(
                        day,
                        move.product_qty,
                        ("move", move.id),
                        move.product_id.id,
                    )
                )
        for product, place, quantity in self._get_debts(places, products):
            supplies[place.id, product].append(
                Supply(None, -quantity, ("pending",), product.id)
            )
        return supplies

    def _get_bought(self, supplies):
        """Return {(place id, product): {source of a supply, None for what lies on the
        shelf: {name of a need: what was bought for it, in the unit of the product}}}.

        A seam for purchasing, which knows for whom it has ordered.

        :param supplies: what :meth:`_get_supplies` returns
        """
        return {}

    def _get_need_names(self, parts, moved):
        """Return {(planned part id, product id): (name of what it needs, how much of
        what was planned it has got or set aside)}. See :meth:`_get_bought`.

        :param moved: what ``_get_moved_quantities()`` returns for ``parts``
        """
        return {}

    def _get_debts(self, places, products):
        """Return [(product, place, what was taken there and stock does not show)]."""
        return (
            self.env["maintenance.parts.pending"]
            .sudo()
            ._read_group(
                [
                    ("state", "=", "open"),
                    ("location_id", "in", places.ids),
                    ("product_id", "in", products.ids),
                ],
                ["product_id", "location_id"],
                ["product_qty:sum"],
            )
        )

    def _get_receipts_domain(self, places):
        """Return the domain of the moves that end at ``places``."""
        return Domain("location_final_id", "child_of", places.ids) | (
            Domain("location_final_id", "=", False)
            & Domain("location_dest_id", "child_of", places.ids)
        )

    def _get_other_needs(self, places, products, companies):
        """Return {(place id, product): [Need]} of what others still take from there."""
        needs = defaultdict(list)
        source = Domain("location_id", "child_of", places.ids) & Domain(
            "maintenance_request_part_id", "=", False
        )
        for move in self._get_open_moves(source, products):
            place_id = get_nearest(move.location_id, places)
            company = companies.get(place_id)
            destination = move.location_final_id or move.location_dest_id
            if not company or place_id == get_nearest(destination, places):
                continue
            lacking = move.product_uom._compute_quantity(
                move.product_uom_qty - move.quantity,
                move.product_id.uom_id,
                round=False,
            )
            if lacking > 0:
                day = company._get_local_day(max(move.date, fields.Datetime.now()))
                needs[place_id, move.product_id].append(
                    Need(
                        ("move", move.id),
                        day,
                        lacking,
                        part=move.product_id.id,
                        of_others=True,
                    )
                )
        return needs

    def _get_open_moves(self, domain, products):
        """Return the moves of ``products`` in ``domain`` that are still to be done."""
        return (
            self.env["stock.move"]
            .sudo()
            .search_fetch(
                Domain(domain)
                & Domain("product_id", "in", products.ids)
                & Domain("state", "in", OPEN_STATES),
                [
                    "date",
                    "location_dest_id",
                    "location_final_id",
                    "location_id",
                    "product_id",
                    "product_qty",
                    "product_uom",
                    "product_uom_qty",
                    "quantity",
                ],
            )
        )


def get_nearest(location, places):
    """Return the id of the innermost of ``places`` around ``location``, or False."""
    for location_id in reversed((location.parent_path or "").split("/")):
        if location_id and int(location_id) in places._ids:
            return int(location_id)
    return False
