from odoo import models


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _get_short_name(self):
        """Return the name that fits on a receipt: the code says which one it is."""
        if not self.code:
            return self.display_name
        return f"[{self.code}] {self.name}"
