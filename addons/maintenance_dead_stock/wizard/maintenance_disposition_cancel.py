from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record


class MaintenanceDispositionCancel(models.TransientModel):
    """Asks why dispositions are cancelled."""

    _name = "maintenance.disposition.cancel"
    _description = "Cancel Dispositions"
    _inherit = ["maintenance.checked.values"]

    disposition_ids = fields.Many2many(
        "maintenance.disposition",
        relation="maintenance_disposition_cancel_rel",
        string="Dispositions",
        required=True,
    )
    reason = fields.Text(string="Cancelled Because", required=True)

    def action_apply(self):
        """Cancel the dispositions for this reason. Returns True."""
        self = to_record(self)
        return self.disposition_ids.action_cancel(reason=self.reason)
