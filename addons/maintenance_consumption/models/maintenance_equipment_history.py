from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import to_records

from .groups import COST_GROUPS


class MaintenanceEquipmentHistory(models.AbstractModel):
    """What was taken for an asset, and what it cost this year."""

    _name = "maintenance.equipment.history"
    _description = "Parts Used on an Asset"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    parts_used_count = fields.Integer(
        string="Parts Used",
        compute="_compute_parts_used_count",
        groups="maintenance_bom.group_user",
        help="Issues of parts to this asset, and returns from it.",
    )
    parts_cost_this_year = fields.Monetary(
        compute="_compute_parts_cost_this_year",
        groups=COST_GROUPS,
        help="What the parts of this asset cost since the fiscal year of the company "
        "began, less what came back.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for asset in self:
            asset.currency_id = (asset.company_id or self.env.company).currency_id

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_parts_used_count(self):
        counts = dict(
            self.env["maintenance.parts.history"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for asset in self:
            asset.parts_used_count = counts.get(asset._origin, 0)

    @api.depends_context("company")
    def _compute_parts_cost_this_year(self):
        for company, assets in self._by_cost_company().items():
            start, end = company._get_fiscal_year()
            domain = assets._get_parts_cost_domain(company) & Domain(
                [
                    ("date", ">=", start),
                    ("date", "<=", end),
                    ("equipment_id", "in", assets.ids),
                ]
            )
            # whoever may see what an asset costs sees all of it
            report_sudo = self.env["maintenance.cost.report"].sudo()
            costs = dict(
                report_sudo._read_group(domain, ["equipment_id"], ["cost:sum"])
            )
            for asset in assets:
                cost = costs.get(asset._origin, 0.0)
                asset.parts_cost_this_year = company.currency_id.round(cost)

    def _by_cost_company(self):
        """Return {company: the assets whose cost is told in its currency}."""
        return self.grouped(lambda asset: asset.company_id or self.env.company)

    def _get_parts_cost_domain(self, company):
        """Return the domain of what parts cost in ``company`` in the cost report."""
        fields_of = self.env["maintenance.cost.report"]._get_cost_fields()
        kinds = [kind for kind, name in fields_of.items() if name == "parts_cost"]
        return Domain("company_id", "=", company.id) & Domain("kind", "in", kinds)

    def action_view_parts_used(self):
        """Open the issues of parts to these assets, and the returns."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_consumption.maintenance_parts_history_action"
        )
        return dict(
            action,
            domain=[("equipment_id", "in", self.ids)],
            context={"maintenance_parts_history_of": "equipment"},
        )
