from odoo import models


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _get_owner_email(self):
        # registers hear who has the asset, and no more of him
        employee_sudo = self.employee_id.sudo()
        return employee_sudo.work_email or super()._get_owner_email()
