from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    parts_repeat_days = fields.Integer(
        string="Repeat Alerts After",
        default=7,
        help="Planners are told of stock that stays low again after so many days.",
    )
    parts_use_months = fields.Integer(
        string="Months to Learn From",
        default=24,
        help="Minimums are proposed from what was used unplanned in these months.",
    )
    parts_served_worth = fields.Monetary(
        string="Worth of a Failure Served",
        default=100.0,
        help="How much money on the shelf one failure a year is worth whose part is "
        "there at once. The higher, the more is proposed to be kept.",
    )

    _parts_repeat_days_positive = models.Constraint(
        "CHECK(parts_repeat_days > 0)",
        "Alerts are repeated after at least one day.",
    )
