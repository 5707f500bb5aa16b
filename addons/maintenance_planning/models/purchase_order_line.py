from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        promised = {}
        if "date_planned" in vals:
            promised = {line: line.date_planned for line in self}
        result = super().write(vals)
        for line, before in promised.items():
            if line.date_planned != before:
                # with all rights: a buyer may lack access to the receipts, whose
                # own date does not count any more
                line.sudo().move_ids.filtered("parts_moved_to").parts_moved_to = False
        return result
