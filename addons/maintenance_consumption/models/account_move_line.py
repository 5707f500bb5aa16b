from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", index="btree_not_null"
    )
    parts_move_id = fields.Many2one(
        "stock.move",
        string="Charged Move",
        index="btree_not_null",
        readonly=True,
        help="The stock move of parts that this item charges to the asset. A reversal "
        "or a copy of the item is about the same move.",
    )
