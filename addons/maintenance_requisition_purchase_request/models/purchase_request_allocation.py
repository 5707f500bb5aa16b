from odoo import api, models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class PurchaseRequestAllocation(models.Model):
    """What is bought for a purchase request is bought for its requisition line."""

    _inherit = "purchase.request.allocation"

    @api.model_create_multi
    def create(self, vals_list):
        allocations = super().create(vals_list)
        # with all rights: who makes orders of requests may lack access to requisitions
        as_superuser(allocations)._link_requisition_lines()
        return allocations

    def _link_requisition_lines(self):
        """Link each purchase line to its requisition line once.

        A line of a request is always ordered whole, whatever quantity is entered.
        """
        links = self.env["maintenance.requisition.allocation"]
        wanted = {}
        for allocation in self:
            line = allocation.purchase_request_line_id.maintenance_requisition_line_id
            bought = allocation.purchase_line_id
            known = bought.maintenance_allocation_ids.line_id
            if line and bought and line not in known:
                requested = allocation.purchase_request_line_id
                wanted[line, bought] = requested._get_requested_quantity()
        links.create(
            [
                {
                    "line_id": line.id,
                    "purchase_line_id": bought.id,
                    "quantity": quantity,
                }
                for (line, bought), quantity in wanted.items()
            ]
        )
