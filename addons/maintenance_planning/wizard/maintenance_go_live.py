from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record


class MaintenanceGoLive(models.TransientModel):
    """Shows what the planner would do at once, and lets a manager go live."""

    _name = "maintenance.go.live"
    _description = "Go Live with Asset Parts"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    parts_live = fields.Boolean(related="company_id.parts_live")
    currency_id = fields.Many2one(related="company_id.currency_id")
    due_count = fields.Integer(
        string="To Order at Once",
        compute="_compute_preview",
        help="Shortages whose day to order has come.",
    )
    rush_count = fields.Integer(
        string="Of These Rush",
        compute="_compute_preview",
        help="The day to order them has passed.",
    )
    due_cost = fields.Monetary(string="Their Cost", compute="_compute_preview")
    later_count = fields.Integer(
        string="To Order Later",
        compute="_compute_preview",
        help="Shortages whose day to order is further away.",
    )
    rule_count = fields.Integer(
        string="By Reordering Rules",
        compute="_compute_preview",
        help="Odoo's automatic reordering rules begin to see these needs.",
    )
    exception_count = fields.Integer(
        string="Exceptions",
        compute="_compute_preview",
        help="What the planner cannot decide, for example a part without vendor. Fix "
        "it before you go live.",
    )

    @api.depends("company_id")
    def _compute_preview(self):
        for company, dialogs in self.grouped("company_id").items():
            company = company or self.env.company
            mine = [("company_id", "=", company.id)]
            today = company._get_today()
            last_day = fields.Date.add(today, days=company._get_parts_look_ahead())
            values = dict.fromkeys(
                ("due_count", "rush_count", "due_cost", "later_count", "rule_count"), 0
            )
            groups = self.env["maintenance.part.shortage"]._read_group(
                mine,
                ["action", "is_rush", "date_order_by:day"],
                ["__count", "cost:sum"],
            )
            for action, is_rush, day, count, cost in groups:
                if action == "reorder":
                    values["rule_count"] += count
                elif action == "expedite":
                    continue
                elif day and day > last_day:
                    values["later_count"] += count
                else:
                    values["due_count"] += count
                    values["rush_count"] += count if is_rush else 0
                    values["due_cost"] += cost
            values["exception_count"] = self.env[
                "maintenance.planning.exception"
            ].search_count(mine)
            dialogs.update(values)

    def action_preview(self):
        """Let the planner look anew, and show what it found."""
        self = to_record(self)
        self.env["maintenance.planner"].with_context(
            allowed_company_ids=self.company_id.ids
        ).run_planner()
        return self._get_action()

    def action_go_live(self):
        """Go live with the company: the planner acts from its next run on."""
        self = to_record(self)
        self.company_id.action_parts_go_live()
        return self._get_action()

    def _get_action(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "maintenance_planning.maintenance_go_live_action"
            ),
            "res_id": self.id,
        }
