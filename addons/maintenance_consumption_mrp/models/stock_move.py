from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # with all rights: stockroom users may lack access to the job
        as_superuser(moves).filtered(
            lambda move: (
                move.maintenance_request_part_id
                and move.product_id != move.maintenance_request_part_id.product_id
            )
        ).maintenance_request_part_id._begin_kits()
        return moves
