from odoo import fields, models

from odoo.addons.maintenance_planning.tools import LONGEST_DAYS

MONTHS = ("parts_slow_months", "parts_dying_months", "parts_carrying_months")
# as many as the days of planning allow
MOST_MONTHS = LONGEST_DAYS // 30


class ResCompany(models.Model):
    _inherit = "res.company"

    parts_slow_months = fields.Integer(
        groups="base.group_user",
        string="Slow After",
        default=12,
        help="A part that nothing was issued of for so many months is slow.",
    )
    parts_dying_months = fields.Integer(
        groups="base.group_user",
        string="Dying Within",
        default=12,
        help="A part is dying if the last assets that have it retire within so many "
        "months.",
    )
    parts_default_life_years = fields.Float(
        groups="base.group_user",
        string="Default Remaining Life",
        default=5.0,
        help="Years for which an asset without a retirement date still needs parts.",
    )
    parts_carrying_rate = fields.Float(
        groups="base.group_user",
        string="Carrying Rate",
        default=20.0,
        help="What keeping stock costs in a year, in percent of its value.",
    )
    parts_carrying_months = fields.Integer(
        groups="base.group_user",
        string="Carrying Months",
        default=12,
        help="Months for which the carrying cost is calculated.",
    )
    parts_thin_coverage = fields.Float(
        groups="base.group_user",
        string="Thin BOM Coverage",
        default=60.0,
        help="Below so many percent of assets with a BOM, nobody knows well which "
        "parts they need: the confidence is low.",
    )

    _parts_dead_stock_months_range = models.Constraint(
        "CHECK(%s)"
        % " AND ".join(f"{name} BETWEEN 1 AND {MOST_MONTHS}" for name in MONTHS),
        "The months of dead stock are from 1 to 121.",
    )
    _parts_default_life_range = models.Constraint(
        "CHECK(parts_default_life_years > 0 AND parts_default_life_years <= 100)",
        "The default remaining life is above 0 and at most 100 years.",
    )
    _parts_dead_stock_percent_range = models.Constraint(
        "CHECK(parts_carrying_rate BETWEEN 0 AND 1000 "
        "AND parts_thin_coverage BETWEEN 0 AND 100)",
        "The carrying rate is from 0 to 1,000 percent, the BOM coverage from 0 to 100.",
    )

    def _get_usage_days(self):
        """Return over how many past days the use of parts is observed."""
        self.ensure_one()
        return max(round(self.parts_use_months * 365.25 / 12), 1)
