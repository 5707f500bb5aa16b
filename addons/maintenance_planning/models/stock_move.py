from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    parts_moved_to = fields.Datetime(
        string="Receipt Moved To",
        readonly=True,
        help="Date to which this receipt was moved after the last change of the date "
        "on the order. Empty: the date of the order counts.",
    )

    def write(self, vals):
        if "date" not in vals or "state" in vals:
            return super().write(vals)
        dates = {move: move.date for move in self if move.purchase_line_id}
        result = super().write(vals)
        # with all rights: who moves a receipt may lack access to orders
        for move in self.sudo().filtered("purchase_line_id"):
            if move.state not in ("done", "cancel") and move.date != dates[move]:
                promised = move.purchase_line_id.date_planned
                move.parts_moved_to = move.date != promised and move.date
        return result

    def _get_parts_receipt_date(self):
        """The date that was changed last counts: the promised date on the order, or
        that of the receipt if it was moved since. Odoo does not keep the two equal.
        """
        return (
            self.parts_moved_to
            or self.purchase_line_id.date_planned
            or super()._get_parts_receipt_date()
        )
