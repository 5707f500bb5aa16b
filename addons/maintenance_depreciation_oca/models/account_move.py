from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _prepare_asset_vals(self, aml):
        vals = super()._prepare_asset_vals(aml)
        part = self.capital_part_id
        vals["equipment_id"] = (part or aml).equipment_id.id
        vals["capital_part_id"] = part.id
        return vals
