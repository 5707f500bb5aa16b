from odoo import models
from odoo.tools import format_date


class MaintenanceEquipmentWarranty(models.AbstractModel):
    """Whether the vendor of an asset still pays for its parts."""

    _name = "maintenance.equipment.warranty"
    _description = "Warranty of an Asset"

    def _is_under_warranty(self, company):
        """Say whether the last day of the warranty has not passed in ``company``."""
        return bool(self.warranty_date) and self.warranty_date >= company._get_today()

    def _get_warranty_warning(self):
        """Return until when who is to be asked first, in words."""
        self.ensure_one()
        until = format_date(self.env, self.warranty_date)
        if not self.partner_id:
            return self.env._("Under warranty until %s: claim first.", until)
        return self.env._(
            "Under warranty until %(date)s by %(vendor)s: claim first.",
            date=until,
            vendor=self.partner_id.display_name,
        )
