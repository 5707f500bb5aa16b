from odoo import models


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    def _reserve_parts(self):
        result = super()._reserve_parts()
        self.part_ids._remember_kits()
        return result
