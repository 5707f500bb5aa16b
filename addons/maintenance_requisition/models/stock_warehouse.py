from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_resupply_route(self, source):
        """Return the route on which ``source`` supplies this warehouse, or none."""
        self.ensure_one()
        return self.resupply_route_ids.filtered(
            lambda route: route.active and route.supplier_wh_id == source
        )[:1]
