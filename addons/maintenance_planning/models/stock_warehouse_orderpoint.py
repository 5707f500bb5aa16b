from collections import defaultdict
from datetime import timedelta

from odoo import models


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    def _quantity_in_progress(self):
        """Let an automatic rule see the needs of maintenance that it has to order for.

        Those that fall due within its lead time, the safety days and one day more; of
        companies that are live.
        """
        quantities = super()._quantity_in_progress()
        rules = self.filtered(
            lambda rule: rule.trigger == "auto" and rule.company_id.parts_live
        )
        # with all rights: reordering rules count all needs of the company
        groups = (
            self.env["maintenance.part.need"]
            .sudo()
            ._read_group(
                [("orderpoint_id", "in", rules.ids)],
                ["orderpoint_id", "date_need:day"],
                ["rule_qty:sum"],
            )
        )
        needs = defaultdict(list)
        for rule, day, quantity in groups:
            needs[rule].append((day, quantity))
        for rule, wanted in needs.items():
            limit = rule._get_parts_limit()
            seen = sum(quantity for day, quantity in wanted if day <= limit)
            quantities[rule.id] -= rule.product_id.uom_id._compute_quantity(
                seen, rule.product_uom, round=False
            )
        return quantities

    def _get_parts_limit(self):
        """Return the last day whose needs this rule has to order for today."""
        self.ensure_one()
        today = self.company_id._get_today()
        days = self.lead_days + self.company_id.parts_safety_days + 1
        # Odoo's own lead time ends at the dock
        days += self.warehouse_id._get_receipt_days()
        return today + timedelta(days)

    def _refresh_parts_demand(self):
        """Let the stored quantity to order follow the needs, and the days that pass."""
        live = self.filtered("company_id.parts_live")
        live.invalidate_recordset(["qty_forecast"])
        self.env.add_to_compute(self._fields["qty_to_order_computed"], live)
