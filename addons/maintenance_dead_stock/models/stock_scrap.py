from odoo import fields, models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    maintenance_disposition_id = fields.Many2one(
        "maintenance.disposition",
        string="Disposition",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )

    def _is_free(self):
        """Return whether what this scrap takes is there and not reserved."""
        self.ensure_one()
        # with all rights: stock is the same for all users of the company
        free = (
            self.env["stock.quant"]
            .sudo()
            ._get_available_quantity(
                self.product_id,
                self.location_id,
                lot_id=self.lot_id or None,
                package_id=self.package_id or None,
                owner_id=self.owner_id or None,
                strict=True,
            )
        )
        unit = self.product_id.uom_id
        quantity = self.product_uom_id._compute_quantity(
            self.scrap_qty, unit, round=False
        )
        return unit.compare(free, quantity) >= 0

    def unlink(self):
        # with all rights: who deletes a scrap need not decide about dispositions
        dispositions_sudo = self.sudo().maintenance_disposition_id
        result = super().unlink()
        dispositions_sudo._follow_moves()
        return result

    def _prepare_move_values(self):
        values = super()._prepare_move_values()
        if self.maintenance_disposition_id:
            values["maintenance_disposition_id"] = self.maintenance_disposition_id.id
        return values
