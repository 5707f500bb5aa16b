from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsWarranty(models.TransientModel):
    """Asks once a job why parts are paid for that the vendor should pay for."""

    _name = "maintenance.parts.warranty"
    _description = "Parts Issued Under Warranty"

    request_id = fields.Many2one(
        "maintenance.request", required=True, readonly=True, ondelete="cascade"
    )
    method = fields.Selection(
        [
            ("button_issue_parts", "Issue Parts"),
            ("button_finish_as_planned", "Used as Planned, Finish"),
        ],
        required=True,
        readonly=True,
    )
    warning = fields.Char(compute="_compute_warning")
    reason = fields.Selection(
        [
            ("claimed", "We claim it from the vendor"),
            ("refused", "The vendor refused"),
            ("not_covered", "It is not covered, such as wear"),
            ("urgent", "There is no time to claim first"),
            ("other", "Other"),
        ],
        required=True,
    )
    note = fields.Char()

    @api.depends("request_id.warranty_warning")
    def _compute_warning(self):
        # a dialog may name any job; of one that its user may not see it tells nothing
        self.request_id.check_access("read")
        for dialog in self:
            dialog.warning = dialog.request_id.warranty_warning

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_apply(self):
        """Keep the reason on the job, and issue its parts."""
        self = to_record(self)
        if self.reason == "other" and not (self.note or "").strip():
            raise UserError(self.env._("Say in a few words what the reason is."))
        self.request_id._write_warranty_reason(self.reason, self.note)
        return getattr(self.request_id, self.method)()
