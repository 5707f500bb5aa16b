from odoo import api, models

# what the last and the next maintenance of an asset follow from
DATES = frozenset(
    {"archive", "close_date", "equipment_id", "schedule_date", "stage_id"}
)


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs._tell_registers({})
        return jobs

    def write(self, vals):
        if DATES.isdisjoint(vals):
            return super().write(vals)
        before = self._get_told_dates()
        result = super().write(vals)
        self._tell_registers(before)
        return result

    def unlink(self):
        before = self._get_told_dates()
        result = super().unlink()
        self.env["maintenance.equipment"].browse(before)._tell_dates(before)
        return result

    def _get_told_dates(self):
        """Return {asset id: (last, next)} of the assets that are bound."""
        # registers are told, whoever works on a job
        return self.sudo().equipment_id._get_bound()._get_maintenance_dates()

    def _tell_registers(self, before):
        # registers are told, whoever works on a job
        bound = self.sudo().equipment_id._get_bound()
        (bound | bound.browse(before))._tell_dates(before)
