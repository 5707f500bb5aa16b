from odoo import fields, models

CONDITIONS = [
    ("new", "New"),
    ("good", "Good"),
    ("worn", "Worn"),
    ("defective", "Defective"),
]


class MaintenanceEquipmentCondition(models.Model):
    """One finding about the condition of an asset; they are its condition history."""

    _name = "maintenance.equipment.condition"
    _description = "Condition of an Asset"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "date desc, id desc"
    _rec_name = "condition"

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="equipment_id.company_id")
    date = fields.Date(required=True, readonly=True)
    condition = fields.Selection(CONDITIONS, required=True, readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Found By",
        default=lambda self: self.env.user,
        readonly=True,
    )
