from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser

from .maintenance_register_change import COST


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # registers hear of it, whoever moves the parts
        asset_ids = moves.sudo().equipment_id.ids
        if asset_ids:
            as_superuser(self.env["maintenance.register.change"])._log(
                asset_ids, (COST,)
            )
        return moves
