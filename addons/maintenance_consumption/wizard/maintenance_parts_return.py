from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsReturn(models.TransientModel):
    """Which of the issued parts were not used and come back."""

    _name = "maintenance.parts.return"
    _description = "Return Unused Parts"

    request_id = fields.Many2one(
        "maintenance.request", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many(
        "maintenance.parts.return.line", "return_id", string="Parts"
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["maintenance.request"].browse(values.get("request_id"))
        values["line_ids"] = [
            Command.create({"part_id": part.id})
            for part in request.part_ids
            if part._has_returnable_qty()
        ]
        return values

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_apply(self):
        """Take the parts back into stock."""
        self = to_record(self)
        return self.request_id.action_return_parts(
            [line._prepare_return() for line in self.line_ids if line.quantity]
        )
