from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import DEAD, DYING

OPEN_STATES = ("draft", "sent", "to approve", "purchase")


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    has_dead_parts = fields.Boolean(
        compute="_compute_dead_parts",
        search="_search_has_dead_parts",
        groups="base.group_user",
        help="Some of it is for assets that have retired, or will soon.",
    )
    dead_parts = fields.Char(
        compute="_compute_dead_parts",
        groups="base.group_user",
        help="The parts of it that no asset needs any more.",
    )
    dying_parts = fields.Char(
        compute="_compute_dead_parts",
        groups="base.group_user",
        help="The parts of it whose last assets retire soon.",
    )

    @api.depends("state", "order_line.dead_stock_status", "order_line.qty_received")
    def _compute_dead_parts(self):
        for order in self:
            # what has come cannot be taken off the order
            lines = order.order_line.filtered(
                lambda line: (
                    line.order_id.state in OPEN_STATES
                    and (
                        line.order_id.state != "purchase"
                        or line.qty_received < line.product_qty
                    )
                )
            )
            by_status = lines.grouped("dead_stock_status")
            order.dead_parts = order._name_parts(by_status.get(DEAD))
            order.dying_parts = order._name_parts(by_status.get(DYING))
            order.has_dead_parts = bool(order.dead_parts or order.dying_parts)

    def _name_parts(self, lines):
        return lines and ", ".join(
            dict.fromkeys(lines.product_id.mapped("display_name"))
        )

    def _search_has_dead_parts(self, operator, value):
        if operator != "in":
            return NotImplemented
        flagged = Domain(
            "order_line",
            "any",
            Domain("dead_stock_status", "in", (DEAD, DYING)),
        ) & Domain("state", "in", OPEN_STATES)
        return flagged if True in value else ~flagged
