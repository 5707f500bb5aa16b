from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    maintenance_hint = fields.Text(
        compute="_compute_maintenance_hint",
        groups="base.group_user",
        help="What this bill names an asset for and does not charge to it.",
    )

    @api.depends(
        "invoice_line_ids.account_id.account_type",
        "invoice_line_ids.equipment_id",
        "invoice_line_ids.maintenance_charge",
        "invoice_line_ids.maintenance_request_id",
        "invoice_line_ids.product_id",
        "move_type",
    )
    def _compute_maintenance_hint(self):
        for move in self:
            lines = move.invoice_line_ids.filtered(
                lambda line: (
                    (line.equipment_id or line.maintenance_request_id)
                    and line.display_type == "product"
                    and not line.maintenance_charge
                )
            )
            if not move.is_purchase_document(include_receipts=True):
                lines = lines.browse()
            hints = []
            consigned = move.invoice_line_ids.filtered(
                lambda line: line.maintenance_charge and line._is_on_balance_sheet()
            )
            if consigned:
                hints.append(
                    self.env._(
                        "Charged to the asset by this bill, because it was the "
                        "vendor's until then: %s. Choose an expense account for it: it "
                        "is not in stock.",
                        ", ".join(consigned.product_id.mapped("display_name")),
                    )
                )
            stocked = lines.filtered("product_id.is_storable")
            if stocked:
                hints.append(
                    self.env._(
                        "Kept in stock, so charged to the asset when issued to it, not "
                        "by this bill: %s.",
                        ", ".join(stocked.product_id.mapped("display_name")),
                    )
                )
            owned = lines - stocked
            if owned:
                hints.append(
                    self.env._(
                        "Booked on a balance-sheet account, so no cost of maintenance: "
                        "%s. If it is one, choose an expense account.",
                        ", ".join(line.name or "" for line in owned),
                    )
                )
            move.maintenance_hint = "\n".join(hints)

    def _post(self, soft=True):
        # parts may have been taken from the vendor's stock since the bill was entered
        lines = self.invoice_line_ids.filtered(
            lambda line: (
                line.equipment_id
                and line.product_id.is_storable
                and not line.maintenance_charge
            )
        )
        consigned = lines._filter_consigned()
        if consigned:
            consigned.maintenance_charge = "bill"
            consigned._compute_analytic_distribution()
        return super()._post(soft)
