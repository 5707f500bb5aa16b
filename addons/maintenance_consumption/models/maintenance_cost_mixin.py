from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record

from .cost_groups import COST_GROUPS


class MaintenanceCostMixin(models.AbstractModel):
    """What a job or an asset cost, from the rows of the cost report."""

    _name = "maintenance.cost.mixin"
    _description = "Costs of a Job or an Asset"

    # how the cost report names these records, and the action that shows their rows
    _cost_field = None
    _cost_action = None

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    parts_cost = fields.Monetary(
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Parts issued from stock, less what came back.",
    )
    maintenance_cost = fields.Monetary(
        string="Total Cost",
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="All kinds of costs together.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for record in self:
            record.currency_id = record._get_cost_company().currency_id

    @api.depends_context("company")
    def _compute_costs(self):
        costs = self._get_costs()
        names = set(self.env["maintenance.cost.report"]._get_cost_fields().values())
        for record in self:
            company = record._get_cost_company()
            by_name = costs.get((record._origin.id, company.id), {})
            for name in names:
                record[name] = by_name.get(name, 0.0)
            record.maintenance_cost = company.currency_id.round(sum(by_name.values()))

    def _get_cost_company(self):
        """Return the company whose costs and currency count for this record."""
        self.ensure_one()
        return self.company_id or self.env.company

    def action_view_costs(self):
        """Open the charges that the costs of this record are the sum of.

        Those in one company: of a record without a company other companies may have
        others, in other currencies.
        """
        self = to_record(self)
        return self._prepare_costs_action(
            self._cost_action, [(self._cost_field, "=", self.id)]
        )

    def _prepare_costs_action(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        company = self._get_cost_company()
        return dict(action, domain=[*domain, ("company_id", "=", company.id)])

    def _get_costs(self):
        """Return {(record id, company id): {cost field: cost}} of these records.

        In the currency of that company; what came back and refunds count against.
        """
        report = self.env["maintenance.cost.report"]
        names = report._get_cost_fields()
        costs = defaultdict(lambda: defaultdict(float))
        for record, company, kind, cost in report._read_group(
            [(self._cost_field, "in", self.ids)],
            [self._cost_field, "company_id", "kind"],
            ["cost:sum"],
        ):
            by_name = costs[record.id, company.id]
            by_name[names[kind]] = company.currency_id.round(
                by_name[names[kind]] + cost
            )
        return costs
