from odoo import api, fields, models

from ..tools import Wish, serve


class MaintenanceRequisitionAllocation(models.Model):
    """How much of a purchase line is for a requisition line."""

    _name = "maintenance.requisition.allocation"
    _description = "Purchase for a Requisition Line"
    _inherit = [
        "maintenance.own.values",
        "maintenance.checked.values",
        "maintenance.requisition.allocation.change",
    ]
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
        help="Cancelled: nothing comes of it.",
    )
    # the purchase line as we wrote it: if it is another now, a buyer has changed it
    written = fields.Json(
        readonly=True,
        groups="maintenance_bom.group_planner,purchase.group_purchase_user",
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
                # what has come and gone back has come: who still wants it asks anew
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
                [
                    Wish(one.id or 0, one.line_id.date_need, one.quantity)
                    for one in allocations
                ],
            )
            for allocation in allocations:
                allocation.received_qty = served[allocation.id or 0]
