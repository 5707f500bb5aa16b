from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import to_record

from .maintenance_request_supply import OPEN_STATES, get_nearest


class MaintenancePartsPendingStock(models.AbstractModel):
    """What stock shows of pending parts, and how a storekeeper makes it true."""

    _name = "maintenance.parts.pending.stock"
    _description = "Stock of Pending Parts"

    on_hand_qty = fields.Float(
        string="On Hand",
        compute="_compute_stock",
        digits="Product Unit",
        help="What stock shows at this place, in the part's own unit.",
    )
    free_qty = fields.Float(
        string="Free",
        compute="_compute_stock",
        digits="Product Unit",
        help="What of it nobody has reserved.",
    )
    incoming_qty = fields.Float(
        string="On the Way",
        compute="_compute_stock",
        digits="Product Unit",
        help="Receipts and transfers to this place that are not done.",
    )

    @api.depends("product_id", "location_id", "lot_id")
    def _compute_stock(self):
        on_hand = self.env["stock.quant"]._get_parts_on_hand(
            self.location_id, self.product_id
        )
        shown = defaultdict(lambda: (0.0, 0.0))
        for (place, product, lot), (quantity, free) in on_hand.items():
            for key in {lot.id, False}:
                there, free_there = shown[place.id, product.id, key]
                shown[place.id, product.id, key] = (there + quantity, free_there + free)
        incoming = self._get_incoming()
        for pending in self:
            place, product = pending.location_id.id, pending.product_id.id
            pending.on_hand_qty, pending.free_qty = shown[
                place, product, pending.lot_id.id
            ]
            pending.incoming_qty = incoming[place, product]

    def _get_incoming(self):
        """Return {(place id, product id): what is on its way there}."""
        incoming = defaultdict(float)
        places = self.location_id
        requests = self.env["maintenance.request"]
        for move in requests._get_open_moves(
            requests._get_receipts_domain(places), self.product_id
        ):
            place_id = get_nearest(
                move.location_final_id or move.location_dest_id, places
            )
            if place_id != get_nearest(move.location_id, places):
                incoming[place_id, move.product_id.id] += move.product_qty
        return incoming

    def action_count(self):
        """Return the action of Odoo's own count of this part at this place."""
        self = to_record(self)
        action = self.env["stock.quant"].action_view_inventory()
        context = {
            key: value
            for key, value in action["context"].items()
            if key != "search_default_my_count"
        }
        return dict(
            action,
            domain=[
                ("product_id", "=", self.product_id.id),
                ("location_id", "child_of", self.location_id.id),
            ],
            context=dict(
                context,
                default_product_id=self.product_id.id,
                default_location_id=self.location_id.id,
                default_lot_id=self.lot_id.id,
            ),
            help=Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>')
            % (
                self.env._("Stock shows none of this part here"),
                self.env._(
                    "Press “New” and type how many lie there now. What was taken is "
                    "counted in and issued by itself."
                ),
            ),
        )

    def action_view_receipts(self):
        """Return the action of what is on its way to this place."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_consumption.stock_move_action_receipts"
        )
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("state", "in", OPEN_STATES)
            & self.env["maintenance.request"]._get_receipts_domain(self.location_id)
            & ~Domain("location_id", "child_of", self.location_id.id)
        )
        return dict(action, domain=list(domain), context={})
