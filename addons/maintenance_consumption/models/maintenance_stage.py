from odoo import models
from odoo.fields import Domain

from .maintenance_request_stock import CLOSED_STATES


class MaintenanceStage(models.Model):
    _inherit = "maintenance.stage"

    def write(self, vals):
        """Jobs that are over as their stage is final now keep nothing reserved."""
        closing = self.filtered(lambda stage: not stage.done)
        result = super().write(vals)
        closing = closing.filtered("done")
        if closing:
            # with all rights: who sets up stages may lack access to some jobs
            jobs_sudo = self.env["maintenance.request"].sudo()
            jobs_sudo.search(
                Domain("stage_id", "in", closing.ids)
                & Domain("archive", "=", False)
                & Domain("picking_ids", "any", [("state", "not in", CLOSED_STATES)])
            )._close_parts()
        return result
