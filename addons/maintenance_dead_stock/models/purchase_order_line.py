from odoo import api, models
from odoo.tools import SQL


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
