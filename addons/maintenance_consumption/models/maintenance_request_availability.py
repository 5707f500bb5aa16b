from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..tools import Need, Supply, allocate_set, scale

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")


class MaintenanceRequestAvailability(models.AbstractModel):
    """Whether the planned parts will be there on the day of the job.

    All in sets: as many queries for a thousand jobs as for one. Beyond the rights of
    the caller: that a part is there is a fact of the company, whoever of its users
    asks.
    """

    _name = "maintenance.request.availability"
    _description = "Availability of the Parts of a Maintenance Job"

    def _get_part_availability(self):
        """Return {planned part id: (state, date expected or None, what is there instead
        of it)} for these jobs.

        Nets, per place and set of parts that replace each other, the free stock and the
        dated receipts against all open jobs that plan such parts there and all other
        dated demand. On a job that is done or cancelled a part is issued, or has no
        state.

        What is there instead is [(product that lacks, other product, day on which it is
        there or None if now, quantity in the other's own unit)].
        """
        moved, allocations = self._get_part_allocations()
        return {
            part.id: part._get_availability(moved[part.id], allocations[part.id])
            for part in self.sudo().part_ids
        }

    def _get_part_allocations(self):
        """Return (what became of the planned parts, what they get of the stock).

        What ``_get_moved_quantities()`` and :meth:`_allocate_parts` return.
        """
        requests = self.sudo()
        mine = requests.part_ids
        to_do = mine.filtered(lambda part: part.request_id._is_open())
        contents = to_do._get_contents().values()
        sets = (
            requests.env["product.product"]
            .union(*(product for inside in contents for product in inside))
            .filtered("is_storable")
            ._get_substitution_sets()
        )
        competing = mine.browse()
        if sets:
            products = requests.env["product.product"].union(
                *(product for group in sets for product in group)
            )
            competing = mine.search(
                Domain("product_id", "in", products._get_parts_containing().ids)
                & self._get_open_parts_domain()
            )
        moved = (mine | competing)._get_moved_quantities()
        wanted = competing._get_wanted_quantities(moved)
        allocations = defaultdict(list)
        if wanted:
            allocations |= requests._allocate_parts(wanted, moved, sets)
        return moved, allocations

    def _is_open(self):
        self.ensure_one()
        return not (self.archive or self.stage_id.done)

    def _get_open_parts_domain(self):
        """Return the domain of the planned parts of jobs that are still to be done."""
        return Domain("request_id.archive", "=", False) & Domain(
            "request_id.stage_id.done", "=", False
        )

    def _allocate_parts(self, wanted, moved, sets):
        """Return {planned part id: [(allocation, what is there instead)]}, one for each
        product that it wants.

        The key of the need of an allocation ends with the planned part and the product.

        :param wanted: the planned parts that want something
        :param moved: what ``_get_moved_quantities()`` returns for them
        :param sets: what ``_get_substitution_sets()`` returns; of others nothing is
            told
        """
        parts = self.env["maintenance.request.part"].sudo().union(*wanted)
        places = parts.request_id._get_stock_locations()
        known = self.env["stock.location"].sudo().union(*places.values())
        products = self.env["product.product"].sudo()
        products = products.union(*(product for group in sets for product in group))
        needs, companies = self._get_part_needs(parts, moved, places, products)
        for at, others in self._get_other_needs(known, products, companies).items():
            needs[at] += others
        supplies = self._get_supplies(known, products, companies)
        # the newest of a set is what is ordered
        arrivals = self._get_arrivals(
            companies, products.union(*(list(group)[-1] for group in sets))
        )
        allocations = defaultdict(list)
        for place_id in companies:
            for group in sets:
                found = _allocate_group(
                    group,
                    {product: needs[place_id, product] for product in group},
                    {product: supplies[place_id, product] for product in group},
                    arrivals[place_id, list(group)[-1]],
                    products._get_dust(group.values()),
                )
                for (kind, number, *_product), entry in found.items():
                    if kind == "part":
                        allocations[number].append(entry)
        return allocations

    def _get_part_needs(self, parts, moved, places, products):
        """Return ({(place id, product): [Need]}, {place id: company}) of ``products``.

        Of parts that are just themselves and of all that kits want.
        """
        days = parts.request_id._get_need_days()
        needs, companies = defaultdict(list), {}
        for part in parts:
            place = places[part.request_id]
            companies.setdefault(place.id, place.company_id or part.company_id)
            for product, quantity in part._get_wanted_products(moved[part.id]).items():
                if product in products:
                    key = ("part", part.id, product.id)
                    day = days[part.request_id]
                    needs[place.id, product].append(
                        Need(key, day, quantity, part.criticality)
                    )
        return needs, companies

    def _get_arrivals(self, companies, products):
        """Return {(place id, product): the day it is there if ordered today}.

        :param companies: {place id: company}
        """
        places = self.env["stock.location"].sudo().browse(companies)
        days = {
            warehouse: warehouse._get_receipt_days()
            for warehouse in places.warehouse_id
        }
        leads = {
            company: products.with_company(company)._get_part_lead_days()
            for company in self.env["res.company"].union(*companies.values())
        }
        arrivals = {}
        for place in places:
            company = companies[place.id]
            today = company._get_local_day(fields.Datetime.now())
            receipt = days.get(place.warehouse_id, 0)
            for product in products:
                arrivals[place.id, product] = today + timedelta(
                    leads[company][product.id] + receipt
                )
        return arrivals

    def _get_supplies(self, places, products, companies):
        """Return {(place id, product): [Supply]}: what is free now, receipts, debts.

        A thing lies at the nearest of ``places`` around it: a van below the shelf's
        location is not the shelf.

        :param companies: {place id: company}
        """
        supplies = defaultdict(list)
        quants = self.env["stock.quant"].sudo()
        for product, location, quantity, reserved in quants._read_group(
            [
                ("location_id", "child_of", places.ids),
                ("product_id", "in", products.ids),
            ],
            ["product_id", "location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        ):
            place_id = get_nearest(location, places)
            supplies[place_id, product].append(
                Supply(None, quantity - reserved, ("stock", location.id))
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
                    Supply(day, move.product_qty, ("move", move.id))
                )
        for product, place, quantity in self._get_debts(places, products):
            supplies[place.id, product].append(Supply(None, -quantity, ("pending",)))
        return supplies

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
                    Need(("move", move.id), day, lacking)
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


def _allocate_group(group, needs, supplies, arrival, dust):
    """Return {key of a need: (its allocation, [what is there instead])}.

    :param group: {product: how much of the unit of the set one of its own is}
    :param needs: {product of the set: [Need]} in own units; ``supplies`` likewise
    :param dust: less than what can be moved, in the unit of the set
    """
    if not any(needs.values()):
        return {}
    found = allocate_set(
        {product: scale(needs[product], factor) for product, factor in group.items()},
        {
            product: scale(supplies[product], factor)
            for product, factor in group.items()
        },
        arrival,
    )
    lacking = {need.key: product for product in group for need in needs[product]}
    return {
        key: (
            allocation.without(dust),
            [
                (
                    lacking[key],
                    other.part,
                    other.day,
                    other.quantity / group[other.part],
                )
                for other in instead
                if other.quantity > dust
            ],
        )
        for key, (allocation, instead) in found.items()
    }
