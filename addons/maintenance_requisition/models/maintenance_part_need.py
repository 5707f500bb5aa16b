from collections import defaultdict

from odoo import api, fields, models

from ..tools import NOT_ORDERED
from .words import tell_waiting


class MaintenancePartNeed(models.Model):
    _inherit = "maintenance.part.need"

    covered_by = fields.Selection(
        selection_add=[("requisition", "Requisition"), ("nothing",)],
        ondelete={"requisition": "set null"},
    )

    requisition_names = fields.Char(
        string="Requisitions",
        compute="_compute_requisition_names",
        help="Requisitions that order it, or have ordered it.",
    )

    @api.depends("key", "warehouse_id", "covered_by")
    @api.depends_context("lang")
    def _compute_requisition_names(self):
        shares = self.env["maintenance.requisition.share"].search(
            [
                ("key", "in", self.mapped("key")),
                ("line_id.warehouse_id", "in", self.warehouse_id.ids),
                ("line_id.state", "in", (*NOT_ORDERED, "ordered")),
            ]
        )
        names = defaultdict(dict)
        for share in shares:
            line = share.line_id
            is_waiting = line.state in NOT_ORDERED
            name = tell_waiting(line) if is_waiting else line.requisition_id.name
            names[line.warehouse_id, share.key][name] = True
        for need in self:
            need.requisition_names = "; ".join(names[need.warehouse_id, need.key])
