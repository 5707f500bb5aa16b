from odoo import models


class MaintenanceEquipment(models.Model):
    """Serials and batches that are in retiring assets, and that others can use."""

    _inherit = "maintenance.equipment"

    def _get_impact_harvest(self):
        rows = self._get_lots_to_harvest()
        users = self._count_other_users(rows.product_id)
        return super()._get_impact_harvest() + [
            {
                "equipment_id": row.equipment_id.id,
                "equipment_name": row.equipment_id.display_name,
                "product_id": row.product_id.id,
                "product_name": row.product_id.display_name,
                "uom_id": row.product_uom_id.id,
                "uom_name": row.product_uom_id.name,
                "lot_id": row.lot_id.id,
                "lot_name": row.lot_id.name,
                "position": row.position,
                "quantity": row.quantity,
                "live_asset_count": users[row.product_id],
            }
            for row in rows
        ]

    def _get_lots_to_harvest(self):
        """Return what is in these assets and others that stay have a part like it."""
        rows = self.env["maintenance.equipment.lot"].search(
            [("equipment_id", "in", self.ids), ("state", "=", "installed")],
            order="equipment_id, product_id, position, date_in, id",
        )
        users = self._count_other_users(rows.product_id)
        return rows.filtered(lambda row: row.product_id in users)

    def _count_other_users(self, products):
        """Return {product: how many other living assets have it, or its substitute}."""
        sets = products._get_substitution_sets() if products else []
        groups = self.env["maintenance.equipment.part"]._read_group(
            [
                ("product_id", "in", [part.id for one in sets for part in one]),
                ("lifecycle_state", "!=", "retired"),
                ("equipment_id", "not in", self.ids),
            ],
            ["product_id"],
            ["equipment_id:array_agg"],
        )
        assets = {product: set(ids) for product, ids in groups}
        users = {}
        for one in sets:
            together = set().union(*(assets.get(part, ()) for part in one))
            if together:
                users |= dict.fromkeys(one, len(together))
        return users
