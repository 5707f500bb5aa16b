from odoo import fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser

# in the currency of the company, of one part
TOLERANCE = 0.01


class MaintenanceDeadStockDifference(models.TransientModel):
    """A part whose value here is not the one that Odoo calculates, with both."""

    _name = "maintenance.dead.stock.difference"
    _description = "Difference from Odoo's Value"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    currency_id = fields.Many2one(related="warehouse_id.company_id.currency_id")
    on_hand = fields.Float(readonly=True, digits="Product Unit")
    value = fields.Monetary(readonly=True, help="Stock times cost, not rounded.")
    native_value = fields.Monetary(
        string="Odoo's Value", readonly=True, help="From the receipts and issues."
    )
    difference = fields.Monetary(readonly=True)
    reason = fields.Selection(
        [
            ("moved", "Changed Since the Last Run"),
            ("negative", "Negative Stock"),
            ("layers", "FIFO Receipts at Other Prices"),
            ("cost", "Other Cost"),
        ],
        readonly=True,
    )

    def _find(self, rows):
        """Create and return the differences of ``rows`` of ``maintenance.dead.stock``.

        Odoo replays the moves of each part: that takes time for many.

        :raises AccessError: if the user may not see values
        """
        self.check_access("read")
        rows.check_access("read")
        found = []
        for warehouse, mine in rows.grouped("warehouse_id").items():
            # what a part is worth is shown on the rows that the user sees
            products_sudo = (
                mine.product_id.sudo()
                .with_company(warehouse.sudo().company_id)
                .with_context(warehouse_id=warehouse.id)
            )
            native = {
                product.id: (product.total_value, product.qty_available, product)
                for product in products_sudo
            }
            for row in mine:
                value, on_hand, product = native[row.product_id.id]
                if abs(row.value - value) > TOLERANCE:
                    found.append(
                        {
                            "product_id": row.product_id.id,
                            "warehouse_id": warehouse.id,
                            "on_hand": row.on_hand,
                            "value": row.value,
                            "native_value": value,
                            "difference": row.value - value,
                            "reason": self._get_reason(row, on_hand, product),
                        }
                    )
        # for its own user; it is derived, and no caller gives values
        created = as_superuser(self).create(found)
        return created.with_env(self.env)

    def _get_reason(self, row, on_hand, product):
        if row.uom_id.compare(row.on_hand, on_hand):
            return "moved"
        if row.on_hand < 0:
            return "negative"
        return "layers" if product.cost_method == "fifo" else "cost"
