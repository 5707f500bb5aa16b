from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsMissing(models.TransientModel):
    _inherit = "maintenance.parts.missing"

    who_is_told = fields.Char(compute="_compute_who_is_told")

    @api.depends("request_id")
    def _compute_who_is_told(self):
        # a dialog may name any job; of one that its user may not see it tells nothing
        self.request_id.check_access("read")
        for dialog in self:
            # with all rights: who issues parts may lack access to users
            company = dialog.request_id.company_id.sudo()
            storekeeper = company.parts_storekeeper_id
            if storekeeper:
                dialog.who_is_told = self.env._(
                    "%s gets an activity to receive or count them.", storekeeper.name
                )
            else:
                dialog.who_is_told = self.env._(
                    "No storekeeper is set for %s, so nobody gets an activity: it is "
                    "noted on the job, and listed under Pending Parts Issues.",
                    company.name,
                )

    @one_at_a_time
    def action_keep_pending(self):
        """Issue what is in stock, and keep the rest as taken and pending.

        Closes the job if it was to be closed.

        :return: True, or the action of a notification that names what is pending
        """
        self = to_record(self)
        request = self.request_id
        if self.closes_job:
            return request._action_finish_as_planned()
        request._check_has_parts()
        return request._action_issue_parts()
