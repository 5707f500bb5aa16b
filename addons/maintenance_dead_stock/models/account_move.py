from odoo import models


class AccountMove(models.Model):
    """Credit notes of vendors say what was got for what went back to them."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._note_vendor_credits()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._note_vendor_credits()
        return result

    def _note_vendor_credits(self):
        """Bring the proceeds of returned parts in line with these credit notes."""
        notes = self.filtered(lambda move: move.move_type == "in_refund")
        # who posts credit notes need not see dispositions
        returned_sudo = notes.sudo().invoice_line_ids.purchase_line_id.move_ids
        returned_sudo.maintenance_disposition_id._note_vendor_credit()
