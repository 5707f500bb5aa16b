from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.maintenance_consumption.models.cost_groups import COST_GROUPS


class MaintenanceRequestLabour(models.Model):
    """Hours that a technician worked on a job, at the rate of that time.

    It is imputed: no journal entry and no analytic line comes of it, so that what is
    booked for an asset stays what its parts and services cost.
    """

    _name = "maintenance.request.labour"
    _description = "Labour on a Maintenance Job"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _owner = "request_id"

    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        required=True,
        # hours are part of what the asset cost
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    equipment_id = fields.Many2one(related="request_id.equipment_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        required=True,
        default=lambda self: self.env.user,
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
    )
    description = fields.Char()
    hours = fields.Float(required=True)
    rate = fields.Monetary(
        string="Rate per Hour",
        compute="_compute_rate",
        store=True,
        readonly=False,
        groups=COST_GROUPS,
        aggregator="avg",
        help="The rate of the team, else of the company, at the time of entry. Later "
        "changes of these leave it as it is.",
    )
    amount = fields.Monetary(
        string="Cost",
        compute="_compute_amount",
        store=True,
        groups=COST_GROUPS,
    )

    @api.depends("request_id")
    def _compute_rate(self):
        for labour in self:
            labour.rate = labour._get_rate()

    def _get_rate(self):
        """Return what an hour on this job costs: the rate of its team, else of its
        company; in the currency of the company.
        """
        self.ensure_one()
        # technicians enter hours without seeing what they cost
        request_sudo = self.request_id.sudo()
        return (
            request_sudo.maintenance_team_id.labour_rate
            or request_sudo.company_id.maintenance_labour_rate
        )

    @api.depends("hours", "rate")
    def _compute_amount(self):
        for labour in self:
            currency = labour.company_id.currency_id
            amount = labour.hours * labour.rate
            # what is too large is refused when it is saved
            is_usable = currency and isfinite(amount)
            labour.amount = currency.round(amount) if is_usable else 0.0

    @api.depends("user_id", "hours", "date")
    def _compute_display_name(self):
        for labour in self:
            labour.display_name = self.env._(
                "%(technician)s, %(hours)s h",
                technician=labour.user_id.display_name,
                hours=f"{labour.hours:g}",
            )

    @api.constrains("hours")
    def _check_hours(self):
        for labour in self:
            if labour.hours <= 0:
                raise ValidationError(
                    self.env._(
                        "%(technician)s on “%(job)s”: enter hours above zero, or "
                        "delete the line if nobody worked.",
                        technician=labour.user_id.display_name,
                        job=labour.request_id.display_name,
                    )
                )
