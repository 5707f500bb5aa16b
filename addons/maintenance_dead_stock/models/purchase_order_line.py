from odoo import api, models
from odoo.tools import SQL

from ..tools import deal_credit


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "maintenance.dead.flag"]

    def _get_dead_stock_places(self):
        return {line: line.order_id.picking_type_id.warehouse_id for line in self}

    def _get_dead_stock_lines(self):
        return SQL(
            """purchase_order_line l
               JOIN purchase_order o ON o.id = l.order_id
               JOIN stock_picking_type y ON y.id = o.picking_type_id
               JOIN stock_warehouse w ON w.id = y.warehouse_id"""
        )

    @api.depends("order_id.picking_type_id")
    def _compute_dead_stock_status(self):
        return super()._compute_dead_stock_status()

    def _deal_vendor_credits(self):
        """Return {id of a return: what the vendor has credited for it}, in the currency
        of the company: what went back first is credited first.
        """
        dealt = {}
        # all credit notes count, whoever may see them
        for line in self.sudo():
            notes = line.invoice_lines.filtered(
                lambda item: (
                    item.parent_state == "posted" and item.move_type == "in_refund"
                )
            )
            unit = line.product_id.uom_id
            back = line.move_ids.filtered(
                lambda move: move.state == "done" and move._is_purchase_return()
            )
            dealt |= deal_credit(
                -sum(notes.mapped("balance")),
                sum(
                    item.product_uom_id._compute_quantity(
                        item.quantity, unit, round=False
                    )
                    for item in notes
                ),
                [
                    (move.id, move._get_parts_qty())
                    for move in back.sorted(lambda move: (move.date, move.id))
                ],
            )
        return dealt
