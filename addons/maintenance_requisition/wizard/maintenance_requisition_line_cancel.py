from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import get_active_ids, to_record


class MaintenanceRequisitionLineCancel(models.TransientModel):
    """Asks why requisition lines are cancelled."""

    _name = "maintenance.requisition.line.cancel"
    _description = "Cancel Requisition Lines"

    line_ids = fields.Many2many(
        "maintenance.requisition.line",
        relation="maintenance_requisition_line_cancel_rel",
        default=lambda self: self._get_default_lines(),
        required=True,
    )
    reason = fields.Char(
        help="For those who ask later. The planner does not propose the same again "
        "until the need changes."
    )

    def _get_default_lines(self):
        active_ids = get_active_ids(self.env)
        if self.env.context.get("active_model") == "maintenance.requisition":
            requisitions = self.env["maintenance.requisition"].browse(active_ids)
            return requisitions._get_unordered()
        return self.env["maintenance.requisition.line"].browse(active_ids)

    def action_cancel(self):
        """Cancel the lines for this reason."""
        self = to_record(self)
        self.line_ids.action_cancel(reason=self.reason or None)
        return {"type": "ir.actions.act_window_close"}
