from odoo import models


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    def _reserve_parts(self, shares=None):
        result = super()._reserve_parts(shares)
        self.part_ids._remember_kits()
        return result
