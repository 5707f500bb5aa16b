from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_planning.tools import LONGEST_DAYS, order_by

from ..tools import ApprovalRules, needs_manager

# days before the need for which the calendar is read
CALENDAR_DAYS = 366
# the settings that count days
DAYS = ("parts_consolidation_days", "parts_look_ahead_days")


class ResCompany(models.Model):
    _inherit = "res.company"

    parts_look_ahead_days = fields.Integer(
        groups="base.group_user",
        string="Look-Ahead Days",
        default=7,
        help="Shortages to order within this many days become requisition lines.",
    )
    parts_consolidation_days = fields.Integer(
        groups="base.group_user",
        string="Consolidation Days",
        default=7,
        help="Needs of a part within this many days are ordered together. 0: each day "
        "by itself.",
    )
    parts_approve_rush = fields.Boolean(
        groups="base.group_user",
        string="Approve Rush Lines",
        help="A manager approves lines that should have been ordered already. A line "
        "that becomes one after it was approved stays approved, unless it costs more.",
    )
    parts_approve_amount = fields.Boolean(
        groups="base.group_user",
        string="Approve Large Amounts",
        help="A manager approves lines that cost more than an amount.",
    )
    parts_approve_above = fields.Monetary(
        groups="base.group_user",
        string="Approve Above",
        help="A line that costs no more needs no approval.",
    )

    _parts_order_days_range = models.Constraint(
        "CHECK(%s)"
        % " AND ".join(f"{name} BETWEEN 0 AND {LONGEST_DAYS}" for name in DAYS),
        "The days of Asset Parts are from 0 to 3,653, which is ten years.",
    )

    def _get_parts_look_ahead(self):
        self.ensure_one()
        return self.parts_look_ahead_days

    def _check_parts_live(self):
        """Check that parts may be ordered for these companies.

        :raises UserError: naming the company that is not live
        """
        for company in self:
            if not company.parts_live:
                raise UserError(
                    self.env._(
                        "“%s” is not live: nothing is ordered yet. A manager of Asset "
                        "Parts goes live in the settings.",
                        company.name,
                    )
                )

    def _needs_parts_approval(self, cost, is_rush):
        """Return whether a manager has to approve a requisition line.

        :param cost: what it costs, in the currency of the company
        :param is_rush: whether it should have been ordered already
        """
        self.ensure_one()
        rules = ApprovalRules(
            rush=self.parts_approve_rush,
            above=self.parts_approve_above if self.parts_approve_amount else None,
        )
        return needs_manager(cost, is_rush, rules, self.currency_id.compare_amounts)

    def _get_parts_order_day(self, day, lead):
        """Return the last working day to decide what is needed on ``day``.

        :param lead: a Lead
        """
        first_day = fields.Date.subtract(day, days=CALENDAR_DAYS)
        return order_by(day, lead, *self._get_working_days(first_day, day))
