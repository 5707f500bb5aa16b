from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", index="btree_not_null"
    )
