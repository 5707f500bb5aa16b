from odoo import api, models
from odoo.fields import Domain

from odoo.addons.maintenance_register.applying.references import Reference


class MaintenanceRegister(models.Model):
    _inherit = "maintenance.register"

    @api.model
    def _get_field_names(self):
        return super()._get_field_names() | {"owner": "employee_id"}

    def _get_references(self):
        employees = Reference(
            "hr.employee",
            ("barcode", "work_email", "name"),
            Domain("company_id", "in", [self.company_id.id, False]),
        )
        return super()._get_references() | {"owner": employees}

    @api.model
    def _complete_asset(self, vals):
        vals = super()._complete_asset(vals)
        if vals.get("employee_id"):
            # a department that had it before has it no more
            vals = dict(vals, equipment_assign_to="employee")
        return vals
