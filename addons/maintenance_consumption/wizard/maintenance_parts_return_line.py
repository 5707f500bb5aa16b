from odoo import fields, models


class MaintenancePartsReturnLine(models.TransientModel):
    _name = "maintenance.parts.return.line"
    _description = "Unused Part"

    return_id = fields.Many2one(
        "maintenance.parts.return", required=True, ondelete="cascade", index=True
    )
    part_id = fields.Many2one("maintenance.request.part", required=True)
    issued_qty = fields.Float(related="part_id.issued_qty")
    returned_qty = fields.Float(related="part_id.returned_qty")
    quantity = fields.Float(string="Comes Back", digits="Product Unit")
    uom_id = fields.Many2one(related="part_id.uom_id")
    still_needed = fields.Boolean(
        help="The job needs it again, for example another piece of it. Otherwise it "
        "turned out not to be needed.",
    )

    def _prepare_return(self):
        self.ensure_one()
        part = self.part_id
        return {
            "part_id": part.id,
            "quantity": part.uom_id._compute_quantity(
                self.quantity, part.product_id.uom_id, round=False
            ),
            "still_needed": self.still_needed,
        }
