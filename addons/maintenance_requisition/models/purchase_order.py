from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _cancel_empty(self):
        """Cancel the draft orders that nothing is left of."""
        empty = self.filtered(
            lambda order: order.state == "draft" and not order.order_line
        )
        if empty:
            empty.button_cancel()
