from odoo import fields, models


class MaintenanceEquipmentRetireOrder(models.TransientModel):
    _inherit = "maintenance.equipment.retire.order"

    kind = fields.Selection(selection_add=[("requisition", "Requisition")])
