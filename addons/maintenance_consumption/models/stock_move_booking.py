from odoo import fields, models

from ..tools.drift import CLOSING, ENTRY, NO_ACCOUNT


class StockMoveBooking(models.AbstractModel):
    """What the books got of a charge, so that it can be found again."""

    _name = "stock.move.booking"
    _description = "Booking of a Charge to an Asset"

    parts_booking = fields.Selection(
        [
            (ENTRY, "Journal Entry"),
            (NO_ACCOUNT, "No Account on the Maintenance Location"),
            (CLOSING, "Left to the Closing"),
        ],
        string="Booked by",
        copy=False,
        readonly=True,
        help="What became of the value of this charge when the move was done.",
    )

    def _filter_charges(self):
        """Return those of these moves that are for an asset, or should be."""
        # whoever moves stock need not read the settings of its company
        places_sudo = self.company_id.sudo().maintenance_location_id
        place_ids = set(places_sudo.ids)
        return self.filtered(
            lambda move: (
                move.equipment_id
                or move.location_dest_id.id in place_ids
                or move.location_id.id in place_ids
            )
        )

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        charges = done._filter_charges()
        for booking, moves in charges.grouped(
            lambda move: move._get_parts_booking()
        ).items():
            moves.parts_booking = booking
        charges.picking_id._note_shifted_entries()
        return done

    def _get_parts_booking(self):
        self.ensure_one()
        if self.account_move_id:
            return ENTRY
        if not self.is_valued or not self.product_id.is_storable:
            return False
        product = self.product_id.with_company(self.company_id)
        return NO_ACCOUNT if product.valuation == "real_time" else CLOSING

    def _get_account_move_line_vals(self):
        vals_list = super()._get_account_move_line_vals()
        if not self.equipment_id and self._filter_charges():
            # nobody said for which asset: it is found by its move
            account = self._get_charge_account()
            for vals in vals_list:
                if vals["account_id"] == account.id:
                    vals.update(self._prepare_charge_item())
        return vals_list

    def _prepare_charge_item(self):
        """Return the values of the journal item that charges this move."""
        self.ensure_one()
        return {
            "account_id": self._get_charge_account().id,
            "parts_move_id": self.id,
            # so that a later change of the quantity shows
            "quantity": self._get_valued_qty(),
        }

    def _prepare_analytic_line_values(self, account_field_values, amount, unit_amount):
        values = super()._prepare_analytic_line_values(
            account_field_values, amount, unit_amount
        )
        if self.equipment_id:
            values["date"] = self._get_booking_day()
        return values

    def _get_booking_day(self):
        """Return the day that the charge counts on, for all books the same.

        That of its journal entry, which a lock date may have moved; without one, the
        day on which it was done where the company is.
        """
        self.ensure_one()
        # a technician may not read journal entries
        entry_sudo = self.sudo().account_move_id
        return entry_sudo.date or self.company_id._get_local_day(self.date)

    def _get_charge_entries(self):
        """Return the journal entries about this charge, those to be posted last."""
        self.ensure_one()
        items = self.env["account.move.line"].search([("parts_move_id", "=", self.id)])
        return (self.account_move_id | items.move_id).sorted(
            lambda entry: (entry.state != "posted", entry.id)
        )
