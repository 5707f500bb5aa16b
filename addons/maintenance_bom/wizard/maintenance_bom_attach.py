from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.arguments import to_record


class MaintenanceBomAttach(models.TransientModel):
    """Gives assets that a planner picks their BOM."""

    _name = "maintenance.bom.attach"
    _description = "Attach Assets to a BOM"
    _inherit = ["maintenance.checked.values"]

    bom_id = fields.Many2one(
        "maintenance.bom", string="BOM", required=True, ondelete="cascade"
    )
    equipment_ids = fields.Many2many(
        "maintenance.equipment",
        string="Assets",
        domain="[('bom_id', '!=', bom_id), ('lifecycle_state', '!=', 'retired')]",
    )
    other_boms_text = fields.Char(compute="_compute_other_boms_text")

    @api.depends("equipment_ids")
    def _compute_other_boms_text(self):
        for dialog in self:
            others = dialog.equipment_ids.filtered("bom_id")
            dialog.other_boms_text = ", ".join(
                self.env._(
                    "%(asset)s (%(bom)s)",
                    asset=asset.display_name,
                    bom=asset.bom_id.display_name,
                )
                for asset in others
            )

    def action_apply(self):
        """Attach the assets. Returns the action that closes the dialog.

        :raises UserError: if no asset is chosen
        """
        self = to_record(self)
        if not self.equipment_ids:
            raise UserError(
                self.env._("Choose the assets that get “%s”.", self.bom_id.display_name)
            )
        self.equipment_ids.write({"bom_id": self.bom_id.id})
        return {"type": "ir.actions.act_window_close"}
