from odoo import models
from odoo.tools import format_list

from .maintenance_request_warranty import NOT_GIVEN


class StockMove(models.Model):
    """Parts issued to an asset under warranty leave a note."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        under_warranty = moves.filtered(
            lambda move: (
                move.equipment_id
                and move.maintenance_kind == "issue"
                and move.equipment_id._is_under_warranty(move.company_id)
            )
        )
        # whoever issues the parts need not write on the job or the asset
        under_warranty.sudo()._note_warranty()
        return moves

    def _note_warranty(self):
        """Say on each job, or asset if there is none, what was paid for and why."""
        for picking, moves in self.grouped("picking_id").items():
            for asset, of_asset in moves.grouped("equipment_id").items():
                job = of_asset.maintenance_request_id[:1]
                if job and not job.warranty_reason:
                    job.warranty_reason = NOT_GIVEN
                source = job or picking
                reasons = dict(
                    source._fields["warranty_reason"]._description_selection(self.env)
                )
                (job or asset).message_post(
                    body=self.env._(
                        "%(warning)s Issued all the same: %(parts)s. Reason: "
                        "%(reason)s.",
                        warning=asset._get_warranty_warning(),
                        parts=format_list(
                            self.env, of_asset.product_id.mapped("display_name")
                        ),
                        reason=reasons[source.warranty_reason or NOT_GIVEN],
                    )
                )
