from odoo import fields, models

from ..models.arguments import get_active_ids, to_record
from ..models.maintenance_equipment_condition import CONDITIONS


class MaintenanceEquipmentFinding(models.TransientModel):
    """The dialog in which a technician says in which condition an asset is."""

    _name = "maintenance.equipment.finding"
    _description = "Report the Condition of an Asset"
    _inherit = ["maintenance.checked.values"]

    equipment_ids = fields.Many2many(
        "maintenance.equipment",
        string="Assets",
        required=True,
        default=lambda self: get_active_ids(self.env),
    )
    condition = fields.Selection(CONDITIONS, required=True)
    date = fields.Date(
        string="Found On", required=True, default=fields.Date.context_today
    )
    note = fields.Char(string="Remark")

    def action_apply(self):
        """Record the finding."""
        self = to_record(self)
        return self.equipment_ids.action_report_condition(
            self.condition, self.date, self.note
        )
