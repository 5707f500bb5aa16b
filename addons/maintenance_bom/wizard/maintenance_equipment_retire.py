from odoo import api, fields, models

from ..models.arguments import get_active_ids, to_record


class MaintenanceEquipmentRetire(models.TransientModel):
    """The dialog that asks when assets leave, and says what that means."""

    _name = "maintenance.equipment.retire"
    _description = "Retire Assets"
    _inherit = ["maintenance.checked.values"]

    equipment_ids = fields.Many2many(
        "maintenance.equipment",
        string="Assets",
        required=True,
        default=lambda self: get_active_ids(self.env),
    )
    retirement_date = fields.Date(
        string="Retires On", required=True, default=fields.Date.context_today
    )
    open_request_count = fields.Integer(compute="_compute_request_counts")
    recurring_count = fields.Integer(compute="_compute_request_counts")

    @api.depends("equipment_ids")
    @api.depends_context("uid")
    def _compute_request_counts(self):
        # the one who retires an asset must learn of all its jobs, also of others' ones,
        # but not of those in companies that he is not in
        requests_sudo = self.env["maintenance.request"].sudo()
        companies = self.env.user.company_ids
        for wizard in self:
            assets = wizard.equipment_ids._origin._filtered_access("read")
            groups = requests_sudo._read_group(
                [
                    ("equipment_id", "in", assets.ids),
                    ("company_id", "in", [*companies.ids, False]),
                    ("stage_id.done", "=", False),
                    ("archive", "=", False),
                ],
                ["recurring_maintenance"],
                ["__count"],
            )
            wizard.open_request_count = sum(count for _recurring, count in groups)
            wizard.recurring_count = dict(groups).get(True, 0)

    def action_apply(self):
        """Retire the assets."""
        self = to_record(self)
        return self.equipment_ids.action_retire(self.retirement_date)
