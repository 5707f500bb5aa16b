from odoo import models


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"
