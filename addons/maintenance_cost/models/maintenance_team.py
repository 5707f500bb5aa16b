from odoo import api, fields, models

from odoo.addons.maintenance_consumption.models.cost_groups import COST_GROUPS


class MaintenanceTeam(models.Model):
    _name = "maintenance.team"
    _inherit = ["maintenance.checked.values", "maintenance.team"]

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    labour_rate = fields.Monetary(
        groups=COST_GROUPS,
        help="What an hour of this team costs. Empty: the rate of the company.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for team in self:
            team.currency_id = (team.company_id or self.env.company).currency_id
