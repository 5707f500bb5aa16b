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
        "invoice_line_ids.quantity",
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
            partly = dict(move._get_partly_consigned())
            for line, quantity in partly.items():
                hints.append(
                    self.env._(
                        "Only %(quantity)s of “%(part)s” went to “%(asset)s” from the "
                        "vendor's own stock. Put that on a line of its own: it is "
                        "charged to the asset by this bill.",
                        quantity=line.product_id.uom_id._tell_quantity(quantity),
                        part=line.product_id.display_name,
                        asset=line.equipment_id.display_name,
                    )
                )
            stocked = stocked.filtered(lambda line, partly=partly: line not in partly)
            if stocked:
                hints.append(
                    self.env._(
                        "Kept in stock, so charged to the asset when issued to it, not "
                        "by this bill: %s.",
                        ", ".join(stocked.product_id.mapped("display_name")),
                    )
                )
            owned = lines.filtered(lambda line: not line.product_id.is_storable)
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
        bills = self.filtered(
            lambda move: move.is_purchase_document(include_receipts=True)
        )
        bills.invoice_line_ids._judge_consigned()
        return super()._post(soft)

    def _get_partly_consigned(self):
        """Return [(line, quantity)]: lines that charge nothing because they are for
        more than this quantity, which the asset got of the vendor's own stock.
        """
        lines = self.invoice_line_ids._filter_stocked_for_assets()
        charging = lines.filtered("maintenance_charge")
        if lines == charging:
            return []
        left = lines._get_consigned_left()
        for line in charging:
            left[line._get_consigned_key()]["open"] -= line._get_billed_qty()
        quantities = [
            (line, left[line._get_consigned_key()]["open"]) for line in lines - charging
        ]
        return [
            (line, quantity)
            for line, quantity in quantities
            if line.product_id.uom_id.compare(quantity, 0) > 0
        ]
