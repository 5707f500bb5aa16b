from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    register_binding_ids = fields.One2many(
        "maintenance.register.binding",
        "equipment_id",
        string="Records of Registers",
        readonly=True,
        copy=False,
        groups="maintenance_bom.group_user",
    )
    register_binding_count = fields.Integer(
        string="Registers",
        compute="_compute_register_binding_count",
        groups="maintenance_bom.group_user",
    )

    def _compute_register_binding_count(self):
        counts = dict(
            self.env["maintenance.register.binding"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for asset in self:
            asset.register_binding_count = counts.get(asset._origin, 0)

    def action_open_register_bindings(self):
        """Open the records of registers that are about this asset."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_register.maintenance_register_binding_action"
        )
        return dict(action, domain=[("equipment_id", "=", self.id)], context={})
