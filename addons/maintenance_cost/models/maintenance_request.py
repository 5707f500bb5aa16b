from odoo import api, fields, models
from odoo.exceptions import UserError


class MaintenanceRequest(models.Model):
    """Who worked how long on a job."""

    _inherit = "maintenance.request"

    labour_ids = fields.One2many("maintenance.request.labour", "request_id")

    def _get_labour_rate(self):
        """Return what an hour on this job costs, in the currency of its company."""
        self.ensure_one()
        # technicians enter hours without seeing what they cost
        request_sudo = self.sudo()
        return (
            request_sudo.maintenance_team_id.labour_rate
            or request_sudo.company_id.maintenance_labour_rate
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked_on(self):
        # who deletes a job need not see who worked on it
        for request in self.sudo():
            if request.labour_ids:
                raise UserError(
                    self.env._(
                        "“%s” cannot be deleted: technicians worked on it. Cancel it, "
                        "or delete their hours first.",
                        request.display_name,
                    )
                )
