from odoo import models
from odoo.fields import Domain

from .purchase_request_line import OPEN_STATES


class MaintenancePlanner(models.AbstractModel):
    _inherit = "maintenance.planner"

    def _get_order_supplies(self, places, products, company):
        """What is requested is on the way, unless it still follows the needs."""
        yield from super()._get_order_supplies(places, products, company)
        today = company._get_today()
        lines = self.env["maintenance.requisition.line"].search(
            Domain("state", "=", "ordered")
            & Domain("warehouse_id.lot_stock_id", "in", places.ids)
            & Domain("product_id", "in", products.ids)
            & Domain("purchase_request_line_ids.request_state", "in", OPEN_STATES)
        )
        for line in lines:
            quantity = line._get_requested_quantity()
            if quantity and (line.is_manual or not line._is_following()):
                yield line._prepare_supply(quantity, today)
