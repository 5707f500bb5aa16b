from odoo import api, fields, models


class MaintenancePartsReturnLine(models.TransientModel):
    """In the part's own unit: pieces of a pack are whole."""

    _name = "maintenance.parts.return.line"
    _description = "Unused Part"

    return_id = fields.Many2one(
        "maintenance.parts.return", required=True, ondelete="cascade", index=True
    )
    part_id = fields.Many2one("maintenance.request.part", required=True)
    issued_qty = fields.Float(
        string="Issued", compute="_compute_moved", digits="Product Unit"
    )
    returned_qty = fields.Float(
        string="Returned", compute="_compute_moved", digits="Product Unit"
    )
    quantity = fields.Float(string="Comes Back", digits="Product Unit")
    uom_id = fields.Many2one(related="part_id.product_id.uom_id")
    still_needed = fields.Boolean(
        help="The job needs it again, for example another piece of it. Otherwise it "
        "turned out not to be needed.",
    )

    @api.depends("part_id")
    def _compute_moved(self):
        moved = self.part_id._get_moved_quantities()
        for line in self:
            line.issued_qty = moved[line.part_id._origin.id]["issued"]
            line.returned_qty = moved[line.part_id._origin.id]["returned"]

    def _prepare_return(self):
        self.ensure_one()
        return {
            "part_id": self.part_id.id,
            "quantity": self.quantity,
            "still_needed": self.still_needed,
        }
