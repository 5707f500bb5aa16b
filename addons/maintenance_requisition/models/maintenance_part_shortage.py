from odoo import api, fields, models

from .words import STATUSES


class MaintenancePartShortage(models.Model):
    _inherit = "maintenance.part.shortage"

    requisition_line_id = fields.Many2one(
        "maintenance.requisition.line",
        string="Requisition",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The line that orders it.",
    )
    status = fields.Selection(
        # in the order of the statuses of a line
        selection_add=[("open",), *STATUSES],
        help="Status of the line that orders it. To Order: there is no line yet. "
        "Ordered: it is on its way, but arrives too late. Received: parts arrived "
        "after the last run of the planner; Plan Now counts them.",
    )

    @api.depends("requisition_line_id.status")
    def _compute_status(self):
        result = super()._compute_status()
        for shortage in self:
            if shortage.action in ("buy", "transfer"):
                # with all rights: who sees a shortage also sees the status of its line
                line_sudo = shortage.sudo().requisition_line_id
                shortage.status = line_sudo.status or shortage.status
        return result
