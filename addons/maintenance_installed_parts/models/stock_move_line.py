from odoo import fields, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # where a lot has been is asked from its form, and after every issue of it
    lot_id = fields.Many2one(index="btree_not_null")
