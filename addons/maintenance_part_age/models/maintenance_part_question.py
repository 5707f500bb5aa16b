from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.locking import lock_alone
from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenancePartQuestion(models.Model):
    """A question about the age of a part that is asked again later."""

    _name = "maintenance.part.question"
    _description = "Question About the Age of a Part"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _rec_name = "path"

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="equipment_id.company_id", store=True)
    path = fields.Char(required=True, readonly=True)
    ask_on = fields.Date(string="Ask Again On")

    _place_uniq = models.UniqueIndex("(equipment_id, path)")

    @api.model
    def _ask_on(self, day, places):
        """Ask again on ``day``, False for now.

        :param places: [(asset, path)] that the user may see
        """
        # users answer about the assets that they see, and nothing else is written here
        questions_sudo = as_superuser(self)
        assets = self.env["maintenance.equipment"].union(
            *(asset for asset, _path in places)
        )
        # concurrent questions about the same assets are run again, and find these
        lock_alone(assets)
        known = {
            (question.equipment_id.id, question.path): question
            for question in questions_sudo.search([("equipment_id", "in", assets.ids)])
        }
        wanted = {(asset.id, path) for asset, path in places}
        questions_sudo.union(
            *(question for place, question in known.items() if place in wanted)
        ).ask_on = day
        questions_sudo.create(
            [
                {"equipment_id": asset_id, "path": path, "ask_on": day}
                for asset_id, path in sorted(wanted - known.keys())
            ]
        )
