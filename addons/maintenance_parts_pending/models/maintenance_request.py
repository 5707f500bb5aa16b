from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.models.maintenance_request import (
    describe_parts,
)


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    pending_ids = fields.One2many(
        "maintenance.parts.pending", "request_id", string="Pending Parts"
    )
    has_pending_parts = fields.Boolean(
        compute="_compute_has_pending_parts", compute_sudo=True
    )

    @api.depends("pending_ids.state")
    def _compute_has_pending_parts(self):
        groups = self.env["maintenance.parts.pending"]._read_group(
            [("request_id", "in", self.ids), ("state", "=", "open")], ["request_id"]
        )
        with_pending = {request.id for [request] in groups}
        for request in self:
            request.has_pending_parts = request._origin.id in with_pending

    @api.depends(
        "part_ids.pending_ids.product_qty",
        "part_ids.pending_ids.state",
    )
    def _compute_parts_state(self):
        return super()._compute_parts_state()

    def _get_taken_parts_domain(self):
        return super()._get_taken_parts_domain() | Domain(
            "pending_ids", "any!", Domain("state", "=", "open")
        )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("archive"):
            self._note_pending_parts()
        return result

    def _has_recorded_work(self):
        return super()._has_recorded_work() or self.has_pending_parts

    def _get_steps_to_undo_parts(self):
        pending = defaultdict(float)
        for line in self.pending_ids.filtered(lambda line: line.state == "open"):
            pending[line.product_id] += line.product_qty
        steps = super()._get_steps_to_undo_parts()
        if pending:
            steps.append(
                self.env._("Drop what is pending: %s.", describe_parts(pending))
            )
        return steps

    def _can_settle_missing_parts(self):
        return True

    @api.model
    def _pay_debts_at_night(self, failed):
        return super()._pay_debts_at_night(failed) and (
            self.env["maintenance.parts.pending"]._cron_issue(failed)
        )

    def _note_pending_parts(self):
        """Say on cancelled jobs what was taken for them all the same."""
        # with all rights: all pending parts of the jobs
        pending = as_superuser(self).pending_ids.filtered(
            lambda part: part.state == "open"
        )
        pending._note_on_jobs(
            lambda of_job: self.env._(
                "Taken and still pending: %(parts)s. That stays so until stock shows "
                "them, or until the storekeeper says that they were not taken.",
                parts=of_job._describe(),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending(self):
        # with all rights: who deletes a job may lack access to pending parts
        self.sudo().part_ids._check_nothing_pending()
