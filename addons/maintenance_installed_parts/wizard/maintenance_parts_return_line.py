from odoo import fields, models


class MaintenancePartsReturnLine(models.TransientModel):
    _inherit = "maintenance.parts.return.line"

    removed_qty = fields.Float(
        string="Removed",
        compute="_compute_moved",
        digits="Product Unit",
        help="What was taken off the asset with Remove Old Part after it was issued, "
        "and does not come back unused.",
    )

    def _set_moved(self, issued, returned, removed):
        result = super()._set_moved(issued, returned, removed)
        self.removed_qty = removed
        return result
