from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_records

# so many by name
TOLD_ASSETS = 3


class MaintenancePartShortage(models.Model):
    """What a warehouse lacks of a part for one day, and why: derived by the planner."""

    _name = "maintenance.part.shortage"
    _description = "Shortage of a Part"
    _inherit = ["maintenance.derived", "maintenance.explained"]
    _order = "date_order_by, date_need, id"
    _rec_name = "product_id"
    _log_access = False

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The part to get: the newest of those that replace each other.",
    )
    quantity = fields.Float(
        string="Short",
        required=True,
        readonly=True,
        min_display_digits="Product Unit",
        help="In the part's own unit, not rounded.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_need = fields.Date(string="Needed On", required=True, readonly=True)
    date_order_by = fields.Date(
        string="Order By",
        readonly=True,
        help="The last working day to approve it, so that it arrives in time.",
    )
    is_rush = fields.Boolean(
        string="Rush", readonly=True, help="The day to decide has passed."
    )
    action = fields.Selection(
        [
            ("buy", "Buy"),
            ("transfer", "Transfer"),
            ("reorder", "Reordering Rule"),
            ("expedite", "Expedite"),
        ],
        required=True,
        readonly=True,
        help="Buy it. Transfer it from a warehouse that has too much. Leave it to the "
        "automatic reordering rule. Expedite: it is ordered, and comes too late.",
    )
    source_warehouse_id = fields.Many2one(
        "stock.warehouse", string="From", readonly=True, ondelete="set null"
    )
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint",
        string="Reordering Rule",
        readonly=True,
        ondelete="set null",
    )
    date_expected = fields.Date(
        string="Expected On",
        readonly=True,
        help="Arrival date of the order, if it arrives too late.",
    )
    vendor_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    cost = fields.Monetary(
        readonly=True,
        groups="maintenance_bom.group_planner",
        help="At the price of the vendor, else at the cost of the part.",
    )
    status = fields.Selection(
        [("open", "To Order"), ("ordered", "Ordered"), ("received", "Received")],
        compute="_compute_status",
        help="To Order: nothing is under way for it. Ordered: it is on its way, but "
        "comes too late. Received: parts came since the planner ran last; Plan Now "
        "counts them.",
    )
    need_ids = fields.One2many("maintenance.part.need", "shortage_id", readonly=True)
    asset_summary = fields.Char(string="For", compute="_compute_asset_summary")

    @api.depends("action", "facts", "product_id", "date_need", "quantity")
    @api.depends_context("lang")
    def _compute_explanation(self):
        return super()._compute_explanation()

    def _explain(self):
        # of what is short for one day, one part may be bought, another transferred
        reasons = {
            "buy": self.env._("to buy"),
            "transfer": self.env._(
                "available at %s",
                # with all rights: who plans parts may lack access to some warehouses
                self.sudo().source_warehouse_id.display_name,
            ),
            "reorder": self.env._("the reordering rule orders it"),
            "expedite": self.env._("ordered, and comes too late"),
        }
        return self.env._(
            "%(arithmetic)s: %(reason)s",
            arithmetic=super()._explain(),
            reason=reasons.get(self.action, ""),
        )

    @api.depends("action")
    def _compute_status(self):
        late = self.filtered(lambda shortage: shortage.action == "expedite")
        received = late._filter_received_since()
        for shortage in self:
            if shortage.action in ("buy", "transfer"):
                shortage.status = "open"
            elif shortage in late:
                shortage.status = "received" if shortage in received else "ordered"
            else:
                shortage.status = False

    def _filter_received_since(self):
        """Return those of these shortages whose part was received at their warehouse
        after the planner ran last.
        """
        if not self:
            return self
        # with all rights: who sees a shortage also sees that parts were received
        moves = self.env["stock.move"].sudo()
        groups = moves._read_group(
            [
                ("state", "=", "done"),
                ("product_id", "in", self.product_id.ids),
                ("picking_type_id.code", "=", "incoming"),
                ("picking_type_id.warehouse_id", "in", self.warehouse_id.ids),
            ],
            ["product_id", "picking_type_id"],
            ["date:max"],
        )
        last = {}
        for product, kind, moment in groups:
            key = (product.id, kind.warehouse_id.id)
            last[key] = max(last.get(key, moment), moment)

        def is_received(shortage):
            moment = last.get((shortage.product_id.id, shortage.warehouse_id.id))
            # when the planner ran is told on each of its screens
            planned_at = shortage.sudo().warehouse_id.parts_planned_at
            return moment and planned_at and moment > planned_at

        return self.filtered(is_received)

    @api.depends("need_ids.equipment_id")
    @api.depends_context("lang")
    def _compute_asset_summary(self):
        assets = {shortage: shortage.need_ids.equipment_id for shortage in self}
        # all that are told at once: a slice forgets what is read together with it
        told = self.env["maintenance.equipment"].union(
            *(here[:TOLD_ASSETS] for here in assets.values())
        )
        name_of = dict(zip(told, told.mapped("display_name"), strict=True))
        for shortage in self:
            names = [name_of[asset] for asset in assets[shortage][:TOLD_ASSETS]]
            more = len(assets[shortage]) - len(names)
            if more > 0:
                names.append(self.env._("%s more", more))
            # a minimum has no job: it is kept for all
            if not shortage.need_ids:
                names.append(self.env._("Minimum stock"))
            shortage.asset_summary = ", ".join(names)

    def action_plan_now(self):
        """Run the planner for the warehouses of the user's companies, and tell what it
        found.
        """
        self = to_records(self)
        summary = self.env["maintenance.planner"].run_planner()
        is_well, message = self._tell_summary(summary)
        return get_notification(
            message,
            kind="success" if is_well else "warning",
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _tell_summary(self, summary):
        """Return (whether all was planned, what ``run_planner()`` did, in words)."""
        if summary["skipped"]:
            # one may plan for warehouses that one does not see
            skipped_sudo = self.env["stock.warehouse"].sudo().browse(summary["skipped"])
            return False, self.env._(
                "Somebody else is planning %s at this moment: look again shortly.",
                ", ".join(skipped_sudo.mapped("display_name")),
            )
        if summary["failed"]:
            return False, self.env._(
                "Not planned: %s. The others are; see the planning exceptions.",
                ", ".join(
                    f"{row['warehouse_name']} ({row['reason']})"
                    for row in summary["failed"]
                ),
            )
        if not summary["warehouses"]:
            return False, self.env._(
                "There is nothing to plan: your company has no warehouse. Create one."
            )
        counts = {
            name: sum(row[name] for row in summary["warehouses"])
            for name in ("needs", "shortages", "exceptions")
        }
        return True, self.env._(
            "Planned. Needs: %(needs)s, shortages: %(shortages)s, exceptions: "
            "%(exceptions)s.",
            **counts,
        )
