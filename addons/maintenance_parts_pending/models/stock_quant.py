from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _apply_inventory(self, date=None):
        """A count says what lies there now. Parts that were taken and are pending do
        not lie there any more: they are counted in, and then issued.
        """
        # who counts need not know about jobs
        pending_sudo = as_superuser(self.env["maintenance.parts.pending"])
        pending = pending_sudo._get_taken_from(self)
        for quant, taken in pending._share_among(self).items():
            quant.inventory_quantity += taken
        result = super()._apply_inventory(date=date)
        pending._issue_each()
        return result
