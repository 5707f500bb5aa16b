from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.rights import get_visible_names


class MaintenanceRequest(models.Model):
    """Who worked how long on a job, and which bills charge by it."""

    _inherit = "maintenance.request"

    labour_ids = fields.One2many("maintenance.request.labour", "request_id")

    @api.depends("labour_ids.amount")
    def _compute_costs(self):
        return super()._compute_costs()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked_on(self):
        # with all rights: who deletes a job may lack access to its labour
        for request in self.sudo():
            if request.labour_ids:
                raise UserError(
                    self.env._(
                        "“%s” cannot be deleted: technicians worked on it. Cancel it, "
                        "or delete their hours first.",
                        request.display_name,
                    )
                )

    def _has_recorded_work(self):
        return super()._has_recorded_work() or bool(self.labour_ids)

    def _get_steps_to_other_asset(self):
        # bills name the asset themselves; only the hours would follow the job
        steps_by_job = super()._get_steps_to_other_asset()
        bills_by_job = self._get_posted_bills()
        for job in self:
            hours = sum(job.labour_ids.mapped("hours"))
            # hours of a job without an asset have charged none
            if hours and job.equipment_id:
                steps_by_job[job].append(
                    self.env._("Delete the %s hours of labour.", f"{hours:g}")
                )
            if bills := bills_by_job.get(job):
                steps_by_job[job].append(
                    self.env._(
                        "Reset %s to draft and take the job off the lines.",
                        get_visible_names(
                            bills, self.env._("the bills that you may not see")
                        ),
                    )
                )
        return steps_by_job

    def _get_posted_bills(self):
        """Return {job: the posted bills that charge by it}."""
        lines = self.env["account.move.line"].search(
            [
                ("maintenance_request_id", "in", self.ids),
                ("maintenance_charge", "!=", False),
                ("parent_state", "=", "posted"),
            ]
        )
        return {
            job: lines_of_job.move_id
            for job, lines_of_job in lines.grouped("maintenance_request_id").items()
        }
