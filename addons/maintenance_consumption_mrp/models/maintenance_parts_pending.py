from odoo import api, models


class MaintenancePartsPending(models.Model):
    _inherit = "maintenance.parts.pending"

    @api.model
    def _keep(self, vals_list):
        pending = super()._keep(vals_list)
        parts = pending.part_id
        parts._remember_kits()
        parts._begin_kits()
        return pending
