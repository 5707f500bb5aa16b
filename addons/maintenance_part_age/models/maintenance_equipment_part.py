from odoo import models

from odoo.addons.maintenance_bom.models.arguments import to_records


class MaintenanceEquipmentPart(models.Model):
    _inherit = "maintenance.equipment.part"

    def action_replace_here(self):
        self = to_records(self)
        action = super().action_replace_here()
        action["context"]["default_age_action"] = self.line_id.age_action
        return action
