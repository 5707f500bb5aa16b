from odoo import models
from odoo.fields import Domain


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    def _get_parts_had(self):
        """Return the parts that these assets have by their BOMs, got from stock or need
        for their jobs, and what kits among them are made of.
        """
        groups = self.env["maintenance.bom.component"]._read_group(
            [("parts_key", "in", self.mapped("parts_key"))], ["product_id"]
        )
        parts = self.env["product.product"].union(*(part for [part] in groups))
        groups = self.env["stock.move"]._read_group(
            Domain("equipment_id", "in", self.ids)
            & Domain("maintenance_kind", "=", "issue")
            & Domain("state", "=", "done"),
            ["product_id"],
        )
        parts |= parts.union(*(part for [part] in groups))
        for name in ("maintenance.request.part", "maintenance.part.need"):
            groups = self.env[name]._read_group(
                [("equipment_id", "in", self.ids)], ["product_id"]
            )
            parts |= parts.union(*(part for [part] in groups))
        for company in self.company_id or self.env.company:
            for inside in parts._get_part_contents(company).values():
                parts |= parts.union(*inside)
        return parts
