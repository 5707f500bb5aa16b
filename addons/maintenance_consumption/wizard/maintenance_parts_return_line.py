from odoo import api, fields, models

from ..tools import Balance


class MaintenancePartsReturnLine(models.TransientModel):
    """In the part's own unit: pieces of a pack are whole."""

    _name = "maintenance.parts.return.line"
    _description = "Unused Part"
    _inherit = ["maintenance.checked.values"]

    return_id = fields.Many2one(
        "maintenance.parts.return", required=True, ondelete="cascade", index=True
    )
    part_id = fields.Many2one("maintenance.request.part", string="Planned Part")
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        compute="_compute_product_id",
        store=True,
        readonly=False,
    )
    lot_id = fields.Many2one(
        "stock.lot", string="Lot/Serial Number", ondelete="cascade"
    )
    issued_qty = fields.Float(
        string="Issued", compute="_compute_moved", digits="Product Unit"
    )
    returned_qty = fields.Float(
        string="Returned", compute="_compute_moved", digits="Product Unit"
    )
    quantity = fields.Float(string="Comes Back", digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    still_needed = fields.Boolean(
        help="The job needs it again, for example another piece of it. Otherwise it "
        "turned out not to be needed.",
    )

    @api.depends("part_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.part_id.product_id or line.product_id

    @api.depends("part_id", "product_id", "lot_id", "return_id.equipment_id")
    def _compute_moved(self):
        moved = self.part_id._get_moved_quantities()
        without_job = (
            self.return_id.equipment_id._get_issues_without_job()._get_lot_balances()
        )
        removed = self.part_id._origin._get_removed_quantities()
        for line in self:
            if line.part_id and not line.lot_id:
                here = moved[line.part_id._origin.id]
                line._set_moved(
                    here["issued"], here["returned"], removed[line.part_id._origin]
                )
                continue
            issues = line.part_id._get_done_issues()
            balances = issues._get_lot_balances() or without_job
            key = line.product_id._origin, line.lot_id._origin
            balance = balances.get(key, Balance())
            line._set_moved(balance.issued, balance.returned, balance.removed)

    def _set_moved(self, issued, returned, removed):
        """Set what became of the part, in its own unit; a seam for ``removed``: what
        left the asset otherwise, and does not come back unused.
        """
        self.issued_qty, self.returned_qty = issued, returned

    def _prepare_return(self):
        """Return the line for ``action_return_parts()`` or ``return_parts()``."""
        self.ensure_one()
        values = {"quantity": self.quantity, "lot_id": self.lot_id.id}
        if self.part_id:
            return {
                **values,
                "part_id": self.part_id.id,
                "still_needed": self.still_needed,
            }
        return {**values, "product_id": self.product_id.id}

    def _describe(self):
        self.ensure_one()
        return self.product_id._describe_quantity(
            self.quantity, self.uom_id, self.lot_id
        )
