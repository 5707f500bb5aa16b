from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    maintenance_hint = fields.Text(
        compute="_compute_maintenance_hint",
        groups="base.group_user",
        help="What this bill names an asset for and does not charge to it.",
    )

    @api.depends(
        "invoice_line_ids.equipment_id",
        "invoice_line_ids.maintenance_request_id",
        "invoice_line_ids.product_id",
        "move_type",
    )
    def _compute_maintenance_hint(self):
        for move in self:
            stocked = move.invoice_line_ids.filtered(
                lambda line: (
                    (line.equipment_id or line.maintenance_request_id)
                    and line.product_id.is_storable
                )
            ).product_id
            if stocked and move.is_purchase_document(include_receipts=True):
                move.maintenance_hint = self.env._(
                    "Kept in stock, so charged to the asset when issued to it, not by "
                    "this bill: %s.",
                    ", ".join(stocked.mapped("display_name")),
                )
            else:
                move.maintenance_hint = False
