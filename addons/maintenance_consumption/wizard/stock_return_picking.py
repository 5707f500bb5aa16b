from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_record


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    is_parts_transfer = fields.Boolean(compute="_compute_is_parts_transfer")

    @api.depends("picking_id")
    def _compute_is_parts_transfer(self):
        of_parts = self.picking_id._filter_parts()
        for wizard in self:
            wizard.is_parts_transfer = wizard.picking_id in of_parts

    def action_create_exchanges(self):
        """No route leads to an asset: what is exchanged comes back, and is issued anew.

        :raises UserError: for a transfer of the parts of an asset
        """
        self = to_record(self)
        if self.is_parts_transfer:
            raise UserError(
                self.env._(
                    "The parts of %s are for an asset: return what comes back, and "
                    "issue the other one on the job or the asset.",
                    self.picking_id.name,
                )
            )
        return super().action_create_exchanges()
