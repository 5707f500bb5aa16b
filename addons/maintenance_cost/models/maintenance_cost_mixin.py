from odoo import fields, models

from odoo.addons.maintenance_consumption.models.cost_groups import COST_GROUPS


class MaintenanceCostMixin(models.AbstractModel):
    """What bills and the hours of technicians cost a job or an asset."""

    _inherit = "maintenance.cost.mixin"

    parts_cost = fields.Monetary(
        help="Parts issued from stock, less what came back, and billed parts that are "
        "not kept in stock."
    )
    service_cost = fields.Monetary(
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="What others billed for their work and all else that is no part.",
    )
    labour_cost = fields.Monetary(
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Hours of the technicians at the rate of their team.",
    )
    maintenance_cost = fields.Monetary(help="Parts, services and labour together.")
