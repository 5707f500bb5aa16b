from odoo import api, fields, models
from odoo.fields import Domain


class StockMove(models.Model):
    _inherit = "stock.move"

    # a real, copied column: backorders belong to the same disposition
    maintenance_disposition_id = fields.Many2one(
        "maintenance.disposition",
        string="Disposition",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        ondelete="restrict",
        help="The decision by which the part leaves.",
    )

    def _prepare_merge_moves_distinct_fields(self):
        return [
            *super()._prepare_merge_moves_distinct_fields(),
            "maintenance_disposition_id",
        ]

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.maintenance_disposition_id:
            values["maintenance_disposition_id"] = self.maintenance_disposition_id.id
        return values

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        (self | moves)._follow_dispositions()
        return moves

    def _action_cancel(self):
        result = super()._action_cancel()
        self._follow_dispositions()
        return result

    def _follow_dispositions(self):
        """Bring the dispositions of these moves in line with what was moved."""
        # who moves parts need not decide about dispositions
        dispositions_sudo = self.sudo().maintenance_disposition_id
        dispositions_sudo._follow_moves()

    def _reserve_disposition(self):
        """Reserve what is to leave: the serial number or batch that was chosen."""
        for move in self:
            disposition = move.maintenance_disposition_id
            if not disposition.lot_id:
                move._action_assign()
                continue
            move._do_unreserve()
            move._update_reserved_quantity(
                move.product_qty, disposition.location_id, lot_id=disposition.lot_id
            )
            move._recompute_state()

    @api.model
    def _find_receipts_of(self, product, warehouse, vendor=None, lot=None):
        """Return the receipts of a part from vendors in a warehouse, the newest first.

        :param vendor: only from this one, if given
        :param lot: only of this serial number or batch, if given
        """
        domain = Domain.AND(
            [
                Domain("product_id", "=", product.id),
                Domain("state", "=", "done"),
                Domain("location_id.usage", "=", "supplier"),
                Domain("picking_id.partner_id", "!=", False),
                Domain("location_dest_id.warehouse_id", "=", warehouse.id),
            ]
        )
        if vendor:
            domain &= Domain(
                "picking_id.partner_id", "child_of", vendor.commercial_partner_id.id
            )
        if lot:
            domain &= Domain("move_line_ids.lot_id", "=", lot.id)
        return self.search(domain, order="date DESC, id DESC")

    def _get_returnable_receipt_qty(self):
        """Return how much of what this receipt brought has not been returned, and is
        not about to be, in the own unit of the part.
        """
        self.ensure_one()
        back = sum(
            move._get_parts_qty() if move.state == "done" else move.product_qty
            for move in self.returned_move_ids
            if move.state != "cancel"
        )
        return self._get_parts_qty() - back
