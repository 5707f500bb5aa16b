from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import Need, Supply, allocate_set, peg_supplies, rank, reckon_bought, scale

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")
# comes after all turns of the jobs that are asked about
OTHER_JOBS = (2,)


class MaintenanceRequestAvailability(models.AbstractModel):
    """Whether the planned parts will be there on the day of the job.

    The number of queries does not depend on the number of jobs. Computed with all
    rights: availability is the same for all users of the company.
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

    def _get_open_domain(self):
        """Return the domain of the jobs that are still to be done."""
        return Domain("archive", "=", False) & Domain("stage_id.done", "=", False)

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
        bought = self._get_bought(supplies)
        names = self._get_need_names(parts, moved) if bought else {}
        # the newest of a set is what is ordered
        arrivals = self._get_arrivals(
            companies, products.union(*(list(group)[-1] for group in sets))
        )
        allocations = defaultdict(list)
        for place_id in companies:
            for group in sets:
                here = {product: needs[place_id, product] for product in group}
                found = _allocate_group(
                    group,
                    here,
                    _peg_group(
                        group,
                        here,
                        {product: supplies[place_id, product] for product in group},
                        {product: bought.get((place_id, product)) for product in group},
                        names,
                    ),
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

    def _get_part_turns(self, parts, moved):
        """Return {planned part: what sorts them into the order in which the netting
        serves them}, of those of ``parts`` that want something.

        Of a kit what is served first counts.

        :param moved: what ``_get_moved_quantities()`` returns for them
        """
        parts_sudo = parts.sudo()
        places = parts_sudo.request_id._get_stock_locations()
        products = self.env["product.product"].sudo()
        for inside in parts_sudo._get_contents().values():
            products = products.union(*inside)
        needs, companies = self._get_part_needs(parts_sudo, moved, places, products)
        newest = {
            product: list(group)[-1]
            for group in products._get_substitution_sets()
            for product in group
        }
        arrivals = self._get_arrivals(companies, products.union(*newest.values()))
        found = {}
        for (place_id, product), here in needs.items():
            arrival = arrivals[place_id, newest.get(product, product)]
            for need in here:
                turn = need.refused > 0, rank(need, arrival)
                _kind, part_id, _product_id = need.key
                found[part_id] = min(turn, found.get(part_id, turn))
        return {part: found[part.id] for part in parts if part.id in found}

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
            today = company._get_today()
            receipt = days.get(place.warehouse_id, 0)
            for product in products:
                arrivals[place.id, product] = today + timedelta(
                    leads[company][product.id] + receipt
                )
        return arrivals

    def _get_promised_shares(self):
        """Return {planned part of these jobs: the share of what it wants that stock
        gives it}, of those that get less than all because others are promised it whose
        turn comes after theirs.

        To reserve more for them would be to break a promise: not every job that comes
        first when parts are netted takes place first, or takes from the shelf.
        """
        # with all rights: promised quantities are the same for all users of the company
        moved, allocations = self._get_part_allocations()
        wanting = self.env["maintenance.request.part"].sudo().browse(allocations)
        places = wanting.request_id._get_stock_locations()
        mine_sudo = self.sudo().part_ids
        turns = self._get_part_turns(wanting & mine_sudo, moved)
        entries = [
            (part, (places[part.request_id], allocation.need.key[-1]), allocation)
            for part in wanting
            for allocation, _instead in allocations[part.id]
        ]
        promised = defaultdict(set)
        for part, here, allocation in entries:
            if allocation.from_stock:
                promised[here].add(turns.get(part, OTHER_JOBS))
        shares = {}
        for part, here, allocation in entries:
            share = allocation.from_stock / allocation.need.quantity
            last = max(promised[here], default=())
            if part in turns and share < 1 and last > turns[part]:
                shares[part] = min(share, shares.get(part, share))
        return shares

    def _withhold_promised(self, shares, moved):
        """Leave out of ``moved`` what is not to be reserved, as if nobody planned it.

        :param shares: what :meth:`_get_promised_shares` returns, of more jobs perhaps
        :param moved: what ``_get_moved_quantities()`` returns for those of these jobs
        """
        for part in self.part_ids.filtered(lambda part: part in shares):
            share, entries = shares[part], moved[part.id]
            wanted = part._get_wanted_quantities(moved).get(part, 0.0)
            for product, quantity in part._get_wanted_products(entries).items():
                withheld = product.uom_id.round(quantity * (1 - share), "UP")
                entries["products"][product]["planned"] -= withheld
                # a kit is what it is made of: its own unit need not be whole
                if product != part.product_id:
                    withheld = wanted * (1 - share)
                entries["withheld"] = withheld

    # --- stock and receipts -----------------------------------------------------------

    def _get_supplies(self, places, products, companies):
        """Return {(place id, product): [Supply]}: what is free now, receipts, debts.

        A thing lies at the nearest of ``places`` around it: a van below the shelf's
        location is not the shelf.

        :param companies: {place id: company}
        """
        supplies = defaultdict(list)
        quants = self.env["stock.quant"].sudo()
        for product, location, free, until in quants._get_free_parts(places, products):
            place_id = location._get_nearest(places)
            company = companies.get(place_id) or self.env.company
            last_day = company._get_local_day(until) if until else None
            supplies[place_id, product].append(
                Supply(None, free, ("stock", location.id), product.id, until=last_day)
            )
        days_to_shelf = places.warehouse_id._get_days_to_shelf()
        for move in self._get_open_moves(self._get_receipts_domain(places), products):
            destination = move.location_final_id or move.location_dest_id
            place_id = destination._get_nearest(places)
            company = companies.get(place_id)
            if company and place_id != move.location_id._get_nearest(places):
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
        what was planned it has got or reserved)}. See :meth:`_get_bought`.

        :param moved: what ``_get_moved_quantities()`` returns for ``parts``
        """
        return {}

    def _get_debts(self, places, products):
        """Return [(product, place, what was taken there and stock does not show)]. A
        seam: here nothing is taken that stock does not show.
        """
        return []

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
            place_id = move.location_id._get_nearest(places)
            company = companies.get(place_id)
            destination = move.location_final_id or move.location_dest_id
            if not company or place_id == destination._get_nearest(places):
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

    # --- what a job can issue, and what lacks -------------------------------------

    def _get_quantities_to_issue(self):
        """Return {(job, product): (still to issue, what of it is not in stock)}.

        In the product's own unit. Nothing is missing where the company issues beyond
        stock, or of a product that is not kept in stock.
        """
        # with all rights: availability is the same for all users of the company
        jobs = self.sudo()
        parts = jobs.part_ids
        moved = parts._get_moved_quantities()
        wanted, reserved = defaultdict(float), defaultdict(float)
        for part in parts:
            entries = moved[part.id]["products"]
            for product, quantity in part._get_wanted_products(moved[part.id]).items():
                wanted[part.request_id, product] += product._get_movable_qty(quantity)
            for product, entry in entries.items():
                reserved[part.request_id, product] += entry["reserved"]
        places = jobs._get_stock_locations()
        free = jobs._get_free_quantities(
            jobs.env["stock.location"].union(*places.values()),
            jobs.env["product.product"].union(*(product for _job, product in wanted)),
        )
        result = {}
        for job, product in dict.fromkeys([*wanted, *reserved]):
            quantity = wanted[job, product]
            lacking = 0.0
            if product.is_storable and not job.company_id.parts_allow_negative:
                key = places[job].id, product.id
                taken = min(quantity, max(free[key], 0.0))
                free[key] -= taken
                lacking = quantity - taken
            if product.uom_id.is_zero(lacking):
                lacking = 0.0
            quantity += reserved[job, product]
            if not product.uom_id.is_zero(quantity):
                result[job, product] = (quantity, lacking)
        return result

    def _get_free_quantities(self, places, products):
        """Return {(place id, product id): what nobody has reserved or taken}."""
        free = defaultdict(float)
        on_hand = self.env["stock.quant"]._get_parts_on_hand(places, products)
        for (place, product, _lot), (_there, quantity) in on_hand.items():
            free[place.id, product.id] += quantity
        for product, place, quantity in self._get_debts(places, products):
            free[place.id, product.id] -= quantity
        return free

    def _has_parts_in_stock(self):
        """Say whether any of what these jobs are still to issue is in stock."""
        return any(
            product.uom_id.compare(wanted, lacking) > 0
            for (_job, product), (wanted, lacking) in (
                self._get_quantities_to_issue().items()
            )
        )

    def _prepare_missing_lines(self):
        """Return the values of the lines that name what is not in stock."""
        lines = {
            product: {
                "product_id": product.id,
                "wanted_qty": wanted,
                "missing_qty": lacking,
            }
            for (_job, product), (wanted, lacking) in (
                self._get_quantities_to_issue().items()
            )
            if lacking
        }
        products = self.env["product.product"].union(*lines)
        supplies = self._get_supply_texts(products) if products else {}
        kept = self._get_kept_for_others(lines) if lines else {}
        for product, line in lines.items():
            texts = [supplies.get(product.id) or self.env._("Not ordered")]
            if product in kept:
                texts.append(
                    self.env._(
                        "%s of what is in stock is planned for jobs that come first",
                        product.uom_id._tell_quantity(kept[product]),
                    )
                )
            line["supply"] = "; ".join(texts)
        return list(lines.values())

    def _get_kept_for_others(self, lines):
        """Return {product: how much of what is free in stock other jobs get first}.

        The difference between what this job can issue and what its state counts on.

        :param lines: {product: values of a line of the dialog}
        """
        self.ensure_one()
        # with all rights: availability is the same for all users of the company
        job = self.sudo()
        moved, allocations = job._get_part_allocations()
        own = defaultdict(float)
        for part in job.part_ids:
            for product, entry in moved[part.id]["products"].items():
                own[product.id] += entry["reserved"]
            for allocation, _instead in allocations[part.id]:
                _kind, _part_id, product_id = allocation.need.key
                own[product_id] += allocation.from_stock
        kept = {}
        for product, line in lines.items():
            there = line["wanted_qty"] - line["missing_qty"]
            quantity = there - own[product.id]
            if product.uom_id.compare(quantity, 0.0) > 0:
                kept[product] = quantity
        return kept

    def _get_supply_texts(self, products):
        """Return {product id: the receipts and orders that bring it, in words}."""
        self.ensure_one()
        # with all rights: who issues parts may lack access to their location
        place = self.sudo()._get_stock_locations()[self.sudo()]
        # ordered is the newest of those that replace each other
        newest = {product: product._get_successor() for product in products}
        wanted = products.union(*newest.values())
        names = defaultdict(dict)
        receipts = self._get_receipts_domain(place)
        for move in self._get_open_moves(receipts, wanted).sorted("date"):
            name = self._name_receipt(move)
            day = self.company_id._get_local_day(move._get_parts_receipt_date())
            names[move.product_id.id][name] = f"{name} ({format_date(self.env, day)})"
        found = {
            product.id: names[product.id] | names[last.id]
            for product, last in newest.items()
        }
        return {number: "; ".join(here.values()) for number, here in found.items()}

    def _name_receipt(self, move):
        return move.picking_id.name or move.reference or ""


def _peg_group(group, needs, supplies, bought, names):
    """Return {product: [Supply]} with what was bought for these needs apart.

    :param group: {product: how much of the unit of the set one of its own is}
    :param needs: {product of the set: [Need]} in own units; ``supplies`` likewise
    :param bought: {product: what ``_get_bought()`` says of it, None for nothing}
    :param names: what ``_get_need_names()`` returns
    """
    if not any(bought.values()):
        return supplies
    wanted, used = defaultdict(float), defaultdict(float)
    for product, factor in group.items():
        for need in needs[product]:
            kind, *number = need.key
            if kind == "part":
                name, amount = names[tuple(number)]
                wanted[name] += need.quantity * factor
                used[name] += amount * factor
    return {
        product: scale(
            peg_supplies(
                scale(supplies[product], factor),
                reckon_bought(bought[product] or {}, used, factor),
                wanted,
            ),
            1 / factor,
        )
        for product, factor in group.items()
    }


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
