from odoo import models

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsIssue(models.TransientModel):
    _inherit = "maintenance.parts.issue"

    @one_at_a_time
    def action_open_job(self):
        """Open a corrective job, and keep on it as pending what stock does not show.

        :return: the action that opens the job
        """
        self = to_record(self)
        self._check_lines()
        request = self.env["maintenance.request"].create(self._prepare_job())
        request._take_parts(self._get_rows())
        return request._get_records_action(target="current")

    def _prepare_job(self):
        """Return the values of the job on which the parts are kept."""
        asset = self.equipment_id
        return {
            "name": self.env._("Parts for %s", asset.name),
            "equipment_id": asset.id,
            "company_id": self.company_id.id,
            "maintenance_type": "corrective",
            "user_id": self.env.user.id,
            "stock_location_id": self.location_id.id,
        }
