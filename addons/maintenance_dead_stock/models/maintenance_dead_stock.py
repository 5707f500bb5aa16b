from odoo import api, fields, models

from odoo.addons.maintenance_bom.tools import CRITICALITIES

PLANNERS = "maintenance_bom.group_planner"


class MaintenanceDeadStock(models.Model):
    """What a warehouse has of a part, and what of it nobody needs: derived.

    Rebuilt at the end of each run of the planner, and at once for the parts that a
    retirement, a reactivation or a disposition is about.
    """

    _name = "maintenance.dead.stock"
    _description = "Dead Stock"
    _inherit = ["maintenance.derived"]
    _order = "surplus_value DESC, id"
    _rec_name = "product_id"
    _log_access = False

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Part Category")
    uom_id = fields.Many2one(related="product_id.uom_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_id = fields.Many2one(
        "stock.location",
        readonly=True,
        ondelete="set null",
        help="The place in this warehouse where most of it lies.",
    )
    status = fields.Selection(
        [
            ("active", "Active"),
            ("slow", "Slow"),
            ("surplus", "Surplus"),
            ("dying", "Dying"),
            ("dead", "Dead"),
            ("unlinked", "Unlinked"),
        ],
        required=True,
        readonly=True,
        help="Slow: assets have it, and nothing was issued for a long time. Surplus: "
        "more than living assets can still use. Dying: the last assets that have it "
        "retire soon. Dead: no living asset has it, and nobody else wants it. "
        "Unlinked: a spare part that was never on a BOM nor issued to an asset.",
    )
    confidence = fields.Selection(
        [("high", "High"), ("medium", "Medium"), ("low", "Low")],
        required=True,
        readonly=True,
        help="How many of the assets concerned have a BOM. Low: assets without a BOM "
        "may need the part.",
    )
    coverage = fields.Float(
        string="BOM Coverage",
        readonly=True,
        aggregator="avg",
        help="Share of the living assets concerned that have a BOM.",
    )
    on_hand = fields.Float(readonly=True, digits="Product Unit")
    on_order = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="In receipts under way, requests for quotation and requisitions.",
    )
    draft_qty = fields.Float(
        string="Not Confirmed Yet",
        readonly=True,
        digits="Product Unit",
        help="What of the quantity on order is not confirmed.",
    )
    live_asset_count = fields.Integer(
        string="Living Assets",
        readonly=True,
        help="Living assets that this warehouse supplies, and that have the part or "
        "one that replaces it, or got it from stock.",
    )
    elsewhere_asset_count = fields.Integer(
        string="Living Assets Elsewhere",
        readonly=True,
        help="Living assets of the company that other warehouses supply.",
    )
    retired_asset_count = fields.Integer(
        string="Retired Assets",
        readonly=True,
        help="Retired assets of the company that have or got the part.",
    )
    other_demand = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="Open demand of sales, manufacturing, repairs and other warehouses, and "
        "as much again as they took in the last 12 months.",
    )
    last_issue_date = fields.Date(
        string="Last Issued",
        readonly=True,
        help="The last day on which it was issued to an asset from this warehouse.",
    )
    next_need_date = fields.Date(string="Next Needed", readonly=True)
    remaining_need = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="What living assets still need until they retire.",
    )
    minimum_qty = fields.Float(
        string="Minimum",
        readonly=True,
        digits="Product Unit",
        help="What is always kept.",
    )
    surplus_qty = fields.Float(
        string="Surplus",
        readonly=True,
        digits="Product Unit",
        help="On hand less remaining need, other demand and minimum.",
    )
    value = fields.Monetary(readonly=True, groups=PLANNERS)
    surplus_value = fields.Monetary(readonly=True, groups=PLANNERS)
    carrying_cost = fields.Monetary(
        readonly=True,
        groups=PLANNERS,
        help="What it costs to keep it, by the rate and the months of the settings.",
    )
    usage_qty = fields.Float(
        string="Use in 12 Months",
        readonly=True,
        digits="Product Unit",
        help="What assets and others took from stock and did not give back.",
    )
    usage_value = fields.Monetary(
        string="Value of Use", readonly=True, groups=PLANNERS
    )
    turnover = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Use in 12 months divided by what is on hand.",
    )
    days_on_hand = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="For how many days it lasts at that use.",
    )
    stocked_since = fields.Date(
        string="In Stock Since",
        readonly=True,
        help="The day on which the oldest of it came.",
    )
    last_leaving_date = fields.Date(
        string="Last Asset Retires",
        readonly=True,
        help="The day on which the last living asset retires. Empty if one stays.",
    )
    fsn = fields.Selection(
        [("fast", "Fast"), ("slow", "Slow"), ("non_moving", "Non-Moving")],
        string="FSN",
        readonly=True,
        help="By turnover: fast from 3 a year, slow below, non-moving without use in "
        "12 months.",
    )
    abc = fields.Selection(
        [("a", "A"), ("b", "B"), ("c", "C")],
        string="ABC",
        readonly=True,
        help="By value of use: A the first 80 % of it, B the next 15 %, C the rest.",
    )
    criticality = fields.Selection(
        CRITICALITIES, string="VED", readonly=True, help="The highest on any BOM."
    )

    @api.model
    def _rebuild(self, warehouses, products=None):
        """Derive the rows of ``warehouses`` anew.

        :param products: only those of these products and of what replaces them
        """
