from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import get_active_ids, to_record


class MaintenanceChargeDriftAccept(models.TransientModel):
    """Asks why differences of charges are accepted."""

    _name = "maintenance.charge.drift.accept"
    _description = "Accept Differences"

    drift_ids = fields.Many2many(
        "maintenance.charge.drift",
        string="Differences",
        required=True,
        default=lambda self: get_active_ids(self.env),
    )
    drift_count = fields.Integer(
        string="Number of Differences", compute="_compute_drift_count"
    )
    note = fields.Char(string="Reason", required=True)

    def _compute_drift_count(self):
        for wizard in self:
            wizard.drift_count = len(wizard.drift_ids)

    def action_apply(self):
        """Accept them, and show the list anew."""
        self = to_record(self)
        self.drift_ids.action_accept(self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
