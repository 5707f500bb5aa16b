from odoo import fields, models
from odoo.tools import format_list

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.models.words import format_quantity

from .maintenance_request import NOT_GIVEN

# the kinds of moves by which worn parts leave an asset
REMOVED = ("salvage", "scrap")
# once this addon is gone: what came into stock came back, what was scrapped has left
# like anything else that is scrapped
SCRAPPED_ON_ITS_OWN = {
    "equipment_id": False,
    "maintenance_kind": False,
    "maintenance_request_id": False,
}


class StockMove(models.Model):
    """Removals of worn parts, which serials and batches are in the assets, and a note
    about parts issued under warranty.
    """

    _inherit = "stock.move"

    maintenance_kind = fields.Selection(
        selection_add=[
            ("salvage", "Removed, into Stock"),
            ("scrap", "Removed, Scrapped"),
        ],
        ondelete={
            "salvage": "set return",
            "scrap": lambda moves: moves.write(SCRAPPED_ON_ITS_OWN),
        },
    )
    equipment_position_qty = fields.Float(
        string="Pieces at the Position",
        copy=False,
        help="How many pieces the position held when the part was put in, in the "
        "part's own unit. Zero if nobody knew.",
    )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        of_assets = moves.filtered("equipment_id")
        of_assets._trace_lots()
        of_assets._note_warranty()
        return moves

    def _get_maintenance_kind(self):
        """Keep the kind of a removal: it is set when the removal is created."""
        kind = super()._get_maintenance_kind()
        if kind == "return" and self.maintenance_kind in REMOVED:
            return self.maintenance_kind
        return kind

    # Serials and batches

    def _trace_lots(self):
        """Trace which serials and batches are in the assets after these moves."""
        tracked = self.filtered(lambda move: move.product_id.tracking != "none")
        if tracked:
            # with all rights: all stock moves of the serials count
            stays_sudo = as_superuser(self.env["maintenance.equipment.lot.out"])
            stays_sudo._trace(tracked.sudo())

    def _set_place(self, position, capacity):
        result = super()._set_place(position, capacity)
        self.equipment_position_qty = capacity
        return result

    # What can come back unused

    def _check_not_returned_twice(self):
        """
        :raises UserError: also for a serial that is not in the asset any more
        """
        self.filtered(
            lambda move: (
                move.origin_returned_move_id.equipment_id and not move._is_parts_issue()
            )
        ).move_line_ids.lot_id._check_in_asset()
        return super()._check_not_returned_twice()

    def _get_moves_of_no_issue(self, kinds=("return",)):
        """What was removed from the assets does not come back unused."""
        moves = super()._get_moves_of_no_issue((*kinds, *REMOVED))
        return moves.filtered(lambda move: not move._is_kept_as_used())

    def _is_kept_as_used(self):
        """Say whether this move takes in, as the used product, what the move before it
        took off the asset as the part.
        """
        self.ensure_one()
        if self.maintenance_kind != "salvage":
            return False
        moves = self.picking_id.move_ids.sorted("id")
        before = moves.filtered(lambda move: move.id < self.id)[-1:]
        return (
            before.location_dest_id.usage == "inventory"
            and self.location_dest_id.usage != "inventory"
        )

    def _get_removed_message(self, asset, product, removed):
        if product.uom_id.compare(removed, 0.0) <= 0:
            return super()._get_removed_message(asset, product, removed)
        return self.env._(
            "%(removed)s of it was removed from “%(asset)s” after it was issued, and "
            "does not come back unused. If more of it comes off, use Remove Old Part.",
            removed=format_quantity(self.env, removed),
            asset=asset.display_name,
        )

    # Warranty

    def _note_warranty(self):
        """Say on each job, or asset if there is none, what was paid for and why."""
        under_warranty = self.filtered(
            lambda move: (
                move.maintenance_kind == "issue"
                and move.equipment_id._is_under_warranty(move.company_id)
            )
        )
        # with all rights: who issues the parts may lack write access to the job or the
        # asset
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
