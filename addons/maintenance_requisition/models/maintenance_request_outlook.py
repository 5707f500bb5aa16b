from collections import defaultdict
from itertools import chain

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.maintenance_consumption.tools import summarize

from .maintenance_requisition_line_decision import NOT_ORDERED
from .words import tell_amounts

EPSILON = 1e-9


class MaintenanceRequestOutlook(models.AbstractModel):
    """What a job lacks, in words: how much, when it comes, and from where.

    From the same netting as the state of its parts, and as many queries for a thousand
    jobs as for one.
    """

    _name = "maintenance.request.outlook"
    _description = "Outlook of the Parts of a Maintenance Job"

    parts_missing = fields.Char(
        string="Missing",
        compute="_compute_parts_outlook",
        compute_sudo=True,
        help="The planned parts that are not there yet, and how much of each.",
    )
    parts_expected_on = fields.Date(
        string="Complete On",
        compute="_compute_parts_outlook",
        compute_sudo=True,
        help="The day on which the last of them is there. Empty: all are there, or "
        "some come from nowhere yet.",
    )
    parts_ordered = fields.Char(
        string="On Order",
        compute="_compute_parts_outlook",
        compute_sudo=True,
        help="The orders and receipts that bring what is missing, and the requests for "
        "quotation and requisitions that ask for it.",
    )

    # on what the state of the parts depends, and what is on order besides
    @api.depends("parts_state", "warehouse_id")
    @api.depends_context("lang")
    def _compute_parts_outlook(self):
        jobs = self._origin
        _moved, allocations = jobs._get_part_allocations()
        # together, so that they are read together
        products = self.env["product.product"].browse(
            {
                allocation.need.key[-1]
                for part in jobs.part_ids
                for allocation, _instead in allocations[part.id]
            }
        )
        products = {product.id: product for product in products}
        lacks = {
            job.id: [
                (products[allocation.need.key[-1]], allocation)
                for part in job.part_ids
                for allocation, _instead in allocations[part.id]
                if allocation.need.quantity - allocation.from_stock > EPSILON
            ]
            for job in jobs
        }
        orders = jobs._get_orders(lacks)
        for job in self:
            lacking = lacks.get(job._origin.id, [])
            amounts = defaultdict(float)
            for product, allocation in lacking:
                amounts[product] += allocation.need.quantity - allocation.from_stock
            job.parts_missing = tell_amounts(self.env, amounts)
            job.parts_expected_on = summarize(one for _product, one in lacking)[1]
            job.parts_ordered = ", ".join(orders[job._origin.id])

    def _get_orders(self, lacks):
        """Return {job id: [what brings what it lacks, in words]}.

        :param lacks: {job id: [(product, Allocation)]}
        """
        days, short = defaultdict(dict), defaultdict(set)
        for job_id, lacking in lacks.items():
            for product, allocation in lacking:
                if allocation.short > EPSILON:
                    # asked for is the newest of those that replace each other
                    short[job_id] |= {product.id, product._get_successor().id}
                for supply, _quantity in allocation.supplies:
                    kind, *number = supply.source
                    if kind == "move":
                        days[job_id][number[0]] = supply.day
        # who waits for a part may know where it was ordered, whatever his rights on
        # purchases and receipts
        moves_sudo = (
            self.env["stock.move"].sudo().browse({*chain.from_iterable(days.values())})
        )
        names = {move.id: self._name_receipt(move) for move in moves_sudo}
        orders = defaultdict(list)
        for job_id, here in days.items():
            latest = {}
            for number, day in here.items():
                latest[names[number]] = max(day, latest.get(names[number], day))
            orders[job_id] = [
                f"{name} ({format_date(self.env, day)})" for name, day in latest.items()
            ]
        for asked in (self._get_quotations(short), self._get_requisitions(short)):
            for job_id, names in asked.items():
                orders[job_id] += names
        return orders

    def _get_quotations(self, short):
        """Return {job id: [the requests for quotation that ask for what is short]}.

        :param short: {job id: {product id}}
        """
        # see _get_orders()
        lines_sudo = (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                Domain("product_id", "in", set().union(*short.values()))
                & Domain("state", "in", ("draft", "sent", "to approve"))
            )
        )
        asked = defaultdict(list)
        for line in lines_sudo:
            order = line.order_id
            name = self.env._(
                "request %(order)s, %(vendor)s",
                order=order.name,
                vendor=order.partner_id.display_name,
            )
            here = order.picking_type_id.warehouse_id.id
            asked[here, line.product_id.id].append(name)
        return {
            job.id: list(
                dict.fromkeys(
                    name
                    for product_id in sorted(short[job.id])
                    for name in asked[job.warehouse_id.id, product_id]
                )
            )
            for job in self.browse(short)
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
            name = self.env._("requisition %s", line._tell_waiting())
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
