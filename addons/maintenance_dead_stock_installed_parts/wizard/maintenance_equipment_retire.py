from odoo import api, fields, models


class MaintenanceEquipmentRetire(models.TransientModel):
    _inherit = "maintenance.equipment.retire"

    harvest_ids = fields.Many2many(
        "maintenance.equipment.lot",
        string="Installed Parts",
        compute="_compute_harvest_ids",
        help="Built into these assets, and other assets have such a part.",
    )

    @api.depends("equipment_ids")
    def _compute_harvest_ids(self):
        for wizard in self:
            assets = wizard.equipment_ids._origin._filtered_access("read")
            wizard.harvest_ids = assets._filter_living()._get_lots_to_harvest()
