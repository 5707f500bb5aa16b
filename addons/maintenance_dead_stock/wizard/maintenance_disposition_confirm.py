from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record


class MaintenanceDispositionConfirm(models.TransientModel):
    """Asks why a part leaves though it is not known well which assets need it."""

    _name = "maintenance.disposition.confirm"
    _description = "Confirm a Disposition"
    _inherit = ["maintenance.checked.values"]

    disposition_id = fields.Many2one(
        "maintenance.disposition", required=True, ondelete="cascade"
    )
    explanation = fields.Char(related="disposition_id.explanation")
    confirmation = fields.Text(string="It Leaves Because", required=True)

    def action_apply(self):
        """Approve the disposition with the confirmation."""
        self = to_record(self)
        return self.disposition_id.action_approve(confirmation=self.confirmation)
