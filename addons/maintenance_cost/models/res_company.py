from odoo import fields, models

from odoo.addons.maintenance_consumption.models.cost_groups import COST_GROUPS


class ResCompany(models.Model):
    _inherit = "res.company"

    maintenance_labour_rate = fields.Monetary(
        string="Labour Rate",
        groups=f"{COST_GROUPS},base.group_system",
        help="What an hour of a technician costs, unless the team has a rate of its "
        "own.",
    )
    parts_peer_factor = fields.Float(
        groups="base.group_user",
        string="Times Its Peers",
        default=2.0,
        help="An asset is flagged when its parts cost at least so many times what is "
        "usual for the assets of its BOM, at equal months in service.",
    )
    parts_peer_min_amount = fields.Monetary(
        groups="base.group_user",
        string="Above",
        default=500.0,
        help="Assets whose parts cost no more than this are not flagged.",
    )

    _parts_peer_factor_range = models.Constraint(
        "CHECK(parts_peer_factor > 1)",
        "Assets can only be flagged when they cost more than their peers: enter a "
        "factor above one.",
    )
