from odoo import fields, models


class MaintenanceRegisterField(models.Model):
    _inherit = "maintenance.register.field"

    name = fields.Selection(
        selection_add=[("last_replaced", "Last Replaced")],
        ondelete={"last_replaced": "cascade"},
    )
