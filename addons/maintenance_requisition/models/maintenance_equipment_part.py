from odoo import models


class MaintenanceEquipmentPart(models.Model):
    _inherit = "maintenance.equipment.part"

    def action_replace_here(self):
        action = super().action_replace_here()
        action["context"]["default_age_action"] = self.line_id.age_action
        return action
