from odoo import api, fields, models


class MaintenancePartsFinishLine(models.TransientModel):
    _name = "maintenance.parts.finish.line"
    _description = "Used Part"

    finish_id = fields.Many2one(
        "maintenance.parts.finish", required=True, ondelete="cascade", index=True
    )
    part_id = fields.Many2one("maintenance.request.part", required=True)
    planned_qty = fields.Float(string="Planned", related="part_id.quantity")
    taken_qty = fields.Float(
        string="Taken",
        compute="_compute_taken_qty",
        digits="Product Unit",
        help="Issued or pending, less what came back.",
    )
    used_qty = fields.Float(string="Used", digits="Product Unit")
    uom_id = fields.Many2one(related="part_id.uom_id")
    outcome = fields.Char(compute="_compute_outcome")

    @api.depends("part_id")
    def _compute_taken_qty(self):
        taken = self.part_id._get_taken_quantities()
        for line in self:
            line.taken_qty = taken[line.part_id]

    @api.depends("taken_qty", "used_qty")
    def _compute_outcome(self):
        for line in self:
            more = line.used_qty - line.taken_qty
            sign = line.uom_id.compare(more, 0.0) if line.uom_id else 0
            if sign > 0:
                line.outcome = self.env._("%s to issue", f"{more:g}")
            elif sign < 0:
                line.outcome = self.env._("%s back to stock", f"{-more:g}")
            else:
                line.outcome = False
