from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        result = super()._action_cancel()
        # who sells need not decide about dispositions
        dispositions_sudo = self.order_line.sudo().maintenance_disposition_id
        dispositions_sudo._follow_orders()
        return result
