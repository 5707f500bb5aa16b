from odoo import api, models

from ..tools import Taker


class PurchaseOrderLinePurpose(models.AbstractModel):
    """Purchase lines say what for, to the buyer and to nobody outside."""

    _name = "purchase.order.line.purpose"
    _description = "Purchase for Assets"
    _inherit = ["maintenance.purpose"]

    @api.depends(
        "equipment_id",
        "maintenance_allocation_ids",
        "maintenance_request_id",
        "product_qty",
        "product_uom_id",
    )
    @api.depends_context("lang")
    def _compute_maintenance_for(self):
        for line in self:
            # those who buy need not see assets and jobs, and may know whom they serve
            line_sudo = line.sudo()
            unit = line_sudo.product_id.uom_id or line_sudo.product_uom_id
            whole = line_sudo.product_uom_id._compute_quantity(
                line_sudo.product_qty, unit, round=False
            )
            takers = line_sudo._get_direct_takers(whole) + [
                share._prepare_taker(share.quantity)
                for share in line_sudo.maintenance_allocation_ids.line_id.share_ids
            ]
            line.maintenance_for = line._tell_purpose(takers, whole)

    def _get_direct_takers(self, quantity):
        """Return the Taker of what is bought directly for one asset, as a list."""
        asset, job = self.equipment_id, self.maintenance_request_id
        name = asset._get_short_name() or job.display_name
        if not name:
            return []
        day = job.schedule_date and job.company_id._get_local_day(job.schedule_date)
        return [Taker(name, day or None, quantity)]

    def _get_parts_receipts(self):
        """Return [(move, what it brings in the unit of the part)], the first first.

        What comes again after a return is a receipt of its own.
        """
        moves = self._get_parts_incoming()
        return [
            (move, move._get_parts_quantity())
            for move in moves.sorted(lambda move: move._get_parts_turn())
        ]

    def _get_parts_incoming(self):
        """Return the receipts; a draft is but a copy that somebody made of one."""
        _back, moves = self._get_outgoing_incoming_moves()
        return moves.filtered(lambda move: move.state != "draft")

    def _get_parts_came_and_coming(self):
        """Return (what has come, gone back or not; what is still to come)."""
        moves = self._get_parts_incoming()
        done = moves.filtered(lambda move: move.state == "done")
        return done._sum_parts("quantity"), (moves - done)._sum_parts("product_uom_qty")

    def _get_parts_received(self):
        """Return what has come and not gone back, in the unit of the part.

        As Odoo counts it, but not rounded in the unit of the order: when four of a pack
        of six have come, that says 4.02.
        """
        back, came = (
            moves.filtered(lambda move: move.state == "done")
            for moves in self._get_outgoing_incoming_moves()
        )
        return came._sum_parts("quantity") - back._sum_parts("quantity")
