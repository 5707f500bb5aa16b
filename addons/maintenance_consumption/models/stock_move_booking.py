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
    # the distribution of the day of the charge, whatever the asset distributes later
    parts_distribution = fields.Json(copy=False, readonly=True)

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

    def write(self, vals):
        moved = self.browse()
        if "equipment_id" in vals:
            moved = self.filtered(
                lambda move: (
                    move.state == "done"
                    and move.equipment_id.id != (vals["equipment_id"] or False)
                )
            )
        result = super().write(vals)
        moved._keep_distribution()
        if "date" in vals:
            self._redate_analytic_lines()
        return result

    def _redate_analytic_lines(self):
        """Let analytic lines follow moves that are dated otherwise.

        With a journal entry the day of the entry counts, and stays. Lines of a locked
        period stay too: the reconciliation tells what differs.
        """
        # analytic lines of stock moves are nobody's to write but the system's
        moves_sudo = self.sudo().filtered(
            lambda move: (
                move.equipment_id
                and move.state == "done"
                and move.analytic_account_line_ids
                and {*move.analytic_account_line_ids.mapped("date")}
                - {move._get_booking_day()}
            )
        )
        moves_sudo -= moves_sudo._filter_locked()
        for day, same_sudo in moves_sudo.grouped(
            lambda move: move._get_booking_day()
        ).items():
            same_sudo.analytic_account_line_ids.date = day

    def _filter_locked(self):
        """Return those of these charges that the books are locked for.

        By their own day, or that of an analytic line or a journal item of theirs.
        """
        # whoever moves parts need not read the books
        items_sudo = self.env["account.move.line"].sudo()
        items_sudo = items_sudo.search([("parts_move_id", "in", self.ids)])
        items_by_move = items_sudo.grouped("parts_move_id")
        # when the books are locked counts for whoever moves parts
        locked_until = {
            company: company._get_user_fiscal_lock_date(
                company.account_stock_journal_id
            )
            for company in self.company_id.sudo()
        }
        # the days of analytic lines count too, whoever may see these
        return self.filtered(
            lambda move: (
                min(
                    [
                        move._get_booking_day(),
                        *move.sudo().analytic_account_line_ids.mapped("date"),
                        *items_by_move.get(move, items_sudo.browse()).mapped("date"),
                    ]
                )
                <= locked_until[move.company_id]
            )
        )

    def _keep_distribution(self):
        """Keep how each asset distributes its costs now; a return as its issue did."""
        # whoever moves parts need not see the asset's accounts
        for move_sudo in self.sudo():
            origin = move_sudo.origin_returned_move_id
            asset = move_sudo.equipment_id
            is_return = origin.state == "done" and origin.equipment_id == asset
            move_sudo.parts_distribution = (
                origin.parts_distribution if is_return else asset.analytic_distribution
            )

    def _action_done(self, cancel_backorder=False):
        self.filtered("equipment_id")._keep_distribution()
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
        is_bookable = product.valuation == "periodic" and self._get_charge_account()
        return CLOSING if is_bookable else NO_ACCOUNT

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
            "parts_account_id": self._get_charge_account().id,
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

    def _is_consigned(self):
        """Say whether what moved belongs to somebody else, such as its vendor."""
        self.ensure_one()
        owners = self.move_line_ids.owner_id
        return bool(owners - self.company_id.partner_id)

    def _get_charge_entries(self):
        """Return the journal entries about this charge, those to be posted last."""
        self.ensure_one()
        items = self.env["account.move.line"].search([("parts_move_id", "=", self.id)])
        return (self.account_move_id | items.move_id).sorted(
            lambda entry: (entry.state != "posted", entry.id)
        )
