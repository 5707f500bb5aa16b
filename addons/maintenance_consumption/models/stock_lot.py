from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    equipment_count = fields.Integer(
        string="Assets",
        compute="_compute_equipment_count",
        groups="maintenance_bom.group_user",
    )

    def _compute_equipment_count(self):
        counts = dict(
            self.env["maintenance.equipment.lot"]._read_group(
                [("lot_id", "in", self.ids)],
                ["lot_id"],
                ["equipment_id:count_distinct"],
            )
        )
        for lot in self:
            lot.equipment_count = counts.get(lot._origin, 0)

    def action_view_equipment_lots(self):
        """Open the assets that these serials are, or were, in."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_consumption.maintenance_equipment_lot_action_lot"
        )
        return dict(action, domain=[("lot_id", "in", self.ids)])

    def _get_lot_of_used(self, product):
        """Return the lot of the same name of the product for used ones."""
        lots = self.browse()
        if self and product.tracking != "none":
            values = {
                "name": self.name,
                "product_id": product.id,
                "company_id": self.company_id.id,
            }
            lots = lots.search([(name, "=", value) for name, value in values.items()])
            lots = lots or lots.create(values)
        return lots
