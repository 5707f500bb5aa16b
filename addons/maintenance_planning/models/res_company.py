from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import LONGEST_DAYS, Lead

DAYS = (
    "parts_default_lead_days",
    "parts_horizon_days",
    "parts_repeat_days",
    "parts_safety_days",
)


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["maintenance.checked.values", "res.company"]

    parts_live = fields.Boolean(
        groups="base.group_user",
        string="Asset Parts Is Live",
        readonly=True,
        help="Until a manager goes live, the planner only shows what it would do.",
    )
    parts_horizon_days = fields.Integer(
        groups="base.group_user",
        string="Planning Horizon",
        default=120,
        help="How many days ahead the planner looks; further for parts that take "
        "longer to get.",
    )
    parts_safety_days = fields.Integer(
        groups="base.group_user",
        string="Safety Days",
        default=2,
        help="Days before the job on which its parts must be available.",
    )
    parts_default_lead_days = fields.Integer(
        groups="base.group_user",
        string="Default Lead Time",
        default=14,
        help="Lead time in days of parts whose vendor has none.",
    )
    parts_minimum_vital = fields.Float(
        groups="base.group_user",
        string="Minimum of Vital Parts",
        help="Quantity of each vital part of assets not retired that is always kept.",
    )
    parts_minimum_essential = fields.Float(
        string="Minimum of Essential Parts", groups="base.group_user"
    )
    parts_minimum_desirable = fields.Float(
        string="Minimum of Desirable Parts", groups="base.group_user"
    )
    parts_repeat_days = fields.Integer(
        groups="base.group_user",
        string="Repeat Alerts After",
        default=7,
        help="Planners are told again of stock that stays low after this many days.",
    )
    parts_use_months = fields.Integer(
        groups="base.group_user",
        string="Months to Learn From",
        default=24,
        help="Minimums are proposed from the unplanned use of these months.",
    )
    parts_served_worth = fields.Monetary(
        groups="base.group_user",
        string="Worth of a Failure Served",
        default=100.0,
        help="Stock value accepted to serve one failure a year from stock. The higher, "
        "the larger the proposed minimums.",
    )

    _parts_repeat_days_positive = models.Constraint(
        "CHECK(parts_repeat_days > 0)",
        "Alerts are repeated after at least one day.",
    )

    _parts_days_range = models.Constraint(
        "CHECK(%s)"
        % " AND ".join(f"{name} BETWEEN 0 AND {LONGEST_DAYS}" for name in DAYS),
        "The days of Asset Parts are from 0 to 3,653, which is ten years.",
    )
    _parts_use_months_range = models.Constraint(
        "CHECK(parts_use_months BETWEEN 0 AND 120)",
        "The months to learn from are from 0 to 120, which is ten years.",
    )
    _parts_minimum_not_negative = models.Constraint(
        "CHECK(parts_minimum_vital >= 0 AND parts_minimum_essential >= 0 "
        "AND parts_minimum_desirable >= 0)",
        "Minimums cannot be negative.",
    )

    def action_parts_go_live(self):
        """Let the planner act for these companies from now on. Returns True.

        :raises AccessError: unless the user is a Manager of Asset Parts
        """
        self = to_records(self)
        if not self.env.user.has_group("maintenance_bom.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Asset Parts goes live with a company.")
            )
        self.check_access("read")
        # with all rights: a manager of Asset Parts may lack write access to companies
        as_superuser(self).parts_live = True
        return True

    def _get_part_lead(self, vendor_days, receipt_days):
        """Return the Lead of a part whose vendor takes ``vendor_days``."""
        self.ensure_one()
        return Lead(
            vendor=vendor_days,
            purchase=round(self.days_to_purchase),
            receipt=receipt_days,
            safety=self.parts_safety_days,
        )

    def _get_parts_horizon(self, days=None):
        """Return how many days ahead the planner looks: ``days``, else the setting."""
        self.ensure_one()
        if days is None:
            days = self.parts_horizon_days
        return min(max(days, 0), LONGEST_DAYS)

    def _get_parts_look_ahead(self):
        """Return within how many days what is to be ordered counts as due."""
        self.ensure_one()
        return 0

    def _get_working_days(self, first_day, last_day):
        """Return (weekdays on which the company works, days off in between)."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        weekdays = {int(line.dayofweek) for line in calendar.attendance_ids}
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("company_id", "in", (False, self.id)),
                ("resource_id", "=", False),
                ("calendar_id", "in", (False, calendar.id)),
                ("date_from", "<=", fields.Datetime.to_datetime(last_day)),
                ("date_to", ">=", fields.Datetime.to_datetime(first_day)),
            ]
        )
        off = set()
        for leave in leaves:
            day = max(self._get_local_day(leave.date_from), first_day)
            end = min(self._get_local_day(leave.date_to), last_day)
            while day <= end:
                off.add(day)
                day = fields.Date.add(day, days=1)
        return frozenset(weekdays), frozenset(off)
