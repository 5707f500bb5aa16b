from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsFinish(models.TransientModel):
    """How much of each part was used, and the job is closed."""

    _name = "maintenance.parts.finish"
    _description = "Finish a Job"

    request_id = fields.Many2one(
        "maintenance.request", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many(
        "maintenance.parts.finish.line", "finish_id", string="Parts"
    )

    can_substitute_parts = fields.Boolean(compute="_compute_from_job")

    @api.depends("request_id.can_substitute_parts")
    def _compute_from_job(self):
        # a dialog may name any job; of one that its user may not see it tells nothing
        self.request_id.check_access("read")
        for finish in self:
            finish.can_substitute_parts = finish.request_id.can_substitute_parts

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["maintenance.request"].browse(values.get("request_id"))
        taken = request.part_ids._get_taken_quantities()
        values["line_ids"] = [
            Command.create(
                {
                    "part_id": part.id,
                    "used_qty": max(part._get_needed_qty(), taken[part]),
                }
            )
            for part in request.part_ids
        ]
        return values

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_apply(self):
        """Issue or take back until the job has used this much, and close it.

        :raises UserError: if stock does not show all of it
        :return: True, or the action of a notification that says what became of the
            parts that stock does not show
        """
        self = to_record(self)
        for line in self.line_ids:
            if line.used_qty < 0:
                raise UserError(
                    self.env._(
                        "The used quantity of “%s” cannot be negative.",
                        line.part_id.product_id.display_name,
                    )
                )
        self._keep_answers()
        used = defaultdict(float)
        for line in self.line_ids:
            used[line.part_id] += line.used_qty
        return self.request_id._finish_with(used)

    def _keep_answers(self):
        """Keep what was answered beside quantities; a seam: here nothing is asked."""
