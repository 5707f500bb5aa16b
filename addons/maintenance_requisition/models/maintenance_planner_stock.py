from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_consumption.tools import FOR_ANY, Supply


class MaintenancePlannerStock(models.AbstractModel):
    """What is there and on its way, for the planner."""

    _name = "maintenance.planner.stock"
    _description = "Stock and Receipts of a Warehouse"

    def _get_stock(self, places, products, company):
        """Return ({(place id, product): [Supply]}, {product id: (on hand, reserved)},
        {(place id, product): {source or None: {name of a need: quantity}}}): what is
        free in ``places`` and on its way there, what lies in all of them, and what of
        it was bought for whom.

        The source of a supply is ``(kind, id, product id, place id)``, and it knows its
        part: what is owed of one is not paid by another that replaces it.
        """
        companies = dict.fromkeys(places.ids, company)
        requests = self.env["maintenance.request"]
        found = requests._get_supplies(places, products, companies)
        bought = {
            at: {
                source and _name_source(source, at): names
                for source, names in here.items()
            }
            for at, here in requests._get_bought(found).items()
        }
        supplies, asked = defaultdict(list), []
        for at, here in found.items():
            for supply in here:
                source = _name_source(supply.source, at)
                supplies[at].append(supply._replace(source=source))
        for found in (
            self._get_rfq_supplies(places, products, company),
            self._get_requisition_supplies(places, products, company),
        ):
            for place_id, product, supply in found:
                at = place_id, product
                supplies[at].append(supply._replace(part=product.id))
                asked.append((at, supply))
        for (at, supply), names in zip(asked, self._get_asked_for(asked), strict=True):
            bought.setdefault(at, {})[supply.source] = names
        return supplies, self._get_on_hand(places, products), bought

    def _get_asked_for(self, asked):
        """Yield {name of a need: quantity}: for whom each of these is asked for.

        :param asked: [(where, Supply)] of requisitions and requests for quotation
        """
        numbers = defaultdict(list)
        for _at, supply in asked:
            numbers[supply.source[0]].append(supply.source[1])
        bought = self.env["purchase.order.line"].browse(numbers["rfq"])
        asking = {
            ("rfq", line.id): line.maintenance_allocation_ids.line_id for line in bought
        }
        entered = self.env["maintenance.requisition.line"].browse(
            numbers["requisition"]
        )
        asking |= {("requisition", line.id): line for line in entered}
        for _at, supply in asked:
            names = defaultdict(float)
            for line in asking[supply.source[:2]]:
                if line.is_manual:
                    names[FOR_ANY] += line.quantity
                for share in line.share_ids:
                    names[share.key] += share.quantity
            yield names

    def _get_on_hand(self, places, products):
        """Return {product id: (quantity, of it reserved)} in ``places`` together."""
        quants = self.env["stock.quant"]
        groups = quants._read_group(
            quants._get_parts_domain(places, products),
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return {product.id: tuple(numbers) for product, *numbers in groups}

    def _get_rfq_supplies(self, places, products, company):
        """Yield (place id, product, Supply) of what draft RFQs would bring.

        Not of those that still follow the needs: what is wanted is found without them.
        """
        today = company._get_today()
        days_to_shelf = places.warehouse_id._get_days_to_shelf()
        lines = self.env["purchase.order.line"].search_fetch(
            Domain("product_id", "in", products.ids)
            & Domain("state", "in", ("draft", "sent", "to approve"))
            & Domain("company_id", "=", company.id),
            [
                "date_planned",
                "location_final_id",
                "order_id",
                "orderpoint_id",
                "product_id",
                "product_qty",
                "product_uom_id",
            ],
        )
        for line in lines - lines._get_parts_following():
            dock = line.order_id.picking_type_id.default_location_dest_id
            place = (
                line.orderpoint_id.location_id
                or line.location_final_id
                or line.order_id._get_final_location_record()
            )
            place_id = self._find_place(place, places)
            if not place_id:
                continue
            quantity = line.product_uom_id._compute_quantity(
                line.product_qty, line.product_id.uom_id, round=False
            )
            day = today
            if line.date_planned:
                day = max(company._get_local_day(line.date_planned), today)
            day += timedelta(days_to_shelf.get(dock.id, 0))
            source = ("rfq", line.id, line.product_id.id, place_id)
            yield place_id, line.product_id, Supply(day, quantity, source)

    def _find_place(self, location, places):
        """Return the id of the innermost of ``places`` around ``location``, or False.

        What arrives at the warehouse above its stock is for its stock.
        """
        for location_id in reversed((location.parent_path or "").split("/")[:-1]):
            if int(location_id) in places._ids:
                return int(location_id)
        above = places.filtered(
            lambda place: (place.parent_path or "").startswith(
                location.parent_path or "-"
            )
        )
        hub = location.warehouse_id.lot_stock_id
        return hub.id if hub in above else False

    def _get_owners(self, places, products):
        """Return {(place id, product id): the automatic reordering rule that owns it}.

        A rule owns the places at and below its location; the innermost one wins.
        """
        rules = self.env["stock.warehouse.orderpoint"].search_fetch(
            Domain("product_id", "in", products.ids)
            & Domain("trigger", "=", "auto")
            & Domain("location_id", "parent_of", places.ids),
            ["location_id", "product_id"],
        )
        by_place = {}
        for rule in rules:
            by_place[rule.location_id.id, rule.product_id.id] = rule
        owners = {}
        for place in places:
            path = [int(number) for number in place.parent_path.split("/")[:-1]]
            for product_id in rules.product_id.ids:
                for location_id in reversed(path):
                    rule = by_place.get((location_id, product_id))
                    if rule:
                        owners[place.id, product_id] = rule
                        break
        return owners


def _name_source(source, at):
    """Return the source of a supply as the planner has it."""
    kind, *number = source
    place_id, product = at
    # what was taken and is pending is owed by the shelf
    kind = "incoming" if kind == "move" else "stock"
    return (kind, *(number or [0]), product.id, place_id)
