from odoo import models


class MaintenancePlanner(models.AbstractModel):
    _inherit = "maintenance.planner"

    def _derive_more(self, warehouses):
        result = super()._derive_more(warehouses)
        self.env["maintenance.dead.stock"]._rebuild(warehouses)
        self.env["maintenance.disposition"]._warn_needed_in(warehouses)
        return result

    def _forget(self, warehouses):
        self.env["maintenance.dead.stock"]._remove_rows(warehouses)
        return super()._forget(warehouses)
