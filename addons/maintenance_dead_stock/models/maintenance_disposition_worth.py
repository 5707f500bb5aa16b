from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import CANCELLED, DONE, LEAVING, RETURN, calculate_loss


class MaintenanceDispositionWorth(models.AbstractModel):
    """What the parts of dispositions are worth, what is got for them, and what the
    journals say.
    """

    _name = "maintenance.disposition.worth"
    _description = "Worth of Dispositions"

    @api.depends(
        "product_id.standard_price",
        "lot_id.standard_price",
        "quantity",
        "move_ids.state",
        "move_ids.value",
        "state",
        "warehouse_id",
    )
    def _compute_book_value(self):
        for one in self:
            # who may see the value of a disposition need not see that of each move
            moves_sudo = one.sudo().move_ids.filtered(lambda move: move.state == "done")
            left = moves_sudo.filtered("is_out")
            if left:
                back = moves_sudo.filtered("is_in")
                one.book_value = sum(left.mapped("value")) - sum(back.mapped("value"))
            elif one.state in (DONE, CANCELLED):
                # as it was: a later cost is not that of what was decided
                one.book_value = one.book_value
            else:
                one.book_value = one.quantity * one._get_unit_cost()

    def _get_unit_cost(self):
        """Return the unrounded cost of one, of the lot where lots are valued."""
        self.ensure_one()
        # for who may see the value of a disposition
        here_sudo = self.sudo().with_company(self.company_id)
        part, lot = here_sudo.product_id, here_sudo.lot_id
        source = lot if part.lot_valuated and lot else part
        return source.standard_price

    @api.depends("book_value", "kind", "proceeds", "state")
    def _compute_loss(self):
        for one in self:
            one.loss = calculate_loss(one.kind, one.book_value, one.proceeds, one.state)

    @api.depends("kind", "state", "product_id", "move_ids.account_move_id")
    @api.depends_context("lang")
    def _compute_booking_note(self):
        for one in self:
            one.booking_note = one._tell_booking()

    def _tell_booking(self):
        """Return in words what is booked when the part leaves."""
        self.ensure_one()
        if self.kind in (None, False):
            return False
        if self.kind not in LEAVING:
            return self.env._("Nothing is booked: it stays in the company.")
        # what is booked is no secret of who decides about it
        here_sudo = self.sudo().with_company(self.company_id)
        if here_sudo.product_id.valuation != "real_time":
            return self.env._(
                "Nothing is booked at once: stock is valued at the periodic closing."
            )
        if here_sudo._is_booked_by_others():
            return here_sudo._tell_booked_by_others()
        account = here_sudo.company_id._get_disposition_account(self.kind)
        if not account:
            return self.env._("An account has to be chosen in the settings first.")
        return self.env._(
            "The value goes from stock to the account %s.", account.display_name
        )

    def _is_booked_by_others(self):
        """Whether a document that follows books the value: the credit note of the
        vendor, for what was bought from him.

        A seam for other documents.
        """
        self.ensure_one()
        return self.kind == RETURN and not self._get_rest_to_return()

    def _tell_booked_by_others(self):
        return self.env._(
            "The vendor's credit note books it, as with each return of a receipt."
        )

    def _compute_entries(self):
        for one in self:
            # an accountant need not see the moves of stock
            one.entry_ids = one.sudo().move_ids.account_move_id

    def _check_account(self):
        """Refuse what would leave without an entry, where stock is booked at once."""
        self.ensure_one()
        # with all rights: a manager of parts may lack access to accounting
        here_sudo = self.sudo().with_company(self.company_id)
        if (
            self.kind not in LEAVING
            or here_sudo.product_id.valuation != "real_time"
            or here_sudo._is_booked_by_others()
            or here_sudo.company_id._get_disposition_account(self.kind)
        ):
            return
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "“%(name)s”: no account is set for “%(kind)s”, and its value would "
                "leave stock without an entry. Who may change the settings chooses it "
                "under Inventory → Configuration → Settings → Dispositions.",
                name=self.display_name,
                kind=kinds[self.kind],
            )
        )

    def _note_entered_proceeds(self):
        """Note that a person entered the proceeds; who clears them did not."""
        # for its own note: a caller cannot write it
        for one in as_superuser(self):
            one.has_entered_proceeds = bool(one.proceeds)
        as_superuser(self)._note_vendor_credit()

    def _note_vendor_credit(self):
        """Take the proceeds of what was returned from the vendor's credit notes, unless
        a person entered them.
        """
        for one in self.filtered(
            lambda one: one.kind == RETURN and not one.has_entered_proceeds
        ):
            dealt = one.move_ids.purchase_line_id._deal_vendor_credits()
            credit = sum(dealt.get(move.id, 0.0) for move in one.move_ids)
            if one.currency_id.compare_amounts(credit, one.proceeds):
                one.proceeds = credit
