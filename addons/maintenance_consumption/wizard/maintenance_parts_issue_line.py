from collections import defaultdict

from odoo import api, fields, models


class MaintenancePartsIssueLine(models.TransientModel):
    _name = "maintenance.parts.issue.line"
    _description = "Part of a Quick Issue"
    _inherit = ["maintenance.checked.values"]

    issue_id = fields.Many2one(
        "maintenance.parts.issue", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        domain="[('type', '=', 'consu')]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    quantity = fields.Float(
        default=1.0, required=True, min_display_digits="Product Unit"
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial Number",
        compute="_compute_lot_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_lot_ids)]",
        help="Empty: Odoo takes the one that is due.",
    )
    allowed_lot_ids = fields.Many2many("stock.lot", compute="_compute_stock")
    free_qty = fields.Float(
        string="Free Here",
        compute="_compute_stock",
        digits="Product Unit",
        help="What stock shows at this place and nobody has reserved.",
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            if line.product_id:
                line.uom_id = line.uom_id._or_own_of(line.product_id)

    @api.depends("product_id")
    def _compute_lot_id(self):
        for line in self:
            if line.lot_id.product_id != line.product_id:
                line.lot_id = False

    @api.depends("product_id", "uom_id", "lot_id", "issue_id.location_id")
    def _compute_stock(self):
        """In the unit of the line."""
        # a dialog may name any place; of one that its user may not see it tells nothing
        self.issue_id.location_id.check_access("read")
        on_hand = self.env["stock.quant"]._get_parts_on_hand(
            self.issue_id.location_id._origin, self.product_id._origin
        )
        free, lots = defaultdict(float), defaultdict(self.env["stock.lot"].browse)
        for (place, product, lot), (there, free_there) in on_hand.items():
            for key in {lot.id, False}:
                free[place.id, product.id, key] += free_there
            if there > 0:
                lots[place.id, product.id] |= lot
        for line in self:
            place, product = line.issue_id.location_id._origin, line.product_id._origin
            line.allowed_lot_ids = lots[place.id, product.id]
            quantity = free[place.id, product.id, line.lot_id._origin.id]
            line.free_qty = product.uom_id._compute_quantity(
                quantity, line.uom_id._origin, round=False
            )

    def _get_stock_quantity(self):
        """Return the quantity in the part's own unit."""
        self.ensure_one()
        return self.uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _prepare_issue_line(self):
        """Return a line of ``issue_parts()``."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "uom_id": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "location_id": self.issue_id.location_id.id,
        }

    def _describe(self):
        self.ensure_one()
        return self.product_id._describe_quantity(self.quantity, self.uom_id)
