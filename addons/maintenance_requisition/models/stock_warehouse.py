from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _lock_for_planning(self):
        """Let nobody else plan this warehouse until the transaction ends.

        Returns whether that worked; not if somebody else is planning it. Others may go
        on to refer to the warehouse.
        """
        self.ensure_one()
        return bool(self.try_lock_for_update(allow_referencing=True))
