from collections import defaultdict

from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockMoveArrival(models.AbstractModel):
    """Whoever waits with a job for a rush part is told when it is there."""

    _name = "stock.move.arrival"
    _description = "Arrival of Rush Parts"

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        # those who receive need not see jobs, and those who wait are to know
        as_superuser(done)._notify_arrivals()
        return done

    def _notify_arrivals(self):
        """Tell of each receipt those whose job it brings rush parts: once a job."""
        lines = self.purchase_line_id.maintenance_allocation_ids.line_id
        lines |= self.maintenance_requisition_line_id
        if not lines.filtered("is_rush"):
            return
        brought = defaultdict(lambda: defaultdict(float))
        for move, dealt in self._deal_parts().items():
            if move not in self or move.state != "done":
                continue
            for share, quantity in dealt.items():
                job = share.request_id
                if share.line_id.is_rush and job and not job.archive and not job.done:
                    brought[move.picking_id, job][move.product_id] += quantity
        for (picking, job), parts in brought.items():
            picking._notify_arrival(job, parts)
