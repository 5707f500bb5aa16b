from odoo import fields, models

from .stock_quant import FRESH_NOW


class StockMove(models.Model):
    _inherit = "stock.move"

    def _update_reserved_quantity(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        move = self.with_context(**{FRESH_NOW: bool(self.equipment_id)})
        return super(StockMove, move)._update_reserved_quantity(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_parts_qty(self):
        """What is reserved and expires before the move is not reserved."""
        quantity = super()._get_parts_qty()
        expired = self._get_expired_lines()
        return quantity - sum(expired.mapped("quantity_product_uom"))

    def _get_expired_lines(self):
        """Return what these issues have reserved that expires before their day."""
        now = fields.Datetime.now()
        perishable = self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.product_id.use_expiration_date
            )
        )
        return perishable.move_line_ids.filtered(
            lambda line: (
                line.removal_date
                and line.removal_date < max(line.move_id.date, now)
                and line.move_id._is_parts_issue()
            )
        )
