from odoo import models
from odoo.tools import format_list

from odoo.addons.maintenance_bom.models.rights import as_superuser

from .maintenance_request_warranty import NOT_GIVEN


class StockMoveWarranty(models.AbstractModel):
    """Parts issued to an asset under warranty leave a note."""

    _name = "stock.move.warranty"
    _description = "Part Issued Under Warranty"

    def _note_warranty(self):
        """Say on each job, or asset if there is none, what was paid for and why."""
        under_warranty = self.filtered(
            lambda move: (
                move.maintenance_kind == "issue"
                and move.equipment_id._is_under_warranty(move.company_id)
            )
        )
        # whoever issues the parts need not write on the job or the asset
        for picking, moves in (
            as_superuser(under_warranty).grouped("picking_id").items()
        ):
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
