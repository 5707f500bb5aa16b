from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    # Real, copied columns: backorders, splits and returns belong to the same asset.
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    maintenance_request_part_id = fields.Many2one(
        "maintenance.request.part",
        string="Planned Part",
        index="btree_not_null",
        ondelete="set null",
    )

    def _prepare_merge_moves_distinct_fields(self):
        return super()._prepare_merge_moves_distinct_fields() + [
            "equipment_id",
            "maintenance_request_id",
            "maintenance_request_part_id",
        ]

    def _get_analytic_distribution(self):
        return self.equipment_id.analytic_distribution or (
            super()._get_analytic_distribution()
        )

    def _prepare_analytic_lines(self):
        # Odoo books an estimate as soon as a move is picked, and leaves it behind when
        # the move is cancelled: an asset is charged for what has left the shelf.
        # A part that is not kept in stock is charged by its bill, not by its issue.
        if self.equipment_id and (self.state != "done" or not self.product_id.is_storable):
            return False
        return super()._prepare_analytic_lines()

    def _prepare_analytic_line_values(self, account_field_values, amount, unit_amount):
        values = super()._prepare_analytic_line_values(
            account_field_values, amount, unit_amount
        )
        if self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
        return values

    def _get_account_move_line_vals(self):
        vals_list = super()._get_account_move_line_vals()
        if self.equipment_id:
            place = self.location_id | self.location_dest_id
            place_account = place.valuation_account_id
            for vals in vals_list:
                # the analytic lines of the move are the charge; a distribution model
                # that matches the account must not add a second one
                vals.update(
                    equipment_id=self.equipment_id.id, analytic_distribution=False
                )
                if vals["account_id"] in place_account.ids:
                    vals["account_id"] = self._get_charge_account().id
        return vals_list

    def _get_charge_account(self):
        """Return the account that an asset's part is booked on; a seam for others."""
        self.ensure_one()
        return (
            self.location_id.valuation_account_id
            or self.location_dest_id.valuation_account_id
        )

    def _get_value_from_returns(self, quantity, at_date=None):
        """The last return of an issue takes what the others left of its value."""
        data = super()._get_value_from_returns(quantity, at_date)
        origin = self.origin_returned_move_id
        if not origin.equipment_id or not data["quantity"]:
            return data
        others = origin.returned_move_ids.filtered(
            lambda move: move.state == "done" and move != self
        )
        returned = sum(move._get_valued_qty() for move in others) + quantity
        uom = self.product_id.uom_id
        if uom.compare(returned, origin._get_valued_qty()) >= 0:
            data["value"] = origin.value - sum(others.mapped("value"))
        else:
            data["value"] = self.company_currency_id.round(data["value"])
        return data
