from odoo import api, models


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.equipment",
        "maintenance.equipment.age",
        "maintenance.equipment.age.withdrawn",
        "maintenance.equipment.replacement",
    ]

    def _get_short_name(self):
        """Return the name that fits on a receipt: the code says which one it is."""
        if not self.code:
            return self.display_name
        return f"[{self.code}] {self.name}"

    @api.model
    def _tell_lifecycle_failures(self, failed):
        table = self.env["maintenance.planning.exception"]
        table._tell_failures("failed_life_cycle", failed)
        return super()._tell_lifecycle_failures(failed)
