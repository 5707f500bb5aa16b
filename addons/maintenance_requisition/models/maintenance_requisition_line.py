from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .words import STATUSES, format_quantity

STATES = [
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("ordered", "Ordered"),
    ("received", "Received"),
    ("cancel", "Cancelled"),
]


class MaintenanceRequisitionLine(models.Model):
    """One part to get, by when, from where and for whom; decided by itself."""

    _name = "maintenance.requisition.line"
    _description = "Line of a Requisition"
    _inherit = [
        "maintenance.checked.values",
        "maintenance.explained",
        "maintenance.requisition.line.surplus",
        "maintenance.requisition.line.failure",
        "maintenance.requisition.line.decision",
        "maintenance.requisition.line.entry",
        "maintenance.requisition.line.buying",
        "maintenance.requisition.line.transfer",
        "maintenance.requisition.line.following",
        "maintenance.requisition.line.rush",
    ]
    _order = "date_order_by, date_need, id"
    _rec_name = "product_id"
    _check_company_auto = True

    requisition_id = fields.Many2one(
        "maintenance.requisition",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    warehouse_id = fields.Many2one(
        related="requisition_id.warehouse_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="requisition_id.company_id", store=True, precompute=True, index=True
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_storable', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(
        required=True,
        default=1.0,
        min_display_digits="Product Unit",
        help="What is ordered, in the unit of the part: in whole packs of the vendor, "
        "and no less than it sells.",
    )
    needed_qty = fields.Float(
        string="Needed",
        readonly=True,
        min_display_digits="Product Unit",
        help="What it is for wants, not rounded. The rest is for the shelf.",
    )
    date_need = fields.Date(
        string="Needed On",
        required=True,
        default=fields.Date.context_today,
        help="The first day on which it is wanted.",
    )
    date_order_by = fields.Date(
        string="Order By",
        readonly=True,
        help="The last working day to decide, so that it is there on the day.",
    )
    date_planned = fields.Date(
        string="Expected On", readonly=True, help="When it is asked to arrive."
    )
    is_rush = fields.Boolean(
        string="Rush", readonly=True, help="The day to decide has passed."
    )
    action = fields.Selection(
        [("buy", "Buy"), ("transfer", "Transfer")], required=True, default="buy"
    )
    source_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="From",
        check_company=True,
        domain="[('company_id', '=', company_id), ('id', '!=', warehouse_id)]",
        help="The warehouse that has too much of it.",
    )
    supplierinfo_id = fields.Many2one(
        "product.supplierinfo",
        string="Vendor Price",
        check_company=True,
        ondelete="set null",
        domain="[('product_tmpl_id.product_variant_ids', '=', product_id), "
        "('company_id', 'in', (company_id, False))]",
        # its name tells the price
        groups="maintenance_bom.group_planner,purchase.group_purchase_user",
        help="The line of the vendor list at which it is bought.",
    )
    vendor_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="The currency of the vendor."
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    price_unit = fields.Float(
        string="Unit Price",
        readonly=True,
        min_display_digits="Product Price",
        aggregator=None,
        groups="maintenance_bom.group_planner",
        help="What the vendor asks for one, in its currency.",
    )
    cost = fields.Monetary(
        string="Estimated Cost",
        readonly=True,
        currency_field="company_currency_id",
        groups="maintenance_bom.group_planner",
        help="In the currency of the company.",
    )
    approved_cost = fields.Monetary(
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
        groups="maintenance_bom.group_planner",
        help="Up to this cost the line may grow without being approved anew.",
    )
    decision = fields.Selection(
        [("draft", "Draft"), ("to_approve", "To Approve")]
        + [("approved", "Approved"), ("cancel", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    state = fields.Selection(
        STATES,
        string="Progress",
        compute="_compute_state",
        store=True,
        index=True,
    )
    status = fields.Selection(
        STATUSES,
        compute="_compute_status",
        search="_search_status",
        help="In RFQ: asked of the vendor, not confirmed yet. Ordered: confirmed, or "
        "on its way from another warehouse.",
    )
    share_ids = fields.One2many("maintenance.requisition.share", "line_id")
    need_ids = fields.Many2many(
        "maintenance.part.need", string="Needs", compute="_compute_need_ids"
    )
    asset_summary = fields.Char(string="For", compute="_compute_asset_summary")
    allocation_ids = fields.One2many("maintenance.requisition.allocation", "line_id")
    move_ids = fields.One2many("stock.move", "maintenance_requisition_line_id")
    ordered_qty = fields.Float(
        string="Ordered",
        compute="_compute_quantities",
        min_display_digits="Product Unit",
    )
    received_qty = fields.Float(
        string="Received",
        compute="_compute_quantities",
        min_display_digits="Product Unit",
    )
    surplus_qty = fields.Float(
        string="Surplus",
        readonly=True,
        copy=False,
        min_display_digits="Product Unit",
        help="Ordered, still to come, and wanted by nobody any more: what could be "
        "taken off the order. The next need gets it.",
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Enter a quantity above zero."
    )

    @api.depends("product_id", "requisition_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.requisition_id.name}: " + (
                line.product_id.display_name or ""
            )

    @api.depends("decision", "allocation_ids.state", "move_ids.state")
    def _compute_state(self):
        for line in self:
            found = set(line.allocation_ids.mapped("state"))
            for move in line._get_transfer_moves():
                found.add("received" if move.state == "done" else move.state)
            found.discard("cancel")
            if line.decision != "approved":
                line.state = line.decision
            elif found - {"received"}:
                line.state = "ordered"
            else:
                line.state = "received" if found else "approved"

    @api.depends("state", "failure", "allocation_ids.state")
    def _compute_status(self):
        for line in self:
            if line.state == "ordered" and "rfq" in line.allocation_ids.mapped("state"):
                line.status = "rfq"
            elif line.state in ("draft", "to_approve", "approved") and line.failure:
                line.status = "failed"
            else:
                line.status = line.state

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = Domain("allocation_ids.state", "=", "rfq")
        unordered = Domain("state", "in", ("draft", "to_approve", "approved"))
        domains = {
            "rfq": Domain("state", "=", "ordered") & asked,
            "ordered": Domain("state", "=", "ordered") & ~asked,
            "failed": unordered & Domain("failure", "!=", False),
        }
        for state, _label in STATES:
            if state not in domains:
                alike = Domain("state", "=", state)
                domains[state] = alike & ~domains["failed"]
        return Domain.OR(domains[status] for status in value if status in domains)

    @api.depends(
        "allocation_ids.quantity",
        "allocation_ids.received_qty",
        "allocation_ids.state",
        "move_ids.product_uom_qty",
        "move_ids.quantity",
        "move_ids.state",
    )
    def _compute_quantities(self):
        for line in self:
            links = line.allocation_ids.filtered(lambda one: one.state != "cancel")
            moves = line._get_transfer_moves()
            moves = (moves - moves.move_orig_ids).filtered(
                lambda move: move.state != "cancel"
            )
            done = moves.filtered(lambda move: move.state == "done")
            line.ordered_qty = sum(links.mapped("quantity")) + sum(
                moves.mapped("product_qty")
            )
            line.received_qty = sum(links.mapped("received_qty")) + sum(
                move._get_parts_quantity() for move in done
            )

    def _sum_received(self):
        """Return {id of a line: what has come for it}, of those for which some has.

        As ``received_qty``, and past the ORM's caches: of years of lines few are asked.
        """
        received = defaultdict(float)
        for line, quantity in self.env[
            "maintenance.requisition.allocation"
        ]._read_group(
            [("line_id", "in", self.ids), ("state", "!=", "cancel")],
            ["line_id"],
            ["received_qty:sum"],
        ):
            received[line.id] += quantity
        moves = self.env["stock.move"].search(
            [
                ("maintenance_requisition_line_id", "in", self.ids),
                ("state", "=", "done"),
                ("origin_returned_move_id", "=", False),
                # the last step
                ("move_dest_ids", "=", False),
            ]
        )
        for move in moves:
            line = move.maintenance_requisition_line_id
            received[line.id] += move._get_parts_quantity()
        return {number: quantity for number, quantity in received.items() if quantity}

    def _get_transfer_moves(self):
        """Return the moves that bring the parts of this line, without returns."""
        return self.move_ids.filtered(lambda move: not move.origin_returned_move_id)

    @api.depends("share_ids.key", "warehouse_id")
    def _compute_need_ids(self):
        needs = self.env["maintenance.part.need"].search(
            [
                ("warehouse_id", "in", self.warehouse_id.ids),
                ("key", "in", self.share_ids.mapped("key")),
            ]
        )
        by_key = {(need.warehouse_id, need.key): need.id for need in needs}
        for line in self:
            keys = [(line.warehouse_id, key) for key in line.share_ids.mapped("key")]
            line.need_ids = [by_key[key] for key in keys if key in by_key]

    @api.depends("share_ids.display_name")
    @api.depends_context("lang")
    def _compute_asset_summary(self):
        for line in self:
            line.asset_summary = line._summarize_names(line.share_ids)

    @api.depends("facts", "product_id", "date_need", "needed_qty", "quantity", "state")
    @api.depends_context("lang")
    def _compute_explanation(self):
        return super()._compute_explanation()

    def _explain(self):
        if self.is_manual:
            return self.env._("Entered by %s.", self.create_uid.name)
        text = super()._explain()
        rest = self.quantity - self.needed_qty
        uom = self.product_id.uom_id
        if uom and uom.compare(rest, 0.0) > 0:
            text += self.env._(
                "; %(rest)s more by the pack or the minimum of the vendor",
                rest=format_quantity(self.env, rest),
            )
        if self._is_outgrown():
            text += self.env._("; it costs more than what was approved")
        return text

    def _tell_waiting(self):
        """Return in words where this line is that is not ordered yet."""
        self.ensure_one()
        texts = {
            "draft": self.env._("%s, to decide"),
            "to_approve": self.env._("%s, to approve"),
            "approved": self.env._("%s, approved"),
        }
        text = (
            self.env._("%s, cannot be ordered") if self.failure else texts[self.state]
        )
        return text % self.requisition_id.name

    def _get_explained_day(self):
        day = (self.facts or {}).get("day")
        return fields.Date.to_date(day) or self.date_need

    def _get_explained_quantity(self):
        return self.needed_qty
