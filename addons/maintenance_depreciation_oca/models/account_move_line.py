from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # OCA's `asset_id` is "Asset" beside it
    equipment_id = fields.Many2one(string="Maintenance Asset")

    @api.depends("move_id.capital_part_id", "parts_move_id")
    def _compute_asset_profile(self):
        """Charges and entries about capital parts get no profile from their account.

        Posting them would make fixed assets that nobody asked for, also of credits.
        """
        charges = self.filtered(
            lambda item: item.parts_move_id or item.move_id.capital_part_id
        )
        for item in charges:
            # what our own code has set, and the entries of a fixed asset, stay
            item.asset_profile_id = (
                item.asset_id.profile_id or item._origin.asset_profile_id
            )
        return super(AccountMoveLine, self - charges)._compute_asset_profile()
