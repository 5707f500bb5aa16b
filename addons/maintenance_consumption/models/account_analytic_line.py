from odoo import fields, models


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        index="btree_not_null",
        check_company=True,
        groups="base.group_user",
    )
