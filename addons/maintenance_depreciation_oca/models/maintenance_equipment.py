from odoo import fields, models

from odoo.addons.maintenance_consumption.models.cost_groups import ACCOUNTANTS


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    account_asset_ids = fields.One2many(
        "account.asset",
        "equipment_id",
        string="Fixed Assets",
        copy=False,
        groups=ACCOUNTANTS,
    )
    fixed_asset_count = fields.Integer(string="Number of Fixed Assets")
