from odoo import api, fields, models
from odoo.fields import Domain

# states in which Odoo reserves
RESERVABLE = ("waiting", "confirmed", "partially_available")
# most parts that are returned came with one of the last receipts
RECEIPTS_AT_ONCE = 50


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

    # --- reserved: what the disposition is about, where it says -----------------------

    def _action_assign(self, force_qty=False):
        # with all rights: who reserves need not see dispositions
        returns = self.filtered(lambda move: move.sudo()._is_disposition_return())
        for move in returns:
            if not move.picked and move.state in RESERVABLE:
                move._reserve_disposition_return()
        return super()._action_assign(force_qty=force_qty)

    def _is_disposition_return(self):
        """Return whether a disposition returns the receipt that this move names."""
        self.ensure_one()
        return bool(
            self.maintenance_disposition_id
            and self.origin_returned_move_id
            and not self._should_bypass_reservation()
        )

    def _reserve_disposition_return(self):
        """Reserve where the disposition says: Odoo reserves a return only where its
        receipt put the parts.
        """
        self.ensure_one()
        missing = self.product_qty - sum(
            self.move_line_ids.mapped("quantity_product_uom")
        )
        if self.product_id.uom_id.compare(missing, 0.0) > 0:
            self._update_reserved_quantity(missing, self.location_id, strict=False)
            self._recompute_state()

    def _get_available_move_lines(
        self, assigned_moves_ids, partially_available_moves_ids
    ):
        # with all rights: who reserves need not see dispositions
        if self.sudo()._is_disposition_return():
            # reserved by the disposition, as far as possible
            return {}
        return super()._get_available_move_lines(
            assigned_moves_ids, partially_available_moves_ids
        )

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        # with all rights: who reserves need not see dispositions
        disposition_sudo = self.sudo().maintenance_disposition_id
        if disposition_sudo and not strict:
            place = disposition_sudo.location_id.with_env(self.env)
            if place._child_of(location_id):
                location_id = place
            lot_id = lot_id or disposition_sudo.lot_id.with_env(self.env)
            # what is kept for others is not given away
            self = self.with_env(
                self.env["stock.quant"]._of_company(self.company_id).env
            )
        return super()._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    # --- receipts that can be returned ------------------------------------------------

    @api.model
    def _find_receipts_of(
        self, product, warehouse, vendor=None, lot=None, offset=0, limit=None
    ):
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
        return self.search(
            domain, order="date DESC, id DESC", offset=offset, limit=limit
        )

    @api.model
    def _find_receipts_to_return(self, product, warehouse, vendor, quantity, lot=None):
        """Return [(receipt, how much of it)] by which ``quantity`` (own unit), or as
        much of it as possible, goes back to ``vendor``: the newest receipts first.

        :param lot: only of this serial number or batch, if given
        """
        unit, left, found, offset = product.uom_id, quantity, [], 0
        while moves := self._find_receipts_of(
            product, warehouse, vendor, lot, offset=offset, limit=RECEIPTS_AT_ONCE
        ):
            offset += RECEIPTS_AT_ONCE
            for move in moves:
                taken = min(move._get_returnable_receipt_qty(lot), left)
                if unit.compare(taken, 0.0) > 0:
                    found.append((move, taken))
                    left -= taken
                if unit.compare(left, 0.0) <= 0:
                    return found
        return found

    def _get_returnable_receipt_qty(self, lot=None):
        """Return how much of what this receipt brought has not been returned, and is
        not about to be, in the own unit of the part.

        :param lot: only of this serial number or batch, if given
        """
        self.ensure_one()
        back = self.returned_move_ids.filtered(lambda move: move.state != "cancel")
        left = self._get_parts_qty() - sum(
            move._get_parts_qty() if move.state == "done" else move.product_qty
            for move in back
        )
        if not lot:
            return left
        of_lot = (self.move_line_ids - back.move_line_ids).filtered(
            lambda line: line.lot_id == lot
        )
        returned = back.move_line_ids.filtered(lambda line: line.lot_id == lot)
        return min(
            left,
            sum(of_lot.mapped("quantity_product_uom"))
            - sum(returned.mapped("quantity_product_uom")),
        )
