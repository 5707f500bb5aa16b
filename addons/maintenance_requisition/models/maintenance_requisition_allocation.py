from odoo import api, fields, models

from ..tools import Wish, serve


class MaintenanceRequisitionAllocation(models.Model):
    """How much of a purchase line is for a requisition line."""

    _name = "maintenance.requisition.allocation"
    _description = "Purchase for a Requisition Line"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "id"

    line_id = fields.Many2one(
        "maintenance.requisition.line",
        string="Requisition Line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    quantity = fields.Float(
        required=True,
        readonly=True,
        min_display_digits="Product Unit",
        help="In the unit of the part.",
    )
    received_qty = fields.Float(
        string="Received",
        compute="_compute_received_qty",
        store=True,
        min_display_digits="Product Unit",
    )
    state = fields.Selection(
        [
            ("rfq", "Request for Quotation"),
            ("ordered", "Ordered"),
            ("received", "Received"),
            ("cancel", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        help="Cancelled: nothing is received.",
    )
    # the purchase line as we wrote it: if it is another now, a buyer has changed it
    written = fields.Json(
        readonly=True,
        groups="maintenance_bom.group_planner,purchase.group_purchase_user",
    )

    normal_price = fields.Float(
        readonly=True,
        copy=False,
        min_display_digits="Product Price",
        groups="maintenance_bom.group_planner,purchase.group_purchase_user",
        help="Unit price of the vendor list on the day of the order, without taxes, "
        "in the currency of the company. 0: unknown.",
    )

    @api.depends(
        "purchase_line_id.order_id.state",
        "purchase_line_id.move_ids.state",
    )
    def _compute_state(self):
        for allocation in self:
            line = allocation.purchase_line_id
            # a draft is a copy that somebody made of a receipt
            moves = line.move_ids.filtered(lambda move: move.state != "draft")
            order_state = line.order_id.state
            if order_state == "cancel":
                allocation.state = "cancel"
            elif order_state != "purchase":
                allocation.state = "rfq"
            elif not moves or any(
                move.state not in ("done", "cancel") for move in moves
            ):
                allocation.state = "ordered"
            else:
                # a returned quantity was received: the planner orders it anew if needed
                came = any(move.state == "done" for move in moves)
                allocation.state = "received" if came else "cancel"

    @api.depends(
        "line_id.date_need",
        "purchase_line_id.maintenance_allocation_ids.quantity",
        "purchase_line_id.qty_received",
    )
    def _compute_received_qty(self):
        groups = self.purchase_line_id.maintenance_allocation_ids.grouped(
            "purchase_line_id"
        )
        for purchase_line, allocations in groups.items():
            served = serve(
                purchase_line._get_parts_received(),
                [one._prepare_wish() for one in allocations],
            )
            for allocation in allocations:
                allocation.received_qty = served[allocation.id or 0]

    def _prepare_wish(self):
        self.ensure_one()
        return Wish(self.id or 0, self.line_id.date_need, self.quantity)

    @api.model
    def _sum_received(self, lines):
        """Return {id of a requisition line: what has come for it}, without zeros.

        As ``received_qty`` of the line, but without reading each record: of years of
        lines few are asked for.
        """
        groups = self._read_group(
            [("line_id", "in", lines.ids), ("state", "!=", "cancel")],
            ["line_id"],
            ["received_qty:sum"],
        )
        received = {line.id: quantity for line, quantity in groups}
        moved = self.env["stock.move"]._sum_transferred(lines)
        for number, quantity in moved.items():
            received[number] = received.get(number, 0.0) + quantity
        return {number: quantity for number, quantity in received.items() if quantity}

    # --- what a buyer takes off -----------------------------------------------------

    def _take_off(self, excess):
        """Take ``excess`` off these links of one purchase line, in the part's unit.

        Quantities that are not needed any more first, then those that are needed last.
        Received quantities stay.
        """
        links = self._sort_last_needed_first()
        for is_surplus in (True, False):
            for link in links:
                # what is taken of one link of a line is no surplus of its others
                taken = min(excess, link._get_open_qty(is_surplus))
                if taken > 0:
                    excess -= taken
                    link.quantity -= taken
                    line = link.line_id
                    line.surplus_qty = max(line.surplus_qty - taken, 0.0)
        self.filtered(
            lambda link: link.line_id.uom_id.is_zero(link.quantity)
        )._give_up()

    def _sort_last_needed_first(self):
        return self.sorted(lambda link: (link.line_id.date_need, link.id), reverse=True)

    def _get_open_qty(self, is_surplus=False):
        """Return what of this has not come yet; if asked so, only what nobody needs."""
        self.ensure_one()
        quantity = max(self.quantity - self.received_qty, 0.0)
        return min(self.line_id.surplus_qty, quantity) if is_surplus else quantity

    def _give_up(self):
        """Remove these links, of which nothing is left, and what they were for.

        If somebody wants it after all, the planner proposes it anew.
        """
        for line, links in self.grouped("line_id").items():
            names = ", ".join(links.purchase_line_id.order_id.mapped("name"))
            links.unlink()
            if all(link.state == "cancel" for link in line.allocation_ids):
                line._set_cancelled(self.env._("Taken off %s.", names))

    def _withdraw(self):
        """Take these links out of their draft requests for quotation.

        A purchase line that is shared is reduced; one that is for these links only is
        deleted.

        :return: the orders that they were in
        """
        purchase_lines = self.purchase_line_id
        orders = purchase_lines.order_id
        self.unlink()
        idle = purchase_lines.filtered(lambda one: not one.maintenance_allocation_ids)
        for line in purchase_lines - idle:
            shared = line.maintenance_allocation_ids.line_id[:1]
            line._write_parts_quantity(shared.supplierinfo_id)
        idle.unlink()
        return orders

    # --- following the needs --------------------------------------------------------

    def _ask_for(self, quantity, moment=None):
        """Let the request for quotation of this link ask for ``quantity``, at the price
        of its requisition line.

        :param quantity: in the unit of the part
        :param moment: when it is to arrive, if that changes
        """
        self.quantity = quantity
        vendor_line = self.line_id.supplierinfo_id
        self.purchase_line_id._write_parts_quantity(vendor_line, moment)
        self._time_orders()

    def _time_orders(self):
        """Set the order deadline of the draft orders of these links."""
        orders = self.purchase_line_id.order_id
        orders.filtered(lambda order: order.state == "draft")._write_order_deadline()

    # --- at which price -------------------------------------------------------------

    def _note_normal_prices(self):
        """Note what the vendors normally ask for what is ordered by these links."""
        for purchase_line, links in self.grouped("purchase_line_id").items():
            order = purchase_line.order_id
            line = purchase_line.with_company(order.company_id)
            seller = line.product_id._select_seller(
                partner_id=order.partner_id,
                quantity=line.product_qty,
                date=order.company_id._get_today(),
                uom_id=line.product_uom_id,
            )
            for link in links:
                # a vendor without its own list: compare with the vendor of the line
                usual = seller or link.line_id.supplierinfo_id
                link.normal_price = usual and line._get_normal_price(usual)
