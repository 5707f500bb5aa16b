from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_consumption.tools import FOR_ANY
from odoo.addons.maintenance_planning.tools import with_refused

from ..tools import NOT_ORDERED, serve
from .words import tell_waiting

# what has come for a need that was due longer ago is stock like any other
LONG_AGO = timedelta(365)


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    parts_ordered = fields.Char(
        help="The orders and receipts that bring what is missing, and the requests for "
        "quotation and requisitions that ask for it."
    )

    def _get_asking(self, short):
        asking = super()._get_asking(short)
        requisitions = self._get_requisitions(short)
        return {
            job_id: names + requisitions[job_id] for job_id, names in asking.items()
        }

    def _get_requisitions(self, short):
        """Return {job id: [the requisitions that are to get what is short]}.

        :param short: {job id: {product id}}
        """
        jobs = self.browse(short)
        product_ids = set().union(*short.values())
        # see _get_orders()
        lines_sudo = (
            self.env["maintenance.requisition.line"]
            .sudo()
            .search(
                Domain("state", "in", NOT_ORDERED)
                & (
                    Domain("share_ids.request_id", "in", jobs.ids)
                    | Domain("is_manual", "=", True)
                    & Domain("product_id", "in", product_ids)
                    & Domain("warehouse_id", "in", jobs.warehouse_id.ids)
                )
            )
        )
        asked = defaultdict(list)
        for line in lines_sudo:
            name = self.env._("requisition %s", tell_waiting(line))
            for job in line.share_ids.request_id & jobs:
                if line.product_id.id in short[job.id]:
                    asked[job.id].append(name)
            if line.is_manual:
                asked[line.warehouse_id.id, line.product_id.id].append(name)
        return {
            job.id: list(
                dict.fromkeys(
                    asked[job.id]
                    + [
                        name
                        for product_id in sorted(short[job.id])
                        for name in asked[job.warehouse_id.id, product_id]
                    ]
                )
            )
            for job in jobs
        }

    # --- what was bought for a need, and what persons have rejected -----------------

    # a rejected need only gets what no other need takes: in the job's status as in the
    # planner
    def _get_part_needs(self, parts, moved, places, products):
        needs, companies = super()._get_part_needs(parts, moved, places, products)
        # read with all rights: rejections apply to the whole company
        shares_sudo = self.env["maintenance.requisition.share"].sudo()
        refused = shares_sudo._find_refused(parts.request_id.warehouse_id)
        if refused:
            keys = {
                part.id: (part, key) for part, key in parts._get_need_keys().items()
            }
            for (_place_id, product), here in needs.items():
                here[:] = [
                    self._with_refused(need, product, *keys[need.key[1]], refused)
                    for need in here
                ]
        return needs, companies

    def _get_bought(self, supplies):
        """What was bought for a need is for that need: see ``Supply`` of the netting.

        Of what persons entered without saying for whom, all is for maintenance.
        """
        bought = defaultdict(lambda: defaultdict(dict))
        places = {}
        for at, here in supplies.items():
            for supply in here:
                kind, *number = supply.source
                if kind == "move":
                    places[number[0]] = at, supply.source
        # with all rights: the user may lack access to purchases and requisitions
        moves_sudo = self.env["stock.move"].sudo().browse(places)
        moves_sudo = moves_sudo._filter_for_requisitions()
        lines = moves_sudo._deal_to_lines()
        dealt = moves_sudo._deal_to_shares(lines)
        for line, receipts in lines.items():
            for move, quantity in receipts:
                if line.is_manual and move in moves_sudo:
                    at, source = places[move.id]
                    bought[at][source][FOR_ANY] = quantity
        for move, shares in dealt.items():
            if move in moves_sudo:
                at, source = places[move.id]
                for share, quantity in shares.items():
                    bought[at][source][share.key] = quantity
        for at, shares in self._get_shares_that_came(supplies).items():
            bought[at][None] = shares
        return dict(bought)

    def _get_shares_that_came(self, supplies):
        """Return {(place id, product): {key of a need: how much has come for it}}.

        Not of minimums: what has come for them is stock like any other.
        """
        on_shelf = {
            (place_id, product.id): (place_id, product)
            for (place_id, product), here in supplies.items()
            if any(supply.day is None and supply.quantity > 0 for supply in here)
        }
        # with 0, which is none: as many queries if nothing lies there
        place_ids = {0, *(place_id for place_id, _product_id in on_shelf)}
        product_ids = {0, *(product_id for _place_id, product_id in on_shelf)}
        lines_sudo = (
            self.env["maintenance.requisition.line"]
            .sudo()
            .search(
                [
                    ("product_id", "in", list(product_ids)),
                    ("warehouse_id.lot_stock_id", "in", list(place_ids)),
                    ("state", "in", ("ordered", "received")),
                    ("is_manual", "=", False),
                    ("date_need", ">", fields.Date.today() - LONG_AGO),
                ]
            )
        )
        came = defaultdict(lambda: defaultdict(float))
        links_sudo = lines_sudo.env["maintenance.requisition.allocation"]
        received = links_sudo._sum_received(lines_sudo)
        for line in lines_sudo.browse(received):
            at = line.warehouse_id.lot_stock_id.id, line.product_id.id
            if at not in on_shelf:
                continue
            wishes = [
                share._prepare_wish()
                for share in line.share_ids
                if not share._is_minimum()
            ]
            served = serve(received[line.id], wishes)
            for share in line.share_ids:
                came[on_shelf[at]][share.key] += served.get(share.id, 0.0)
        return came

    def _get_need_names(self, parts, moved):
        names = {}
        for part, key in parts._get_need_keys().items():
            wanted = part._get_wanted_products(moved[part.id])
            for product, entry in moved[part.id]["products"].items():
                used = max(entry["planned"] - wanted.get(product, 0.0), 0.0)
                name = key if product == part.product_id else f"{key}/{product.id}"
                names[part.id, product.id] = name, used
        return names

    def _with_refused(self, need, product, part, key, refused):
        """Return ``need`` with what of it persons have rejected, if that still holds.

        :param need: what a planned ``part`` wants of ``product``
        :param key: what the planner calls the need of the part
        :param refused: what ``_find_refused()`` of shares returns
        """
        name = key if product == part.product_id else f"{key}/{product.id}"
        rejected = refused.get((part.request_id.warehouse_id.id, name))
        if not rejected:
            return need
        # with all rights: the user may lack access to what was rejected instead
        products_sudo = product.sudo()

        def get_factor(part_id):
            unit = products_sudo.browse(part_id).uom_id
            return unit._get_factor_to(product.uom_id) or 1.0

        return with_refused(need, rejected, part.company_id._get_today(), get_factor)
