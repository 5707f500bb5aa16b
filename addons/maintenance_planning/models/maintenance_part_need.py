from odoo import fields, models

from odoo.addons.maintenance_bom.tools import CRITICALITIES


class MaintenancePartNeed(models.Model):
    """One dated quantity of one part, with its reason: derived by the planner."""

    _name = "maintenance.part.need"
    _description = "Need for a Part"
    _inherit = ["maintenance.derived"]
    _order = "date_need, id"
    _rec_name = "product_id"
    _log_access = False

    key = fields.Char(
        help="Key of the need: the same in each run of the planner, also when an "
        "occurrence of a recurring job becomes a job."
    )
    warehouse_id = fields.Many2one(help="The warehouse that gets the part.")
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    quantity = fields.Float(
        required=True,
        readonly=True,
        min_display_digits="Product Unit",
        help="In the part's own unit, not rounded.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    date_need = fields.Date(
        string="Needed On",
        required=True,
        readonly=True,
        help="The day in the time zone of the company.",
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Taken From",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The place that the part will be taken from: the stock of the warehouse, "
        "or a van.",
    )
    source = fields.Selection(
        [
            ("planned", "Planned Job"),
            ("recurring", "Coming Occurrence"),
            ("age", "Age"),
        ],
        required=True,
        readonly=True,
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    category_id = fields.Many2one(related="equipment_id.category_id")
    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The job; of a coming occurrence the one that it will follow.",
    )
    bom_line_id = fields.Many2one(
        "maintenance.bom.line",
        string="BOM Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    position = fields.Char(readonly=True)
    criticality = fields.Selection(CRITICALITIES, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(
        readonly=True,
        groups="maintenance_bom.group_planner",
        help="Cost of the whole quantity, whatever its source.",
    )
    short_cost = fields.Monetary(
        string="Cost to Buy",
        readonly=True,
        groups="maintenance_bom.group_planner",
        help="Cost of the quantity that is not ordered yet, at the price of the "
        "vendor.",
    )
    date_order_by = fields.Date(
        string="Order By",
        readonly=True,
        help="The last working day to approve it, so that it arrives in time.",
    )
    unit_cost = fields.Float(
        readonly=True,
        digits="Product Price",
        aggregator=None,
        groups="maintenance_bom.group_planner",
        help="Unit cost in the currency of the company: the cost of the part, else "
        "the price of its vendor.",
    )
    covered_by = fields.Selection(
        [
            ("stock", "Stock"),
            ("incoming", "Receipt Under Way"),
            ("rfq", "Request for Quotation"),
            ("nothing", "Nothing"),
        ],
        readonly=True,
        help="Source of the last quantity to arrive.",
    )
    short_qty = fields.Float(
        string="Short",
        readonly=True,
        min_display_digits="Product Unit",
        help="Quantity without planned supply.",
    )
    date_expected = fields.Date(
        string="Expected On",
        readonly=True,
        help="Date on which all of it is available. Empty: it is available now, or "
        "some of it has no planned supply.",
    )
    shortage_id = fields.Many2one(
        "maintenance.part.shortage",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint",
        string="Reordering Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Automatic rule that orders the missing quantity.",
    )
    rule_qty = fields.Float(
        readonly=True,
        min_display_digits="Product Unit",
        help="Quantity that the reordering rule counts, in the unit of its part: all "
        "except what other parts or places supply.",
    )

    def _get_rules(self, warehouse):
        """Return the automatic reordering rules that order for this warehouse."""
        groups = self._read_group(
            [("warehouse_id", "=", warehouse.id), ("orderpoint_id", "!=", False)],
            ["orderpoint_id"],
        )
        return self.env["stock.warehouse.orderpoint"].union(
            *(rule for [rule] in groups)
        )
