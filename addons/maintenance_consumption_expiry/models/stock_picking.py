from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _validate_parts(self):
        """Nobody is asked whether he knows that a batch has expired: it is not issued.

        What comes back comes back, expired or not.
        """
        now = fields.Datetime.now()
        for line in self.move_line_ids:
            expires = line.lot_id.removal_date
            if expires and expires <= now and line.move_id._is_parts_issue():
                raise UserError(
                    self.env._(
                        "%(lot)s of “%(part)s” has expired: it cannot be issued. "
                        "Choose another, and scrap what has expired.",
                        lot=line.lot_id.name,
                        part=line.product_id.display_name,
                    )
                )
        return super(
            StockPicking, self.with_context(skip_expired=True)
        )._validate_parts()
