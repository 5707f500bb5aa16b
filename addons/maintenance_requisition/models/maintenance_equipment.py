from odoo import models


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.equipment",
        "maintenance.equipment.age",
        "maintenance.equipment.age.withdrawn",
        "maintenance.equipment.replacement",
    ]
