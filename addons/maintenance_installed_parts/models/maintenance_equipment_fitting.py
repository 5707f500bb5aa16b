from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_records


class MaintenanceEquipmentFitting(models.AbstractModel):
    """Which serials and batches are in an asset."""

    _name = "maintenance.equipment.fitting"
    _description = "Serials of an Asset"

    lot_count = fields.Integer(
        string="Serials Ever Installed",
        compute="_compute_lot_count",
        groups="maintenance_bom.group_user",
    )
    installed_lot_count = fields.Integer(
        string="Installed Serials",
        compute="_compute_lot_count",
        groups="maintenance_bom.group_user",
    )

    def _compute_lot_count(self):
        counts = {}
        for asset, state, count in self.env["maintenance.equipment.lot"]._read_group(
            [("equipment_id", "in", self.ids)], ["equipment_id", "state"], ["__count"]
        ):
            counts.setdefault(asset, {})[state] = count
        for asset in self:
            of_asset = counts.get(asset._origin, {})
            asset.lot_count = sum(of_asset.values())
            asset.installed_lot_count = of_asset.get("installed", 0)

    def action_view_lots(self):
        """Open the serials of these assets, those that are installed first."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_consumption.maintenance_equipment_lot_action_equipment"
        )
        return dict(action, domain=[("equipment_id", "in", self.ids)])

    def get_installed_lots(self):
        """Return the serials and batches that are in these assets now.

        :return: list of dicts, ordered by asset and part: ``equipment_id``,
            ``product_id``, ``product_name``, ``lot_id``, ``lot_name``, ``position``,
            ``quantity`` (in the part's own unit), ``uom_id``, ``date_in`` (ISO date and
            time, UTC), ``move_in_id``, ``maintenance_request_id``; False where there
            is nothing
        :raises AccessError: if the user may not read the assets
        """
        self = to_records(self)
        self.check_access("read")
        rows = self.env["maintenance.equipment.lot"].search(
            [("equipment_id", "in", self.ids), ("state", "=", "installed")],
            order="equipment_id, product_id, position, date_in, id",
        )
        return [row._prepare_lot_values() for row in rows]
